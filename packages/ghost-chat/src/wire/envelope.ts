/**
 * Envelopes: from bytes to a parsed value, and from a statement to the text that is signed.
 *
 * Knows no keys: what is parsed here is not yet believed. Verification (identity/) turns an `Envelope` into
 * a `VerifiedEnvelope`, and nothing else does.
 */
import type { AccountClaim } from './account.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { parseBody, writeBody, type Body } from './body.ts'
import { parseClaims, parseLink, writeClaims, type Claims } from './claims.ts'
import { isKeyOf, parseHeader, writeHeader, type Header } from './header.ts'
import type { EnvelopeId } from './ids.ts'
import { parseJsonObject, type JsonObject } from './json.ts'
import { LIMITS } from './limits.ts'
import { ignore, reject, type Refusal } from './verdict.ts'

/** An envelope that is well-formed; whether it is genuine is not known. */
export interface Envelope {
  /** The compact JWS, as it travels. */
  readonly text: string
  readonly header: Header
  readonly claims: Claims
  readonly body: Body
  /** The length of the signing input: header, dot, payload. */
  readonly signedLength: number
  readonly signature: Uint8Array<ArrayBuffer>
}

/** An envelope whose signature verified. Frozen; made by identity/verify.ts alone. */
export interface VerifiedEnvelope extends Envelope {
  readonly id: EnvelopeId
  /** The account that a `join` or `here` claims, and whether its proof was verified. */
  readonly account?: AccountClaim
  readonly __verified: true
}

/** A statement to sign. */
export interface Draft {
  readonly claims: Omit<Claims, 'type'>
  readonly body: Exclude<Body, { type: 'other' }>
}

const SIGNATURE_BYTES = 64
const latin1 = new TextDecoder('latin1')
const encoder = new TextEncoder()

/** Parses a frame (EN1 to EN8, SQ1, TY). The cheapest checks come first (VE4). */
export function parseEnvelope(
  frame: Uint8Array,
): { readonly ok: true; readonly envelope: Envelope } | Refusal {
  if (frame.length > LIMITS.envelopeBytes) return reject('too-large')
  return parseEnvelopeText(latin1.decode(frame))
}

/** As `parseEnvelope`, from a text. */
export function parseEnvelopeText(
  text: string,
): { readonly ok: true; readonly envelope: Envelope } | Refusal {
  if (text.length > LIMITS.envelopeBytes) return reject('too-large')

  const firstDot = text.indexOf('.')
  const lastDot = text.lastIndexOf('.')
  if (firstDot <= 0 || lastDot <= firstDot + 1 || lastDot === text.length - 1) return reject('parts')
  if (firstDot > LIMITS.headerLength) return reject('header')

  // A dot in between is no base64url, so "exactly three parts" needs no check of its own. Neither does ASCII.
  const headerBytes = decodeBase64url(text.slice(0, firstDot))
  const payloadBytes = decodeBase64url(text.slice(firstDot + 1, lastDot))
  const signature = decodeBase64url(text.slice(lastDot + 1))
  if (headerBytes === null || payloadBytes === null || signature === null) return reject('base64url')

  const headerJson = parseJsonObject(headerBytes)
  if (headerJson === null) return reject('header')
  const header = parseHeader(headerJson)
  if (!header.ok) return header
  if (signature.length !== SIGNATURE_BYTES) return reject('signature')

  const payload = parseJsonObject(payloadBytes)
  if (payload === null) return reject('claims')
  const common = parseClaims(payload)
  if (common === null) return reject('claims')
  if (header.header.kid !== undefined && !isKeyOf(header.header.kid, common.iss)) return reject('kid')
  const link = parseLink(payload, common.seq, common.type)
  if (link === null) return ignore('chain')
  const body = parseBody(common.type, link.chain, payload)
  if (body === null) return ignore('fields')

  const claims: Claims = Object.freeze({ ...common, link: Object.freeze(link) })
  const envelope = Object.freeze({
    text,
    header: header.header,
    claims,
    body,
    signedLength: lastDot,
    signature,
  })
  return { ok: true, envelope }
}

/** What a draft says, as the payload to sign. */
export function payloadOf(draft: Draft): JsonObject {
  return { ...writeClaims({ ...draft.claims, type: draft.body.type }), ...writeBody(draft.body) }
}

/** The text to sign (RFC 7515 §5.1): header and payload in base64url with a dot between them. */
export function signingInput(header: Header, draft: Draft): string {
  return `${encodeJson(writeHeader(header))}.${encodeJson(payloadOf(draft))}`
}

/** The finished envelope. */
export function assemble(input: string, signature: Uint8Array): string {
  return `${input}.${encodeBase64url(signature)}`
}

/** An envelope as a frame. */
export function frameOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

function encodeJson(value: unknown): string {
  return encodeBase64url(encoder.encode(JSON.stringify(value)))
}
