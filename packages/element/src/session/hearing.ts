/**
 * What one chat tells, as long as it is listened to. While somebody signs in, two are heard at once, so that
 * nothing is missed between them.
 */
import type { Connection, Did, Gap, GhostChat, Message } from 'ghost-chat'

export interface Heard {
  /** Public and direct messages alike. */
  readonly message: (message: Message) => void
  readonly joined: (did: Did) => void
  readonly left: (did: Did) => void
  readonly gap: (gap: Gap) => void
  readonly connection: (connection: Connection) => void
  readonly typing: () => void
  /** After any of them, and when something has changed that has no event of its own. */
  readonly anything: () => void
}

/** Returns what ends the listening. */
export function listenTo(chat: GhostChat, heard: Heard): () => void {
  const then =
    <Told extends readonly unknown[]>(tell: (...told: Told) => void) =>
    (...told: Told): void => {
      tell(...told)
      heard.anything()
    }
  const onMessage = then((_did: Did, message: Message) => heard.message(message))
  const ends = [
    chat.on('message', onMessage),
    chat.on('direct', onMessage),
    chat.on('user-joined', then(heard.joined)),
    chat.on('user-left', then(heard.left)),
    chat.on('gap', heard.gap),
    chat.on('connection', then(heard.connection)),
    chat.on('readers', heard.anything),
    chat.on('user-changed', heard.anything),
    chat.on('typing', heard.typing),
  ]
  return () => {
    for (const end of ends) end()
  }
}
