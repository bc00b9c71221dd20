/** What the element tells the page. All events bubble and leave shadow roots. */
import type { Connection, Did, Message, User } from 'ghost-chat'

export interface GhostChatEventMap {
  /** Somebody said something just now, you yourself too. */
  'ghost-message': CustomEvent<{ readonly message: Message }>
  /** Who is in the room, when it has changed. */
  'ghost-users': CustomEvent<{ readonly users: readonly User[] }>
  /** How the room is connected, when it has changed. */
  'ghost-connection': CustomEvent<{ readonly connection: Connection }>
  /** How many messages came while nobody looked, and how many of them are direct messages. */
  'ghost-unread': CustomEvent<{ readonly count: number; readonly direct: number }>
  /** It is known who speaks, and the others can hear them. */
  'ghost-signed-in': CustomEvent<{ readonly did: Did }>
  /**
   * Somebody wants to say something and has not said who they are. A page that cancels it asks in its own way, and
   * sets `identity` or `guest`; what was written goes out then.
   */
  'ghost-sign-in': CustomEvent<null>
  /**
   * Joining or sending went wrong. People are told by the element itself, in the words of `reason`; `final` where it
   * will not try again.
   */
  'ghost-error': CustomEvent<{ readonly error: unknown; readonly reason: string; readonly final: boolean }>
}

/** Returns `false` where a listener cancelled it. */
export function tell<Name extends keyof GhostChatEventMap>(
  target: EventTarget,
  name: Name,
  detail: GhostChatEventMap[Name]['detail'],
): boolean {
  return target.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }),
  )
}
