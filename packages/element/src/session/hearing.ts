/**
 * What one chat tells, as long as it is listened to. While somebody signs in, two are heard at once, so that
 * nothing is missed between them.
 */
import type { Connection, Did, Gap, GhostChat, Message } from 'ghost-chat'

export interface Heard {
  readonly message: (message: Message) => void
  readonly joined: (did: Did) => void
  readonly left: (did: Did) => void
  readonly gap: (gap: Gap) => void
  readonly connection: (connection: Connection) => void
  readonly readers: () => void
}

/** Returns what ends the listening. */
export function listenTo(chat: GhostChat, heard: Heard): () => void {
  const ends = [
    chat.on('message', (_did, message) => {
      heard.message(message)
    }),
    chat.on('user-joined', heard.joined),
    chat.on('user-left', heard.left),
    chat.on('gap', heard.gap),
    chat.on('connection', heard.connection),
    chat.on('readers', heard.readers),
  ]
  return () => {
    for (const end of ends) end()
  }
}
