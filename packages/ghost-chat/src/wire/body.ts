/**
 * What an envelope says: its type's own fields (SPEC TY1 to TY6, AC1, EX2).
 */
import type { Link } from './claims.ts'
import { isMessageId, type MessageId } from './ids.ts'
import { deepFreeze, isContent, isJsonObject, type Content, type JsonObject } from './json.ts'
import { LIMITS } from './limits.ts'
import { isName } from './names.ts'
import { parseProof, type Proof } from './proof.ts'

/** What a person says of themselves. It proves nothing. */
export interface Profile {
  readonly name?: string
}

/** One message in a chat envelope. */
export interface Said {
  readonly content: Content
  readonly replyTo?: MessageId
}

export interface Presence {
  readonly type: 'join' | 'here'
  /** Where the session is reached on the network. */
  readonly peer: string
  readonly profile: Profile
  /** That a wallet account stands behind the session; only its form is known to be right (AC1). */
  readonly proof?: Proof | undefined
}

export type Body =
  | Presence
  | { readonly type: 'leave' }
  | { readonly type: 'chat'; readonly messages: readonly Said[] }
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
    case 'chat':
      return chain === 'content' ? parseChat(payload) : null
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
        ...(body.profile.name === undefined ? {} : { profile: body.profile }),
        ...(body.proof === undefined ? {} : { proof: body.proof }),
      }
    case 'leave':
      return {}
    case 'chat':
      return { messages: body.messages }
  }
}

function parsePresence(type: Presence['type'], payload: JsonObject): Presence | null {
  const { peer } = payload
  if (typeof peer !== 'string' || peer.length > LIMITS.peerLength || !PEER.test(peer)) return null
  const profile = parseProfile(payload['profile'])
  if (profile === null) return null
  if (payload['proof'] === undefined) return Object.freeze({ type, peer, profile })
  const proof = parseProof(payload['proof'])
  return proof === null ? null : Object.freeze({ type, peer, profile, proof })
}

function parseProfile(profile: unknown): Profile | null {
  if (profile === undefined) return Object.freeze({})
  if (!isJsonObject(profile)) return null
  const { name } = profile
  if (name === undefined) return Object.freeze({})
  return isName(name) ? Object.freeze({ name }) : null
}

function parseChat(payload: JsonObject): Body | null {
  const { messages } = payload
  if (!Array.isArray(messages)) return null
  if (messages.length === 0 || messages.length > LIMITS.messagesPerEnvelope) return null
  const said: Said[] = []
  for (const item of messages as unknown[]) {
    const one = parseSaid(item)
    if (one === null) return null
    said.push(one)
  }
  return Object.freeze({ type: 'chat', messages: Object.freeze(said) })
}

function parseSaid(item: unknown): Said | null {
  if (!isJsonObject(item)) return null
  const { content, replyTo } = item
  if (!isContent(content)) return null
  if (replyTo === undefined) return Object.freeze({ content: deepFreeze(content) })
  return isMessageId(replyTo) ? Object.freeze({ content: deepFreeze(content), replyTo }) : null
}
