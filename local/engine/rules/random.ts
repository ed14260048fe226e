import { createHash } from 'node:crypto'

/** A reproducible stream of numbers. `below(n)` answers an integer from 0 to n - 1, for n up to 2 ** 20. */
export type Random = { below: (n: number) => number }

/**
 * The sfc32 generator (Chris Doty-Humphrey, PractRand), seeded with the SHA-256 of the words. Each place and turn draws
 * from its own stream, so that nothing depends on what was computed before it.
 */
export function random(...words: (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest()
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = 1

  const next = (): number => {
    const word = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + word) | 0
    return word >>> 0
  }
  for (let round = 0; round < 12; round++) next()

  return { below: (n) => Math.floor((next() * n) / 2 ** 32) }
}
