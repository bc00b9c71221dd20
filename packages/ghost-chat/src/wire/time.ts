/**
 * Time bounds of an envelope (SPEC TM2, TM3). The clock comes in as an argument.
 */
import type { Claims } from './claims.ts'
import { LIMITS } from './limits.ts'
import { ignore, type Refusal } from './verdict.ts'

/** Why an envelope that arrives now, live, is too old or too new; `null` if it is neither. */
export function judgeLiveTime(claims: Claims, now: number): Refusal | null {
  if (claims.issuedAt < now - LIMITS.skew) return ignore('late')
  return judgeKeptTime(claims, now)
}

/** As `judgeLiveTime` for an envelope from another's cache: it may be as old as its `exp` allows (SY7). */
export function judgeKeptTime(claims: Claims, now: number): Refusal | null {
  if (claims.issuedAt > now + LIMITS.skew) return ignore('early')
  if (claims.expiresAt <= now) return ignore('expired')
  return null
}
