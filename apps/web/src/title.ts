/** The window's title: the room, and how many messages wait there unread. */

const PAGE = 'Ghost Chat'

export function titleOf(room: string, unread: number): string {
  if (room === '') return PAGE
  return unread === 0 ? `${room} · ${PAGE}` : `(${unread > 99 ? '99+' : unread}) ${room} · ${PAGE}`
}
