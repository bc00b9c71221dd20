/**
 * What a stay in a room is made of, and what it tells.
 */
import type { CryptoSuite } from '../identity/crypto.ts'
import type { Identity } from '../identity/identity.ts'
import type { Verifier } from '../identity/verify.ts'
import type { Network } from '../network/port.ts'
import type { RoomInit } from '../room/room-init.ts'
import type { Connection } from './connection.ts'
import type { RoomEvents } from './deeds.ts'
import type { Platform } from './platform.ts'

/** What a stay tells its chat. */
export interface MemberEvents extends RoomEvents {
  readonly connection: (connection: Connection) => void
}

export interface MemberInit extends Pick<RoomInit, 'topic' | 'profile' | 'reader' | 'flood' | 'transcript'> {
  readonly network: Network
  readonly identity: Identity
  readonly crypto: CryptoSuite
  readonly verifier: Verifier
  readonly platform: Platform
  readonly events: MemberEvents
}
