/**
 * The people in a room, from its sessions (SPEC PR6).
 */
import type { Profile } from '../wire/body.ts'
import type { Did } from '../wire/ids.ts'
import type { Sessions } from './sessions.ts'

/** A person in the room: one DID, however many sessions. */
export interface User {
  readonly did: Did
  /** What the person goes by. Self-claimed: it proves nothing. */
  readonly name?: string
  readonly sessions: number
  /** Whether this is you. */
  readonly self: boolean
}

/** Everyone here, this member first. The name is that of the user's newest session. */
export function rosterUsers(sessions: Sessions, own: Did, profile: Profile): readonly User[] {
  const names = new Map<Did, { readonly name: string | undefined; readonly at: number }>()
  for (const { did, presence } of sessions.here()) {
    const at = presence.claims.issuedAt
    if (at > (names.get(did)?.at ?? 0)) names.set(did, { name: presence.body.profile.name, at })
  }
  const users = sessions.users()
  const everyone: User[] = [user(own, profile.name, (users.get(own)?.size ?? 0) + 1, true)]
  for (const [did, sids] of users) {
    if (did !== own) everyone.push(user(did, names.get(did)?.name, sids.size, false))
  }
  return Object.freeze(everyone)
}

function user(did: Did, name: string | undefined, sessions: number, self: boolean): User {
  return Object.freeze(name === undefined ? { did, sessions, self } : { did, name, sessions, self })
}
