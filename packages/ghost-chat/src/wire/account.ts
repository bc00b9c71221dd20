/**
 * A wallet account as a session claims it, and what is known of that claim (SPEC AC5 to AC9).
 */
import type { Did } from './ids.ts'
import { LIMITS } from './limits.ts'
import type { Proof } from './proof.ts'
import { parseDateTime } from './siwe-grammar.ts'
import { encodeName } from './topic.ts'

/** An account that a session claims. Frozen; `proven` only by identity/account.ts. */
export interface AccountClaim {
  /** `did:pkh:eip155:<chain>:<address>`. */
  readonly did: Did
  /** The site that the wallet was shown. */
  readonly domain: string
  /** From when to when the wallet lets the session speak, in milliseconds since 1970. */
  readonly notBefore: number
  readonly expiresAt: number
  /** Whether the wallet's signature was verified. */
  readonly proven: boolean
}

/** What a proof claims. */
export function claimOf({ p }: Proof, proven: boolean): AccountClaim {
  // The wallet's clock may be wrong where the room's is corrected; `nbf` was asked for and is taken as it is.
  const issuedAt = (parseDateTime(p.iat) ?? Infinity) - LIMITS.walletSkew
  const notBefore = Math.max(issuedAt, p.nbf === undefined ? -Infinity : (parseDateTime(p.nbf) ?? Infinity))
  const expiresAt = parseDateTime(p.exp) ?? -Infinity
  return Object.freeze({ did: p.iss, domain: p.domain, notBefore, expiresAt, proven })
}

/** The claim as it stands at a time: outside its bounds nothing is proven (AC7). */
export function claimAt(claim: AccountClaim, time: number): AccountClaim {
  if (!claim.proven || (claim.notBefore <= time && time < claim.expiresAt)) return claim
  return Object.freeze({ ...claim, proven: false })
}

/** The URI by which a message names a space (AC2). */
export function spaceUri(space: string): string {
  return `ghost-chat://space/${encodeName(space)}`
}
