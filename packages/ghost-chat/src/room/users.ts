/**
 * The people in a room, from its sessions (SPEC PR6, AC10).
 */
import { claimAt, type AccountClaim } from '../wire/account.ts'
import type { Profile } from '../wire/body.ts'
import type { Did } from '../wire/ids.ts'
import type { Sessions } from './sessions.ts'

/** A person in the room: one DID, however many sessions. */
export interface User {
  readonly did: Did
  /** What the person goes by. Self-claimed: it proves nothing. */
  readonly name?: string
  /** The person's wallet account, `did:pkh:eip155:<chain>:<address>`: its own signature says so. */
  readonly account?: Did
  /** An account that the person claims and that is not proven here; never together with `account`. */
  readonly unprovenAccount?: Did
  /** The site that the wallet let speak for the account, with either of the two. */
  readonly accountDomain?: string
  readonly sessions: number
  /** Whether this is you. */
  readonly self: boolean
}

/** What a user's newest session says of them. */
interface Told {
  readonly name: string | undefined
  readonly claim: AccountClaim | null
  readonly at: number
}

/** Everyone here, this member first. Name and account are those of the user's newest session. */
export function rosterUsers(
  sessions: Sessions,
  own: Did,
  profile: Profile,
  claim: AccountClaim | null,
  now: number,
): readonly User[] {
  const told = new Map<Did, Told>()
  for (const { did, presence, account } of sessions.here()) {
    const at = presence.claims.issuedAt
    if (at > (told.get(did)?.at ?? 0)) told.set(did, { name: presence.body.profile.name, claim: account, at })
  }
  const users = sessions.users()
  const self = { name: profile.name, claim, at: 0 }
  const everyone: User[] = [user(own, self, (users.get(own)?.size ?? 0) + 1, true, now)]
  for (const [did, sids] of users) {
    if (did !== own) everyone.push(user(did, told.get(did), sids.size, false, now))
  }
  return Object.freeze(everyone)
}

function user(did: Did, told: Told | undefined, sessions: number, self: boolean, now: number): User {
  const name = told?.name === undefined ? {} : { name: told.name }
  return Object.freeze({ did, ...name, ...accountOf(told?.claim ?? null, now), sessions, self })
}

function accountOf(
  claim: AccountClaim | null,
  now: number,
): Pick<User, 'account' | 'unprovenAccount' | 'accountDomain'> {
  if (claim === null) return {}
  const { did, domain: accountDomain, proven } = claimAt(claim, now)
  return proven ? { account: did, accountDomain } : { unprovenAccount: did, accountDomain }
}
