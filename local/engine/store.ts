import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { decode, encode, type Saved } from '#local/engine/saved'

/** Where an engine keeps its game. `load` answers null before the first `save`. */
export type Store = { load: () => Promise<Saved | null>; save: (saved: Saved) => Promise<void> }

/**
 * A store in one file of the folder. `save` answers when the game is on the disk; whoever is killed on the way leaves
 * the old file or the new one, never a part. `load` throws where the file is not a game of this engine.
 */
export function fileStore(folder: string): Store {
  const file = join(folder, 'state.json')

  const load = async (): Promise<Saved | null> => {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (!bytes) return null
    const saved = decode(bytes)
    if (!saved) throw new Error(`${file} is not a game of this engine`)
    return saved
  }

  const save = async (saved: Saved): Promise<void> => {
    const draft = `${file}.tmp`
    await using handle = await open(draft, 'w', 0o600)
    await handle.writeFile(encode(saved))
    await handle.sync()
    await rename(draft, file)
    await using parent = await open(folder, 'r')
    await parent.sync()
  }

  return { load, save }
}
