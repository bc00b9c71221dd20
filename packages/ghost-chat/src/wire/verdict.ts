/**
 * The three verdicts (SPEC VE1 to VE3), and why an envelope is refused. Codes go into logs and counters;
 * the envelope itself never does.
 */

export type Verdict = 'accept' | 'ignore' | 'reject'

/**
 * Refusals that count against the peer that handed the envelope over (VE1): only what every forwarder of version 1 can
 * tell, whatever its engine, its load and its resolver.
 */
export type RejectCode =
  | 'too-large'
  | 'parts'
  | 'base64url'
  | 'header'
  | 'alg'
  | 'typ'
  | 'kid'
  | 'claims'
  | 'topic'
  | 'key-type'
  | 'signature'

/** Refusals that count against nobody (VE2). */
export type IgnoreCode =
  /** Malformed in what a forwarder of another version, or with other Unicode tables, may have judged otherwise. */
  | 'chain'
  | 'fields'
  /** A proof that is forged, or another's. A forwarder may not have had the time to look at it. */
  | 'proof'
  | 'later-version'
  | 'late'
  | 'early'
  | 'expired'
  | 'unsupported'
  | 'unresolved'
  | 'seen'
  | 'ended'
  | 'outdated'
  | 'flood'
  /** Two statements of one session contradict each other (SQ5). */
  | 'two-faced'
  /** Its session is not here, or only reads. */
  | 'absent'
  /** Of no use in a room of so many (TP3). */
  | 'crowded'
  /** Meant for one person, and not come to them alone (DM3). */
  | 'private'
  /** An item of an answer that was not asked for (SY7). */
  | 'unasked'
  | 'replay-full'
  | 'roster-full'
  | 'busy'

export type Refusal =
  | { readonly ok: false; readonly verdict: 'reject'; readonly code: RejectCode }
  | { readonly ok: false; readonly verdict: 'ignore'; readonly code: IgnoreCode }

export function reject(code: RejectCode): Refusal {
  return Object.freeze({ ok: false, verdict: 'reject', code })
}

export function ignore(code: IgnoreCode): Refusal {
  return Object.freeze({ ok: false, verdict: 'ignore', code })
}
