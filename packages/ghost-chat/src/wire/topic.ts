/**
 * A room's name on the network (SPEC NM4 to NM6).
 */
import { LIMITS } from './limits.ts'
import { isName, type RoomName, type SpaceName } from './names.ts'

/** A topic that `topicOf` made or `parseTopic` accepted. */
export type Topic = string & { readonly __topic: true }

const PREFIX = '3box.chat.'

/** The topic of a room. Injective: two rooms never share one. */
export function topicOf(space: SpaceName, room: RoomName): Topic {
  return `${PREFIX}${encodeName(space)}.${encodeName(room)}` as Topic
}

/** The two names of a topic, or `null` if it is not exactly what `topicOf` makes of them. */
export function parseTopic(text: string): { readonly space: SpaceName; readonly room: RoomName } | null {
  if (text.length > LIMITS.topicLength || !text.startsWith(PREFIX)) return null
  const parts = text.slice(PREFIX.length).split('.')
  if (parts.length !== 2) return null
  const [space, room] = parts.map(decodeName)
  if (!isName(space) || !isName(room)) return null
  const names = { space: space as SpaceName, room: room as RoomName }
  return topicOf(names.space, names.room) === text ? Object.freeze(names) : null
}

/** Whether a text is a topic of Ghost Chat. */
export function isTopic(text: string): text is Topic {
  return parseTopic(text) !== null
}

/** A name in a topic or a URI (NM4). */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('.', '%2E')
}

function decodeName(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
