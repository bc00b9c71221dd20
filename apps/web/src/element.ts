/** The element that shows rooms, and with it the library: fetched later than the page, whose door opens without. */
import type { GhostChatElement } from '@ghost-chat/element'

let loading: Promise<unknown> | undefined

/** Defines `<ghost-chat>`. A failure is forgotten, so that the next call tries again. */
async function load(): Promise<void> {
  loading ??= import('@ghost-chat/element')
  try {
    await loading
  } catch (error) {
    loading = undefined
    throw error
  }
}

/** Fetches ahead of its use what a room needs. A failure shows when it is used. */
export function fetchAhead(): void {
  load().catch(() => undefined)
  import('ghost-chat').catch(() => undefined)
}

/** Fetches ahead of its use what joins a room: the element asks for it once it has shown itself. */
export function fetchNetwork(): void {
  // The build names the file, and leaves it to the page whether it is needed.
  const link = document.querySelector<HTMLLinkElement>('link#network')
  if (link !== null) link.rel = 'modulepreload'
}

/** @throws TypeError where a file did not arrive */
export async function createElement(): Promise<GhostChatElement> {
  await load()
  return document.createElement('ghost-chat')
}
