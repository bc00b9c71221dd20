/**
 * The address of a room: `#/room`, or `#/space/room` for a space other than the page's own.
 */

export const OWN_SPACE = 'ghost-chat'

export interface Place {
  readonly space: string
  readonly room: string
}

/** The space and room that an address names; `room` is empty where it names none. */
export function placeOf(hash: string): Place {
  const parts = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode)
    .filter((part) => part !== '')
  const [first, second] = parts
  if (first === undefined) return { space: OWN_SPACE, room: '' }
  if (second === undefined) return { space: OWN_SPACE, room: first }
  return { space: first, room: second }
}

export function hashOf({ space, room }: Place): string {
  if (room === '') return '#/'
  const tail = encodeURIComponent(room)
  return space === OWN_SPACE ? `#/${tail}` : `#/${encodeURIComponent(space)}/${tail}`
}

/** Hand-written addresses may hold a stray percent sign: then the text is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part).trim()
  } catch {
    return part.trim()
  }
}
