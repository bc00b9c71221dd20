/** What is asked of a system to be compared: a room that some join, where what one says the others hear. */

/** One who is in the room. */
export interface Member {
  /** Says something to all others. Where a system tells when it took it, senders pace themselves by that. */
  readonly send: (text: string) => unknown
  /** How many others it lists. Systems without such a list leave it out, and their members greet each other. */
  readonly others?: () => number
  /** How many messages may be under way at once in a burst. @default 256 */
  readonly window?: number
  /** Where others may dial, for systems without a server. */
  readonly address?: string
  /** Resolves once there is a direct link to everyone; for those systems that begin with another way. */
  readonly direct?: () => Promise<void>
  readonly leave: () => Promise<void>
}

export interface Listeners {
  readonly onMessage: (text: string) => void
  /** Somebody can be reached now, or the list has changed. Systems that do not know never say so. */
  readonly onPeer: () => void
}

export interface System {
  /** Starts what members need to find each other or speak over, in a process of its own. It ends with that. */
  readonly serve?: () => Promise<{ readonly url: string }>
  /** Resolves when the member can send. `url` is the server's, or the first member's address, or empty for that one. */
  readonly join: (url: string, room: string, listeners: Listeners) => Promise<Member>
}
