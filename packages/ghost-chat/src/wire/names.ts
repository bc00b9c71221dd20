/**
 * Names of spaces, rooms and people, as SPEC NM1 to NM3 bound them.
 */
import { GhostChatError } from '../errors.ts'
import { LIMITS } from './limits.ts'

/** A space's name that passed the rules, in NFC. */
export type SpaceName = string & { readonly __spaceName: true }
/** A room's name that passed the rules, in NFC. */
export type RoomName = string & { readonly __roomName: true }

/**
 * Characters that show as nothing or turn the reading around (all bidirectional controls are default-ignorable): two
 * names that look the same to everyone should not be two rooms where a rule can help it. Joiners and the selectors of
 * text and emoji style stay, since emoji and several scripts need them.
 */
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\u2028\u2029\uFFF9-\uFFFB]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}/u

/** A joiner or selector that has nothing to act upon. The only ones after ASCII are those of keycaps. */
const IDLE = /(?:^|\p{ASCII})(?:\u200C|\u200D|\uFE0E|\uFE0F)(?!\u20E3)/u

/** Shows as blank, though Unicode calls only the first kind white space. */
const BLANK_END = /^(?:\s|\u2800|\u{1D159}|\u{16FE4})|(?:\s|\u2800|\u{1D159}|\u{16FE4})$/u
/** Anything that shows by itself: no blank, no combining mark (U+16FE4 is one), no format character. */
const VISIBLE = /(?!\u{1D159})[^\s\u2800\p{M}\p{Cf}]/u

/** Why a text is no name, in words, or `null` if it is one. Expects NFC. */
function fault(name: string): string | null {
  if (name === '') return 'it is empty'
  // Code units first: a code point has at most two, so a huge text is refused without being walked.
  if (name.length > 2 * LIMITS.nameCodePoints || [...name].length > LIMITS.nameCodePoints) {
    return `it is longer than ${LIMITS.nameCodePoints} characters`
  }
  if (FORBIDDEN.test(name) || IDLE.test(name)) return 'it holds a control or invisible character'
  if (BLANK_END.test(name)) return 'it begins or ends with white space'
  if (!VISIBLE.test(name)) return 'it shows nothing'
  return null
}

/** Whether a text is a name just as it stands (NFC included). */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= 2 * LIMITS.nameCodePoints &&
    value.normalize('NFC') === value &&
    fault(value) === null
  )
}

/** @throws GhostChatError `ERR_NAME_INVALID` */
export function spaceName(name: unknown): SpaceName {
  return checkedName(name, 'space') as SpaceName
}

/** @throws GhostChatError `ERR_NAME_INVALID` */
export function roomName(name: unknown): RoomName {
  return checkedName(name, 'room') as RoomName
}

/** The name a person goes by, which proves nothing. @throws GhostChatError `ERR_NAME_INVALID` */
export function personName(name: unknown): string {
  return checkedName(name, 'person')
}

function checkedName(name: unknown, what: string): string {
  if (typeof name !== 'string') {
    throw new GhostChatError('ERR_NAME_INVALID', `The name of a ${what} is a text, not ${typeof name}.`)
  }
  // NFC can only shorten by a factor that is small; what is far too long is refused before it is worked on.
  const normal = name.length > 8 * LIMITS.nameCodePoints ? name : name.normalize('NFC')
  const why = fault(normal)
  if (why !== null) throw new GhostChatError('ERR_NAME_INVALID', `The name of a ${what} is refused: ${why}.`)
  return normal
}
