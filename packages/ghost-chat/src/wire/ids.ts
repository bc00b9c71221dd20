/**
 * Branded identifiers: texts that passed the parser of their kind, so that one is never taken for another.
 */
import { GhostChatError } from '../errors.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { LIMITS } from './limits.ts'

/** A decentralized identifier (W3C DID Core §3.1). */
export type Did = string & { readonly __did: true }
/** A session: 16 random bytes in base64url. */
export type SessionId = string & { readonly __sessionId: true }
/** An envelope: SHA-256 of its signing input in base64url (SPEC EN9). */
export type EnvelopeId = string & { readonly __envelopeId: true }
/** A message: its envelope's id, a dot, and its place in it (SPEC TY6). */
export type MessageId = string & { readonly __messageId: true }

const DID = /^did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._%-]$/
const MESSAGE_ID = /^[A-Za-z0-9_-]{43}\.(?:0|[1-9][0-9]?)$/
const ENVELOPE_ID_LENGTH = 43
const SESSION_ID_LENGTH = 22

export function isDid(value: unknown): value is Did {
  return typeof value === 'string' && value.length <= LIMITS.didLength && DID.test(value)
}

export function isSessionId(value: unknown): value is SessionId {
  return isBase64urlOf(value, SESSION_ID_LENGTH)
}

export function isEnvelopeId(value: unknown): value is EnvelopeId {
  return isBase64urlOf(value, ENVELOPE_ID_LENGTH)
}

export function isMessageId(value: unknown): value is MessageId {
  if (typeof value !== 'string' || !MESSAGE_ID.test(value)) return false
  const place = Number(value.slice(ENVELOPE_ID_LENGTH + 1))
  return place < LIMITS.messagesPerEnvelope && isEnvelopeId(value.slice(0, ENVELOPE_ID_LENGTH))
}

/** @throws GhostChatError `ERR_OPTION_INVALID` unless there are 16 bytes */
export function sessionId(random: Uint8Array): SessionId {
  if (random.length !== 16) {
    throw new GhostChatError('ERR_OPTION_INVALID', `"random" expected 16 bytes, got ${random.length}.`)
  }
  return encodeBase64url(random) as SessionId
}

export function envelopeId(digest: Uint8Array): EnvelopeId {
  return encodeBase64url(digest) as EnvelopeId
}

export function messageId(envelope: EnvelopeId, place: number): MessageId {
  return `${envelope}.${place}` as MessageId
}

function isBase64urlOf(value: unknown, length: number): boolean {
  return typeof value === 'string' && value.length === length && decodeBase64url(value) !== null
}
