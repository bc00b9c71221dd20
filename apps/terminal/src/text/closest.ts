/** The word that somebody may have meant by one that there is not. */

/** Changes beyond which two words are two words. */
const MOST_CHANGES = 2
/** A longer word is nobody's typing error, and comparing takes its length times that of each word. */
const LONGEST = 32

/** @returns the one of some words that takes the fewest changes to get to, if it takes few */
export function closest(word: string, words: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  let [best, least]: [string | undefined, number] = [undefined, MOST_CHANGES + 1]
  for (const candidate of words) {
    // Two changes of a short word leave too little of it.
    const most = Math.min(least - 1, Math.floor(Math.min(word.length, candidate.length) / 3))
    const changes = distance(word, candidate)
    if (changes <= most) [best, least] = [candidate, changes]
  }
  return best
}

/** Letters put in, left out, exchanged, or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, place) => place)
  for (let at = 1; at <= one.length; at++) {
    const next = [at]
    for (let to = 1; to <= other.length; to++) {
      const isSame = one[at - 1] === other[to - 1]
      let least = Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (isSame ? 0 : 1))
      const isSwapped = at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
      if (isSwapped) least = Math.min(least, (before[to - 2] ?? 0) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}
