// Writes that come at the same time share one statement: while one is under way the next ones gather.

/**
 * Writes items in as few statements as their arrival allows. Each promise ends with the statement of its item.
 */
export function batcher<T>(write: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let gathering: { items: T[]; written: Promise<void> } | undefined
  let last: Promise<void> = Promise.resolve()
  return (item) => {
    if (gathering) {
      gathering.items.push(item)
      return gathering.written
    }
    const batch = { items: [item], written: Promise.resolve() }
    gathering = batch
    batch.written = last.then(() => {
      gathering = undefined
      return write(batch.items)
    })
    last = batch.written.catch(() => undefined)
    return batch.written
  }
}
