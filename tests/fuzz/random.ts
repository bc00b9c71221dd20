/**
 * Random choices that can be made again: those of one input depend on the seed and its number alone, so that
 * the millionth input needs none of those before it.
 */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below: (limit: number) => number
  pick: <T>(items: readonly T[]) => T
}

/** SplitMix32 (Steele, Lea, Flood 2014, in 32 bits): short, and good enough to choose mutations with. */
export function randomFor(seed: number, index: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
