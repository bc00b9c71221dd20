/**
 * From a well-formed envelope to a verified one (SPEC VE5). The only place that makes a `VerifiedEnvelope`.
 */
import { parseEnvelope, type Envelope, type VerifiedEnvelope } from '../wire/envelope.ts'
import { envelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { judgeLiveTime } from '../wire/time.ts'
import { ignore, reject, type IgnoreCode, type Refusal, type RejectCode } from '../wire/verdict.ts'
import { AccountJudge, type AccountOptions, type ProofContext } from './account.ts'
import { platformCrypto, type CryptoSuite } from './crypto.ts'
import { isDidKey, keyIdOf } from './did-key.ts'
import { KeyCache, type KnownKey } from './key-cache.ts'
import type { FindOptions, Resolver, ResolverCache } from './resolver.ts'

/** Verifies envelopes and keeps the keys it met. One serves a whole process. */
export interface Verifier {
  verify: (envelope: Envelope, options?: VerifyOptions) => Promise<Verification>
  /**
   * As `verify` for who only passes envelopes on: it makes no id, and has nothing to do with an account whose
   * proof it has no time for (AC12).
   * @param signed the envelope's signing input
   * @param mayCheckProof whether there is time for a proof that is not remembered; asked before the common budget is
   * @param bearers who brought it: each may use no more of the common budget than is left
   */
  check: (
    envelope: Envelope,
    signed: Uint8Array<ArrayBuffer>,
    mayCheckProof?: () => boolean,
    bearers?: readonly string[],
  ) => Promise<Refusal | null>
}

export interface VerifyOptions extends Omit<ProofContext, 'mayCheck'> {
  /** Called when it may take long, because the DID's document must be looked for first (ID6). */
  readonly onWait?: () => void
}

export type Verification =
  | {
      readonly ok: true
      readonly envelope: VerifiedEnvelope
      /** There was no time for the account's proof: others may find it forged, so the envelope is not for forwarding. */
      readonly unchecked?: boolean
    }
  | Refusal

/** What became of a frame, with a code for counters and logs. */
export type FrameJudgement =
  | { readonly verdict: 'accept'; readonly code: 'ok'; readonly envelope: Envelope }
  | { readonly verdict: 'ignore'; readonly code: IgnoreCode }
  | { readonly verdict: 'reject'; readonly code: RejectCode }

const encoder = new TextEncoder()

interface Tools {
  readonly keys: KeyCache
  readonly sha256: CryptoSuite['sha256']
  readonly accounts: AccountJudge
  /** `null` where the app brought no resolver. */
  readonly documents: ResolverCache | null
}

/**
 * @param suite the platform's, unless given
 * @param resolver finds the documents of DIDs other than did:key, which are ignored without one
 */
export function createVerifier(
  suite?: CryptoSuite,
  accountOptions?: AccountOptions,
  resolver?: Resolver,
): Verifier {
  let ready: Promise<Tools> | undefined
  let documents: ResolverCache | null = null
  const prepare = async (): NonNullable<typeof ready> => {
    const crypto = suite ?? (await platformCrypto())
    const accounts = new AccountJudge(crypto.sha256, accountOptions)
    if (resolver !== undefined) {
      const { ResolverCache } = await import('./resolver.ts')
      documents = new ResolverCache(resolver, crypto)
    }
    return { keys: new KeyCache(crypto), sha256: crypto.sha256, accounts, documents }
  }

  return Object.freeze({
    async verify(envelope: Envelope, options: VerifyOptions = {}): Promise<Verification> {
      ready ??= prepare()
      const tools = await ready
      const signed = encoder.encode(envelope.text.slice(0, envelope.signedLength))
      const [refusal, digest] = await Promise.all([
        judgeSignature(envelope, signed, tools, options),
        tools.sha256(signed),
      ])
      if (refusal !== null) return refusal
      const found = await tools.accounts.accountOf(envelope, options)
      if (found === null) return ignore('proof')
      // The person is here all the same; the account shows with a later renewal.
      const account = found === 'busy' ? undefined : found
      const id = envelopeId(digest)
      const verified = Object.freeze({ ...envelope, id, ...(account === undefined ? {} : { account }) })
      return { ok: true, envelope: verified as VerifiedEnvelope, unchecked: found === 'busy' }
    },

    async check(
      envelope: Envelope,
      signed: Uint8Array<ArrayBuffer>,
      mayCheckProof?: () => boolean,
      bearers: readonly string[] = [],
    ): Promise<Refusal | null> {
      ready ??= prepare()
      const tools = await ready
      const refusal = await judgeSignature(envelope, signed, tools)
      if (refusal !== null) return refusal
      const found = await tools.accounts.accountOf(envelope, {
        bearers,
        ...(mayCheckProof === undefined ? {} : { mayCheck: mayCheckProof }),
      })
      if (found === null) return ignore('proof')
      return found === 'busy' ? ignore('busy') : null
    },
  })
}

/** Why the signature of an envelope does not count; `null` if it does. */
async function judgeSignature(
  { claims: { iss }, header: { alg, kid }, signature }: Envelope,
  signed: Uint8Array<ArrayBuffer>,
  { keys, documents }: Tools,
  options: FindOptions = {},
): Promise<Refusal | null> {
  const genuine = async (key: KnownKey): Promise<boolean> => (await key.ready()).verify(signature, signed)
  const own = keys.get(iss)
  if (own !== null) {
    if (kid !== undefined && kid !== keyIdOf(iss)) return reject('kid')
    if (own.alg !== alg) return reject('key-type')
    return (await genuine(own)) ? null : reject('signature')
  }
  // A malformed did:key and a method of tomorrow look alike from here: no penalty for either.
  if (documents === null || isDidKey(iss)) return ignore('unsupported')
  const found = await documents.find(iss, kid, options)
  if (found?.alg === alg && (await genuine(found))) return null
  // The key may have been changed since its document was looked for: that is nobody's fault.
  const latest = await documents.find(iss, kid, { ...options, younger: LIMITS.unresolvedFor })
  const isGenuine = latest?.alg === alg && latest !== found && (await genuine(latest))
  // A DID's owner decides whom it shows which document: what does not fit here did at whoever forwarded it.
  return isGenuine ? null : ignore('unresolved')
}

/**
 * Judges a frame that came on a topic by all that can be told without knowing the room: form, topic, time,
 * signature (SPEC NW3). What a relay does with every frame.
 */
export async function judgeFrame(
  frame: Uint8Array,
  topic: string,
  now: number,
  verifier: Pick<Verifier, 'check'>,
  bearers?: readonly string[],
): Promise<FrameJudgement> {
  const parsed = parseEnvelope(frame)
  if (!parsed.ok) return parsed
  if (parsed.envelope.claims.aud !== topic) return reject('topic')
  // For one person's eyes: whoever put it here was the one who should not have (SPEC DM3).
  if (parsed.envelope.body.type === 'direct') return ignore('private')
  const untimely = judgeLiveTime(parsed.envelope.claims, now)
  if (untimely !== null) return untimely
  // The very bytes that were signed: what was parsed is ASCII, so a byte is a character.
  const signed = frame.subarray(0, parsed.envelope.signedLength) as Uint8Array<ArrayBuffer>
  const refusal = await verifier.check(parsed.envelope, signed, undefined, bearers)
  return refusal ?? { verdict: 'accept', code: 'ok', envelope: parsed.envelope }
}
