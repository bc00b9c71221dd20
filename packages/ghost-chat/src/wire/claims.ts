/**
 * The claims that every envelope has (SPEC EN8, SQ1), parsed from a payload and written into one.
 */
import { isDid, isEnvelopeId, isSessionId, type Did, type EnvelopeId, type SessionId } from './ids.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { LIMITS } from './limits.ts'

/** The place of a content envelope in its chain. */
export interface Head {
  readonly seq: number
  readonly id: EnvelopeId
}

/** Which chain an envelope continues (SQ1), and how. */
export type Link =
  | { readonly chain: 'content'; readonly prev: EnvelopeId | null }
  /** What is said to one person: a chain for each of them (DM2). */
  | { readonly chain: 'direct'; readonly prev: EnvelopeId | null }
  | { readonly chain: 'state'; readonly head: Head | null }

export interface Claims {
  readonly iss: Did
  readonly aud: string
  /** `iat` in milliseconds since 1970. */
  readonly issuedAt: number
  /** `exp` in milliseconds since 1970. */
  readonly expiresAt: number
  readonly sid: SessionId
  readonly seq: number
  readonly link: Link
  readonly type: string
}

const TYPE = /^[a-z0-9-]+$/

/** The common claims, or `null` if one is missing, of another type or out of bounds. */
export function parseClaims(payload: JsonObject): Omit<Claims, 'link'> | null {
  const { iss, aud, sid, seq, type } = payload
  const issuedAt = milliseconds(payload['iat'])
  const expiresAt = milliseconds(payload['exp'])
  if (!isDid(iss) || !isSessionId(sid)) return null
  if (typeof aud !== 'string' || aud.length > LIMITS.topicLength) return null
  if (!isSequence(seq)) return null
  if (issuedAt === null || expiresAt === null) return null
  if (expiresAt <= issuedAt || expiresAt - issuedAt > LIMITS.lifetime) return null
  if (typeof type !== 'string' || type.length > LIMITS.typeLength || !TYPE.test(type)) return null
  return { iss, aud, issuedAt, expiresAt, sid, seq, type }
}

/** The chain an envelope continues, or `null` if it is not exactly one (SQ1). */
export function parseLink(payload: JsonObject, seq: number, type: string): Link | null {
  const { prev, head } = payload
  if ((prev === undefined) === (head === undefined)) return null
  if (prev !== undefined) {
    // Only the first has no predecessor.
    if ((prev === null) !== (seq === 0)) return null
    const chain = type === 'direct' ? 'direct' : 'content'
    return prev === null || isEnvelopeId(prev) ? { chain, prev } : null
  }
  if (head === null) return { chain: 'state', head: null }
  if (!isJsonObject(head) || !isSequence(head['seq']) || !isEnvelopeId(head['id'])) return null
  return { chain: 'state', head: { seq: head['seq'], id: head['id'] } }
}

/** The claims as they stand in a payload. */
export function writeClaims(claims: Claims): JsonObject {
  const { iss, aud, issuedAt, expiresAt, sid, seq, link, type } = claims
  const chain = link.chain === 'state' ? { head: link.head } : { prev: link.prev }
  return { iss, aud, iat: issuedAt / 1000, exp: expiresAt / 1000, sid, seq, ...chain, type }
}

/** A NumericDate with at most three decimals, in milliseconds. */
function milliseconds(value: unknown): number | null {
  if (typeof value !== 'number' || !(value > 0)) return null
  const whole = Math.round(value * 1000)
  return Number.isSafeInteger(whole) && whole / 1000 === value ? whole : null
}

function isSequence(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 0 &&
    value <= LIMITS.sequence &&
    !Object.is(value, -0)
  )
}
