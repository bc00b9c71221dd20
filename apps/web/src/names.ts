/**
 * Names of rooms: whether one can be used, and new ones to offer. The library has the last word; it arrives later
 * than the page, and its sentence would come after the person has walked in.
 */

import { strings } from './strings/strings.ts'

const MOST_CHARACTERS = 64

/** As in the library (wire/names.ts, SPEC NM2): what reads as nothing or turns the reading around. */
const UNREADABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\uFFF9-\uFFFB]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}/u
const IDLE = /(?:^|\p{ASCII})(?:\u200C|\u200D|\uFE0E|\uFE0F)(?!\u20E3)/u
const BLANK_END = /^(?:\s|\u2800|\u{1D159}|\u{16FE4})|(?:\s|\u2800|\u{1D159}|\u{16FE4})$/u
const VISIBLE = /(?!\u{1D159})[^\s\u2800\p{M}\p{Cf}]/u

const faults = strings.names

/** Why a text cannot be the name of a room or space, as a sentence; `undefined` if it can. Takes any form of Unicode. */
export function nameFault(text: string): string | undefined {
  // What is far too long is refused before it is worked on.
  const name = text.length > 8 * MOST_CHARACTERS ? text : text.normalize('NFC')
  if (name === '') return faults.empty
  const characters = [...name].length
  if (characters > MOST_CHARACTERS) return faults.tooLong(MOST_CHARACTERS, characters)
  if (UNREADABLE.test(name) || IDLE.test(name)) return faults.unreadable
  if (BLANK_END.test(name)) return faults.blankEnd
  if (!VISIBLE.test(name)) return faults.blank
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

/** Crockford's: neither i, l and o, which read as digits, nor u. Each character is 5 bits. */
const CHARACTERS = '0123456789abcdefghjkmnpqrstvwxyz'
/** 11 characters, 55 bits, in groups that can be said and copied. */
const GROUPS = [4, 4, 3] as const

/**
 * A name that is not found by trying names: two words that one remembers it by, which are 12 bits, and characters,
 * such as `quiet-otter-k7m2-x9qd-4pw`. 66 bits in all: the name is all that keeps a room from strangers.
 */
export function inventName(): string {
  const length = GROUPS.reduce((sum, group) => sum + group, 0)
  const [quality = 0, thing = 0, ...drawn] = crypto.getRandomValues(new Uint32Array(2 + length))
  const pick = <T extends string>(from: ArrayLike<T>, at: number): string => from[at % from.length] ?? ''
  const characters = drawn.map((at) => pick(CHARACTERS, at)).join('')
  let taken = 0
  const groups = GROUPS.map((group) => characters.slice(taken, (taken += group)))
  return [pick(QUALITIES, quality), pick(THINGS, thing), ...groups].join('-')
}

/** As many bits as it takes to find a name among all that are as likely, at least. */
const ENOUGH_BITS = 64

/** Where a part of a name ends. */
const BETWEEN = /[^\p{L}\p{N}]+/u
/** The most that a word counts: people choose among some 4,000. */
const WORD_BITS = 12
const LETTER_BITS = 4.7
const FIGURE_BITS = 3.3
/** Letters and figures among each other are hardly a word. */
const MIXED_BITS = 5

/** Whether a name that a person made up may be found by trying names; a rough measure. Invented names are not. */
export function isGuessable(name: string): boolean {
  if (isInvented(name)) return false
  let bits = 0
  for (const part of name.split(BETWEEN)) {
    const length = [...part].length
    const figures = /\p{N}/u.test(part)
    const letters = /\p{L}/u.test(part)
    if (figures && letters) bits += MIXED_BITS * length
    else if (figures) bits += FIGURE_BITS * length
    else bits += Math.min(WORD_BITS, LETTER_BITS * length)
  }
  return bits < ENOUGH_BITS
}

function isInvented(name: string): boolean {
  const [quality = '', thing = '', ...groups] = name.split('-')
  return (
    QUALITIES.includes(quality) &&
    THINGS.includes(thing) &&
    groups.length === GROUPS.length &&
    groups.every(
      (group, place) => group.length === GROUPS[place] && [...group].every((one) => CHARACTERS.includes(one)),
    )
  )
}
