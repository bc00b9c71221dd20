/** Which messages are one's own: what one is sending is, before it is known under which key. */
import type { Did } from 'ghost-chat'
import type { MessageEntry } from '../model.ts'

export function isOwn({ own = false, from }: MessageEntry, self: Did | undefined): boolean {
  return own || from === self
}
