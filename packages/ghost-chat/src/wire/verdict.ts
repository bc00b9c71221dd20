/**
 * The three verdicts (SPEC VE1 to VE3), and why an envelope is refused. Codes go into logs and counters;
 * the envelope itself never does.
 */

export type Verdict = 'accept' | 'ignore' | 'reject'

/** Refusals that count against the peer that handed the envelope over (VE1). */
export type RejectCode =
  | 'too-large'
  | 'parts'
  | 'base64url'
  | 'header'
  | 'alg'
  | 'typ'
  | 'kid'
  | 'claims'
  | 'chain'
  | 'fields'
  | 'topic'
  | 'key-type'
  | 'signature'
  | 'proof'

/** Refusals that count against nobody (VE2). */
export type IgnoreCode =
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
