/**
 * Drafts of what a session says of what holds until the next one (SPEC TY1 to TY3, TY8, TY11).
 */
import type { Draft } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import { leaseOf } from './leases.ts'
import type { OwnSession, StateType } from './own-session.ts'
import type { RoomInit } from './room-init.ts'
import type { Suspicions } from './suspicions.ts'

/** @param present sessions that are here, this one included */
export function draftState(
  type: StateType,
  own: OwnSession,
  { peer, via, proof }: Pick<RoomInit, 'peer' | 'via' | 'proof'>,
  suspicions: Suspicions,
  present: number,
  now: number,
): Draft | null {
  if (type === 'leave') return own.draft({ type }, 2 * LIMITS.skew, now)
  if (type === 'suspect') {
    const suspects = suspicions.suspects()
    return suspects.length === 0 ? null : own.draft({ type, suspects }, LIMITS.skew, now)
  }
  const { profile, reader } = own
  return own.draft({ type, peer, via: via?.(), profile, reader, proof }, leaseOf(present), now)
}
