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
 * Characters that can be read as nothing or turn the reading around: two names that look the same to
 * everyone should not be two rooms where a rule can help it. Joiners stay: emoji and scripts need them.
 */
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\u00AD\uFEFF]/u

/** Why a text is no name, in words, or `null` if it is one. Expects NFC. */
function fault(name: string): string | null {
  if (name === '') return 'it is empty'
  // Code units first: a code point has at most two, so a huge text is refused without being walked.
  if (name.length > 2 * LIMITS.nameCodePoints || [...name].length > LIMITS.nameCodePoints) {
    return `it is longer than ${LIMITS.nameCodePoints} characters`
  }
  if (FORBIDDEN.test(name)) return 'it holds a control or invisible character'
  if (name.trim() !== name) return 'it begins or ends with white space'
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
