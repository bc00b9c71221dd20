/**
 * Whether a pop-up is open, kept for a reload of its page: in the tab's session storage, under the element's id, space
 * and room, and only while it is open.
 */

export interface KeptOf {
  readonly id: string
  readonly space: string
  readonly room: string
}

export function keepOpen(of: KeptOf, open: boolean): void {
  try {
    if (open) sessionStorage.setItem(keyOf(of), '')
    else sessionStorage.removeItem(keyOf(of))
  } catch {
    // A page may be kept from its storage; the pop-up is closed after a reload then.
  }
}

export function wasOpen(of: KeptOf): boolean {
  try {
    return sessionStorage.getItem(keyOf(of)) !== null
  } catch {
    return false
  }
}

function keyOf({ id, space, room }: KeptOf): string {
  return `ghost-chat-open ${[id, space, room].map(encodeURIComponent).join(' ')}`
}
