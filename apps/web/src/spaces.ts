/**
 * The one space that is open. It outlives the rooms, so that whoever leaves a room and comes back is the same
 * person to the others; it ends with the page.
 */
import type { Space } from 'ghost-chat'

let open: { name: string; space: Promise<Space> } | undefined

/** Fetches the library ahead of its use. A failure shows when it is used. */
export function fetchLibrary(): void {
  import('ghost-chat').catch(() => undefined)
}

/** Opens a space ahead of its use: whoever writes a room's name is about to walk in. */
export function openAhead(name: string): void {
  spaceNamed(name).catch(() => undefined)
}

export async function spaceNamed(name: string): Promise<Space> {
  if (open?.name === name) return open.space
  open?.space.then((space) => space.close()).catch(() => undefined)
  const space = import('ghost-chat').then(({ openSpace }) => openSpace(name, { relays: [location.origin] }))
  const opened = { name, space }
  open = opened
  // A space that did not open must not stand in the way of the next attempt.
  space.catch(() => {
    if (open === opened) open = undefined
  })
  return space
}
