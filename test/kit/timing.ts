// Whether two kinds of work take the same time, by ranks: robust against the outliers of a busy machine.

/** Does each kind's work `rounds` times, interleaved in an order by chance; answers the milliseconds of each. */
export async function timeInterleaved<Kind extends string>(
  work: Record<Kind, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<Kind, number[]>> {
  const kinds = Object.keys(work) as Kind[]
  const times = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]])) as Record<Kind, number[]>
  for (let round = 0; round < rounds; round += 1) {
    const order = kinds.map((kind) => ({ kind, at: Math.random() })).toSorted((a, b) => a.at - b.at)
    for (const { kind } of order) {
      const started = performance.now()
      await work[kind]()
      times[kind].push(performance.now() - started)
    }
  }
  return times
}

/**
 * How far the ranks of two samples are apart, in standard deviations (the z of Mann and Whitney's U): beyond 5 either
 * way happens by chance once in two million times.
 */
export function rankDistance(a: number[], b: number[]): number {
  const ranked = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ]
  ranked.sort((x, y) => x.value - y.value)
  const ranks = ranked.reduce((sum, { first }, index) => sum + (first ? index + 1 : 0), 0)
  const u = ranks - (a.length * (a.length + 1)) / 2
  const mean = (a.length * b.length) / 2
  return (u - mean) / Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12)
}
