/**
 * What an envelope says: its type's own fields (SPEC TY1 to TY11, AC1, EX2).
 */
import type { Link } from './claims.ts'
import { isDid, isMessageId, type Did, type MessageId } from './ids.ts'
import { deepFreeze, isContent, isJsonObject, type Content, type JsonObject } from './json.ts'
import { LIMITS } from './limits.ts'
import { parseProfile, type Profile } from './profile.ts'
import { parseProof, type Proof } from './proof.ts'
import { parseSuspects, type Suspect } from './suspect.ts'
import { parseVia } from './via.ts'

/** One message in a chat envelope. */
export interface Said {
  readonly content: Content
  readonly replyTo?: MessageId
}

export interface Presence {
  readonly type: 'join' | 'here'
  /** Where the session is reached on the network. */
  readonly peer: string
  /** Relays over which it is reached there (TY10). */
  readonly via?: readonly string[] | undefined
  readonly profile: Profile
  /** Whether the session only reads: it is counted and not listed (PR10). */
  readonly reader: boolean
  /** That a wallet account stands behind the session; only its form is known to be right (AC1). */
  readonly proof?: Proof | undefined
}

export type Body =
  | Presence
  | { readonly type: 'leave' }
  /** That the links to some sessions were lost, and they did not answer (PR12). */
  | { readonly type: 'suspect'; readonly suspects: readonly Suspect[] }
  /** Whether its user is writing something (TP1). */
  | { readonly type: 'typing'; readonly typing: boolean }
  | { readonly type: 'chat'; readonly messages: readonly Said[] }
  /** For one person's eyes (DM1). */
  | { readonly type: 'direct'; readonly to: Did; readonly messages: readonly Said[] }
  /** A type of a later version: verified, counted, passed on, not shown (EX2). */
  | { readonly type: 'other' }

const PEER = /^[\x21-\x7e]+$/

/** Parses the fields of a type; `null` if they are malformed or on the wrong chain. Freezes what it returns. */
export function parseBody(type: string, chain: Link['chain'], payload: JsonObject): Body | null {
  switch (type) {
    case 'join':
    case 'here':
      return chain === 'state' ? parsePresence(type, payload) : null
    case 'leave':
      return chain === 'state' ? Object.freeze({ type }) : null
    case 'suspect': {
      const suspects = chain === 'state' ? parseSuspects(payload['suspects']) : null
      return suspects === null ? null : Object.freeze({ type, suspects })
    }
    case 'typing': {
      const { typing } = payload
      return chain === 'state' && typeof typing === 'boolean' ? Object.freeze({ type, typing }) : null
    }
    case 'chat': {
      const messages = chain === 'content' ? parseMessages(payload['messages']) : null
      return messages === null ? null : Object.freeze({ type, messages })
    }
    case 'direct': {
      const { to } = payload
      const messages = chain === 'direct' ? parseMessages(payload['messages']) : null
      return messages === null || !isDid(to) ? null : Object.freeze({ type, to, messages })
    }
    default:
      return Object.freeze({ type: 'other' })
  }
}

/** The fields of a body as they stand in a payload. */
export function writeBody(body: Exclude<Body, { type: 'other' }>): JsonObject {
  switch (body.type) {
    case 'join':
    case 'here':
      return {
        peer: body.peer,
        ...(body.via === undefined ? {} : { via: body.via }),
        ...(Object.keys(body.profile).length === 0 ? {} : { profile: body.profile }),
        ...(body.reader ? { reader: true } : {}),
        ...(body.proof === undefined ? {} : { proof: body.proof }),
      }
    case 'leave':
      return {}
    case 'suspect':
      return { suspects: body.suspects }
    case 'typing':
      return { typing: body.typing }
    case 'chat':
      return { messages: body.messages }
    case 'direct':
      return { to: body.to, messages: body.messages }
  }
}

function parsePresence(type: Presence['type'], payload: JsonObject): Presence | null {
  const { peer } = payload
  if (typeof peer !== 'string' || peer.length > LIMITS.peerLength || !PEER.test(peer)) return null
  const profile = parseProfile(payload['profile'])
  if (profile === null) return null
  const via = parseVia(payload['via'])
  if (via === null) return null
  if (payload['reader'] !== undefined && payload['reader'] !== true) return null
  const reader = payload['reader'] === true
  if (payload['proof'] === undefined) return Object.freeze({ type, peer, via, profile, reader })
  const proof = parseProof(payload['proof'])
  return proof === null ? null : Object.freeze({ type, peer, via, profile, reader, proof })
}

function parseMessages(messages: unknown): readonly Said[] | null {
  if (!Array.isArray(messages)) return null
  if (messages.length === 0 || messages.length > LIMITS.messagesPerEnvelope) return null
  const said: Said[] = []
  for (const item of messages as unknown[]) {
    const one = parseSaid(item)
    if (one === null) return null
    said.push(one)
  }
  return Object.freeze(said)
}

function parseSaid(item: unknown): Said | null {
  if (!isJsonObject(item)) return null
  const { content, replyTo } = item
  if (!isContent(content)) return null
  // Other languages write what is not there as `null`.
  if (replyTo === undefined || replyTo === null) return Object.freeze({ content: deepFreeze(content) })
  return isMessageId(replyTo) ? Object.freeze({ content: deepFreeze(content), replyTo }) : null
}
