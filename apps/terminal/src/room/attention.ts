/** Whether a message is meant for one: told to one alone, or with one's name in it. Pure. */
import { cleanName, cleanText } from '../text/sanitize.ts'
import type { Heard, RoomView } from './view.ts'

/** Shorter names are words of every other sentence. */
const SHORTEST = 2

/** Not for what was said before one came, by oneself, or by somebody who is blocked. */
export function callsFor(
  { from, to, text, history }: Heard,
  { own, people, blocked }: Pick<RoomView, 'own' | 'people' | 'blocked'>,
): boolean {
  if (own === null || history || from === own || blocked.has(from)) return false
  if (to === own) return true
  const name = cleanName(people.find(({ self }) => self)?.name)
  return name !== undefined && name.length >= SHORTEST && holdsWord(folded(text), folded(name))
}

/** One text, whatever its case and compatibility forms; words stay apart. */
function folded(text: string): string {
  return cleanText(text).normalize('NFKC').toLowerCase()
}

/** Whether a word stands in a text with no letter or digit beside it. */
function holdsWord(text: string, word: string): boolean {
  for (let place = text.indexOf(word); place !== -1; place = text.indexOf(word, place + 1)) {
    const end = place + word.length
    const isBegun = /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, place - 2), place))
    const goesOn = /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2))
    if (!isBegun && !goesOn) return true
  }
  return false
}
