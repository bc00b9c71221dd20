/**
 * From a well-formed envelope to a verified one (SPEC VE5). The only place that makes a `VerifiedEnvelope`.
 */
import { parseEnvelope, type Envelope, type VerifiedEnvelope } from '../wire/envelope.ts'
import { envelopeId } from '../wire/ids.ts'
import { judgeLiveTime } from '../wire/time.ts'
import { ignore, reject, type IgnoreCode, type Refusal, type RejectCode } from '../wire/verdict.ts'
import { AccountJudge, type AccountOptions } from './account.ts'
import { platformCrypto, type CryptoSuite } from './crypto.ts'
import { keyIdOf } from './did-key.ts'
import { KeyCache } from './key-cache.ts'

/** Verifies envelopes and keeps the keys it met. One serves a whole process. */
export interface Verifier {
  verify: (envelope: Envelope) => Promise<Verification>
}

export type Verification = { readonly ok: true; readonly envelope: VerifiedEnvelope } | Refusal

/** What became of a frame, with a code for counters and logs. */
export type FrameJudgement =
  | { readonly verdict: 'accept'; readonly code: 'ok' }
  | { readonly verdict: 'ignore'; readonly code: IgnoreCode }
  | { readonly verdict: 'reject'; readonly code: RejectCode }

const encoder = new TextEncoder()
const ACCEPTED: FrameJudgement = Object.freeze({ verdict: 'accept', code: 'ok' })

interface Tools {
  readonly keys: KeyCache
  readonly sha256: CryptoSuite['sha256']
  readonly accounts: AccountJudge
}

/** @param suite the platform's, unless given */
export function createVerifier(suite?: CryptoSuite, accountOptions?: AccountOptions): Verifier {
  let ready: Promise<Tools> | undefined
  const prepare = async (): NonNullable<typeof ready> => {
    const crypto = suite ?? (await platformCrypto())
    const accounts = new AccountJudge(crypto.sha256, accountOptions)
    return { keys: new KeyCache(crypto), sha256: crypto.sha256, accounts }
  }

  return Object.freeze({
    async verify(envelope: Envelope): Promise<Verification> {
      const { iss } = envelope.claims
      const { alg, kid } = envelope.header
      ready ??= prepare()
      const { keys, sha256, accounts } = await ready
      const known = keys.get(iss)
      // A malformed did:key and a method of tomorrow look alike from here: no penalty for either.
      if (known === null) return ignore('unsupported')
      if (kid !== undefined && kid !== keyIdOf(iss)) return reject('kid')
      if (known.alg !== alg) return reject('key-type')

      const signed = encoder.encode(envelope.text.slice(0, envelope.signedLength))
      const [genuine, digest] = await Promise.all([
        known.ready().then((key) => key.verify(envelope.signature, signed)),
        sha256(signed),
      ])
      if (!genuine) return reject('signature')
      const account = await accounts.accountOf(envelope)
      if (account === null) return reject('proof')
      const id = envelopeId(digest)
      const verified = Object.freeze({ ...envelope, id, ...(account === undefined ? {} : { account }) })
      return { ok: true, envelope: verified as VerifiedEnvelope }
    },
  })
}

/**
 * Judges a frame that came on a topic by all that can be told without knowing the room: form, topic, time,
 * signature (SPEC NW3). What a relay does with every frame.
 */
export async function judgeFrame(
  frame: Uint8Array,
  topic: string,
  now: number,
  verifier: Verifier,
): Promise<FrameJudgement> {
  const parsed = parseEnvelope(frame)
  if (!parsed.ok) return parsed
  if (parsed.envelope.claims.aud !== topic) return reject('topic')
  const untimely = judgeLiveTime(parsed.envelope.claims, now)
  if (untimely !== null) return untimely
  const verified = await verifier.verify(parsed.envelope)
  return verified.ok ? ACCEPTED : verified
}
