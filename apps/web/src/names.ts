/**
 * Names of rooms: whether one can be used, and new ones to offer. The library has the last word; it arrives later
 * than the page, and its sentence would come after the person has walked in.
 */

const MOST_CHARACTERS = 64

/** As in the library: what reads as nothing or turns the reading around. */
const UNREADABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\u00AD\uFEFF]/u

/** Why a text cannot be the name of a room or space, as a sentence; `undefined` if it can. Takes any form of Unicode. */
export function nameFault(text: string): string | undefined {
  // What is far too long is refused before it is worked on.
  const name = text.length > 8 * MOST_CHARACTERS ? text : text.normalize('NFC')
  if (name === '') return 'A room needs a name.'
  const characters = [...name].length
  if (characters > MOST_CHARACTERS) {
    return `A name has ${MOST_CHARACTERS} characters at most, and this one has ${characters}.`
  }
  if (UNREADABLE.test(name)) return 'This name holds a control or invisible character.'
  if (name.trim() !== name) return 'A name begins and ends with something other than white space.'
  return undefined
}

const QUALITIES = (
  'amber bold brave brisk bright calm candid clear clever copper coral cosy crisp deep eager early ' +
  'easy fair faint fleet fond fresh frosty gentle glad golden grand green hazel hidden honest humble ' +
  'idle jolly keen kind late light lively lucky mellow merry mild misty noble open pale patient ' +
  'plain proud quiet rapid silver sleepy smooth snug soft spare steady sunny swift tidy warm'
).split(' ')

const THINGS = (
  'acorn alder badger bay beacon birch brook canyon cedar cliff cloud comet cove crane creek dune ' +
  'ember falcon fern field finch fjord forest fox garden glade grove harbour heath heron hill inlet ' +
  'island juniper kite lake lantern lark maple marsh meadow moon moth oak orchard otter owl pebble ' +
  'pine plum pond quarry rain reef river robin shore sparrow spruce star stone tide valley willow'
).split(' ')

/** A name that is easily said and seldom taken: two words and a number, such as `quiet-otter-42`. */
export function inventName(): string {
  const [quality = 0, thing = 0, number = 0] = crypto.getRandomValues(new Uint32Array(3))
  const word = (words: readonly string[], at: number): string => words[at % words.length] ?? ''
  return `${word(QUALITIES, quality)}-${word(THINGS, thing)}-${10 + (number % 90)}`
}
