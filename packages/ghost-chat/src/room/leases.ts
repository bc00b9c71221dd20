/**
 * How often a session renews, and for how long a renewal holds (SPEC PR3).
 */
import type { Envelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'

/**
 * Milliseconds between two renewals in a room of `sessions`. What everybody hears of them grows with the root of the
 * room's size, up to ten a second.
 */
export function renewalInterval(sessions: number): number {
  const sparing = Math.sqrt(LIMITS.renewal * sessions * 1000)
  return Math.max(LIMITS.renewal, sparing, (sessions * 1000) / LIMITS.renewalsPerSecond)
}

/** Milliseconds a renewal holds: it may be lost twice before anyone is thought gone. */
export function leaseOf(sessions: number): number {
  return Math.min(LIMITS.lifetime, Math.round(LIMITS.leaseRenewals * renewalInterval(sessions)))
}

/** The next renewal, a tenth around the interval, so that a room's renewals spread by themselves. */
export function nextRenewal(sessions: number, now: number, random: number): number {
  return now + renewalInterval(sessions) * (0.9 + 0.2 * random)
}

/** Whether a lease is of a room in which everybody greets, and links to, everybody (PR8, NW10). */
export function isOfSmallRoom(lease: number): boolean {
  return lease <= leaseOf(LIMITS.smallRoom)
}

/** Who greets by saying `here` to all: a session that knows its room to be small, by the lease it takes (PR8). */
export function welcomingPeer({ body, claims }: Envelope): string | null {
  const isSmall = isOfSmallRoom(claims.expiresAt - claims.issuedAt)
  return body.type === 'here' && isSmall ? body.peer : null
}
