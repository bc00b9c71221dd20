/**
 * The people in a room, from its sessions (SPEC PR6, AC10).
 */
import { claimAt, type AccountClaim } from '../wire/account.ts'
import type { Profile } from '../wire/profile.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import type { OwnSession } from './own-session.ts'
import type { RoomInit } from './room-init.ts'
import type { PresentRecord, SessionRecord } from './session-record.ts'
import type { Sessions } from './sessions.ts'

/** One room joined on one device: a tab, say. */
export interface UserSession {
  readonly id: SessionId
  /** Whether it is this very one. */
  readonly self: boolean
  /** Where it is reached on the network. */
  readonly peer: string
}

/** A person in the room: one DID, however many sessions. */
export interface User {
  readonly did: Did
  /** What the person goes by. Self-claimed: it proves nothing. */
  readonly name?: string
  /**
   * A picture, self-claimed: an `https:` URL, which tells its host who looks, or a `data:` URL of a raster image.
   */
  readonly avatar?: string
  /** The person's wallet account, `did:pkh:eip155:<chain>:<address>`: its own signature says so. */
  readonly account?: Did
  /** An account that the person claims and that is not proven here; never together with `account`. */
  readonly unprovenAccount?: Did
  /** The site that the wallet let speak for the account, with either of the two. */
  readonly accountDomain?: string
  /** Where the person is here; at least one. */
  readonly sessions: readonly UserSession[]
  /** Whether this is you. */
  readonly self: boolean
}

/** What is shown of a person beside the DID. */
export type Face = Pick<User, 'name' | 'avatar' | 'account' | 'unprovenAccount' | 'accountDomain'>

/** What a user's newest session says of them. */
interface Told {
  readonly profile: Profile
  readonly claim: AccountClaim | null
}

/** Everyone here, this member first unless it only reads. Profile and account are those of the newest session. */
export function rosterUsers(
  sessions: Sessions,
  { did: own, sid, reader, profile, account }: OwnSession,
  { peer }: Pick<RoomInit, 'peer'>,
  now: number,
): readonly User[] {
  const everyone: User[] = []
  if (!reader) {
    const mine: UserSession = Object.freeze({ id: sid, peer, self: true })
    everyone.push(user(own, { profile, claim: account }, [mine, ...sessionsOf(sessions, own)], true, now))
  }
  for (const did of sessions.users()) {
    if (did === own && !reader) continue
    everyone.push(user(did, told(newestOf(sessions, did)), sessionsOf(sessions, did), false, now))
  }
  return Object.freeze(everyone)
}

function sessionsOf(sessions: Sessions, did: Did): UserSession[] {
  return Array.from(sessions.of(did), ({ sid: id, presence }) =>
    Object.freeze({ id, peer: presence?.body.peer ?? '', self: false }),
  )
}

/** The session of a user that said last that it is here; `null` when none is. */
export function newestOf(sessions: Sessions, did: Did): PresentRecord | null {
  let newest: PresentRecord | null = null
  for (const record of sessions.of(did)) {
    if (!isPresent(record)) continue
    if (newest === null || record.presence.claims.issuedAt > newest.presence.claims.issuedAt) newest = record
  }
  return newest
}

function isPresent(record: SessionRecord): record is PresentRecord {
  return record.presence !== null
}

function told(newest: PresentRecord | null): Told {
  return newest === null
    ? { profile: {}, claim: null }
    : { profile: newest.presence.body.profile, claim: newest.account }
}

function user(did: Did, newest: Told, sessions: readonly UserSession[], self: boolean, now: number): User {
  return Object.freeze({
    did,
    ...faceOf(newest, now),
    sessions: Object.freeze(sessions),
    self,
  })
}

export function faceOf({ profile, claim }: Told, now: number): Face {
  return { ...profile, ...accountOf(claim, now) }
}

function accountOf(
  claim: AccountClaim | null,
  now: number,
): Pick<User, 'account' | 'unprovenAccount' | 'accountDomain'> {
  if (claim === null) return {}
  const { did, domain: accountDomain, proven } = claimAt(claim, now)
  return proven ? { account: did, accountDomain } : { unprovenAccount: did, accountDomain }
}
