/** What a session is told and what it tells. */
import type { Connection, Did, GhostChat, IdentityFactory, Message, User } from 'ghost-chat'
import type { Address } from './house.ts'

/** Where the chat comes from: from the app, which keeps it, or from here. */
export type Source =
  | { readonly from: 'app'; readonly chat: GhostChat }
  | { readonly from: 'here'; readonly address: Address; readonly speaker?: Speaker }

/** Who speaks. Without an identity: a fresh guest. */
export interface Speaker {
  readonly identity?: IdentityFactory
  readonly name: string | undefined
}

export interface SessionEvents {
  readonly changed: () => void
  readonly message: (message: Message, own: boolean) => void
  readonly users: (users: readonly User[]) => void
  readonly connection: (connection: Connection) => void
  readonly signedIn: (did: Did) => void
  readonly error: (error: unknown, reason: string, final: boolean) => void
}
