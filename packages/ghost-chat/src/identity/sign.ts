/**
 * From a draft to a signed envelope.
 */
import { GhostChatError } from '../errors.ts'
import {
  assemble,
  parseEnvelopeText,
  signingInput,
  type Draft,
  type VerifiedEnvelope,
} from '../wire/envelope.ts'
import { envelopeId } from '../wire/ids.ts'
import type { CryptoSuite } from './crypto.ts'
import type { Identity } from './identity.ts'

const encoder = new TextEncoder()

/**
 * Signs a draft. What comes back was parsed again by our own parser, so nothing leaves that the others
 * would refuse; the signature is our own, so it counts as verified.
 * @throws GhostChatError `ERR_IDENTITY` when the identity does not sign, `ERR_ENVELOPE_MALFORMED` when the
 * draft makes no valid envelope
 */
export async function signEnvelope(
  identity: Identity,
  draft: Draft,
  { sha256 }: Pick<CryptoSuite, 'sha256'>,
): Promise<VerifiedEnvelope> {
  const header = identity.kid === undefined ? { alg: identity.alg } : { alg: identity.alg, kid: identity.kid }
  const input = signingInput(header, draft)
  const bytes = encoder.encode(input)
  let signature: Uint8Array
  try {
    signature = await identity.sign(bytes)
  } catch (cause) {
    throw new GhostChatError('ERR_IDENTITY', undefined, { cause })
  }
  const parsed = parseEnvelopeText(assemble(input, signature))
  if (!parsed.ok) throw new GhostChatError('ERR_ENVELOPE_MALFORMED', `It was refused as "${parsed.code}".`)
  const id = envelopeId(await sha256(bytes))
  return Object.freeze({ ...parsed.envelope, id }) as VerifiedEnvelope
}
