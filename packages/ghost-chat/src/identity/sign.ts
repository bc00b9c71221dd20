/**
 * From a draft to a signed envelope.
 */
import { GhostChatError } from '../errors.ts'
import { decodeBase64url } from '../wire/base64url.ts'
import {
  assemble,
  parseEnvelopeText,
  payloadOf,
  signingInput,
  type Draft,
  type Envelope,
  type VerifiedEnvelope,
} from '../wire/envelope.ts'
import { TYP } from '../wire/header.ts'
import { envelopeId } from '../wire/ids.ts'
import { parseJsonObject, type JsonObject } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'
import type { CryptoSuite } from './crypto.ts'
import type { Identity, JwsIdentity, KeyIdentity } from './identity.ts'
import { isSameJson } from './same-json.ts'
import { within } from './within.ts'

const encoder = new TextEncoder()

/**
 * Signs a draft. What comes back was parsed again by our own parser, so nothing leaves that the others
 * would refuse. Whether the signature itself fits the DID is for a verifier to say: see chat/outbox.ts.
 * @throws GhostChatError `ERR_IDENTITY` when the identity does not sign, or signs something else than the
 * draft; `ERR_ENVELOPE_MALFORMED` when the draft makes no valid envelope
 */
export async function signEnvelope(
  identity: Identity,
  draft: Draft,
  { sha256 }: Pick<CryptoSuite, 'sha256'>,
): Promise<VerifiedEnvelope> {
  const written = 'sign' in identity ? await signDraft(identity, draft) : await askForJws(identity, draft)
  const parsed = parseEnvelopeText(written)
  if (!parsed.ok) throw new GhostChatError('ERR_ENVELOPE_MALFORMED', `It was refused as "${parsed.code}".`)
  const envelope = await withLowS(parsed.envelope)
  const id = envelopeId(await sha256(encoder.encode(written.slice(0, envelope.signedLength))))
  return Object.freeze({ ...envelope, id }) as VerifiedEnvelope
}

async function signDraft(identity: KeyIdentity, draft: Draft): Promise<string> {
  const { alg, kid } = identity
  const input = signingInput(kid === undefined ? { alg } : { alg, kid }, draft)
  try {
    return assemble(input, await identity.sign(encoder.encode(input)))
  } catch (cause) {
    throw new GhostChatError('ERR_IDENTITY', undefined, { cause })
  }
}

/** Another program wrote it: it must say what we drafted, all of it and nothing else. */
async function askForJws(identity: JwsIdentity, draft: Draft): Promise<string> {
  const wanted = JSON.stringify(payloadOf(draft))
  let text: unknown
  try {
    text = await within(identity.timeout ?? LIMITS.providerTimeout, (signal) =>
      identity.createJws(JSON.parse(wanted) as JsonObject, { typ: TYP }, { signal }),
    )
  } catch (cause) {
    if (cause instanceof GhostChatError) throw cause
    throw new GhostChatError('ERR_IDENTITY', undefined, { cause })
  }
  if (typeof text !== 'string') throw new GhostChatError('ERR_IDENTITY', 'It did not answer with a JWS.')
  const parsed = parseEnvelopeText(text)
  if (!parsed.ok) throw new GhostChatError('ERR_IDENTITY', `What it signed was refused as "${parsed.code}".`)
  const said = text.slice(text.indexOf('.') + 1, parsed.envelope.signedLength)
  if (!isSameJson(parseJsonObject(decodeBase64url(said) ?? new Uint8Array(0)), JSON.parse(wanted))) {
    throw new GhostChatError('ERR_IDENTITY', 'It signed something else than it was asked to.')
  }
  return text
}

/** Most signers of ECDSA give either of the two forms of a signature; only one counts here (SPEC ID2). */
async function withLowS(envelope: Envelope): Promise<Envelope> {
  const { header, text, signedLength } = envelope
  if (header.alg === 'EdDSA') return envelope
  const { P256, SECP256K1, toLowS } = await loaded(import('./ec-point.ts'))
  const signature = toLowS(header.alg === 'ES256' ? P256 : SECP256K1, envelope.signature)
  return { ...envelope, signature, text: assemble(text.slice(0, signedLength), signature) }
}

async function loaded<T>(module: Promise<T>): Promise<T> {
  try {
    return await module
  } catch (cause) {
    throw new GhostChatError('ERR_IDENTITY', undefined, { cause })
  }
}
