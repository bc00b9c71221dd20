/**
 * Rooms without a network: a member's room beside hand-made sessions whose envelopes it is given.
 */
import { guest } from '../../src/identity/guest.ts'
import type { Identity } from '../../src/identity/identity.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { OwnSession } from '../../src/room/own-session.ts'
import { DEFAULT_FLOOD } from '../../src/wire/flood.ts'
import { DEFAULT_TRANSCRIPT } from '../../src/room/transcript-bounds.ts'
import { Room } from '../../src/room/room.ts'
import type { RoomInit } from '../../src/room/room-init.ts'
import type { Effect, Outcome, Way } from '../../src/room/effects.ts'
import type { Draft, VerifiedEnvelope } from '../../src/wire/envelope.ts'
import type { Content } from '../../src/wire/json.ts'
import { sessionId } from '../../src/wire/ids.ts'
import { syncCrypto } from './sync-crypto.ts'
import { NOW, TOPIC } from './forge.ts'

let sessions = 0

/** Session ids in the order of their making: 1, 2, 3 … in their first 32 bits. */
function nextSid(): ReturnType<typeof sessionId> {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(0, ++sessions)
  return sessionId(bytes)
}

/** A session of somebody else, who writes envelopes at given times. */
export class Stranger {
  readonly identity: Identity
  readonly session: OwnSession
  readonly peer: string

  constructor(identity: Identity, sid = nextSid()) {
    this.identity = identity
    this.session = new OwnSession(identity.did, sid, TOPIC)
    this.peer = `peer-${sessions}`
  }

  /** Signs and counts it as sent. */
  async write(body: Draft['body'], now: number, lifetime: number): Promise<VerifiedEnvelope> {
    const envelope = await signEnvelope(this.identity, this.session.draft(body, lifetime, now), syncCrypto)
    this.session.commit(envelope)
    return envelope
  }

  presence(type: 'join' | 'here', now: number, lease = 30_000): Promise<VerifiedEnvelope> {
    return this.write({ type, peer: this.peer, profile: {}, reader: false }, now, lease)
  }

  leave(now: number): Promise<VerifiedEnvelope> {
    return this.write({ type: 'leave' }, now, 120_000)
  }

  typing(typing: boolean, now: number): Promise<VerifiedEnvelope> {
    return this.write({ type: 'typing', typing }, now, 60_000)
  }

  chat(content: Content, now: number, count = 1): Promise<VerifiedEnvelope> {
    const messages = Array.from({ length: count }, () => ({ content }))
    return this.write({ type: 'chat', messages }, now, 3_600_000)
  }
}

export async function stranger(): Promise<Stranger> {
  return new Stranger(await guest(syncCrypto))
}

/** Somebody of whom a room has heard (SQ9), 2 s before `NOW`. */
export async function met(room: Room, who?: Stranger): Promise<Stranger> {
  const known = who ?? (await stranger())
  room.receive(await known.presence('here', NOW - 2_000, 3_600_000), 'kept', NOW)
  return known
}

/**
 * Many sessions' envelopes, which a room takes for verified: nothing is signed, so that a test can have as many as it
 * likes.
 */
export function unsigned(
  did: string,
  session: number,
  seq: number,
  body: VerifiedEnvelope['body'],
  issuedAt: number,
  lifetime = 30_000,
): VerifiedEnvelope {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(0, session)
  const number = `${did} ${session} ${seq} ${body.type}`
  const isContent = body.type === 'chat'
  const link = isContent ? { chain: 'content', prev: null } : { chain: 'state', head: null }
  return {
    text: number.padEnd(400, '.'),
    header: { alg: 'EdDSA' },
    claims: {
      iss: did,
      aud: TOPIC,
      issuedAt,
      expiresAt: issuedAt + lifetime,
      sid: sessionId(bytes),
      seq,
      link,
      type: body.type,
    },
    body,
    signedLength: 300,
    signature: new Uint8Array(64),
    id: number,
  } as unknown as VerifiedEnvelope
}

/** Presence of such a session. */
export function unsignedPresence(
  did: string,
  session: number,
  issuedAt: number,
  { seq = 0, lease = 30_000, type = 'here', peer = `peer-${did}-${session}` } = {},
): VerifiedEnvelope {
  const body = { type: type === 'join' ? 'join' : 'here', peer, profile: {}, reader: false } as const
  return unsigned(did, session, seq, body, issuedAt, lease)
}

/** A room that its member has joined at `NOW`, or is about to. */
export async function joinedRoom(
  changes: Partial<RoomInit> = {},
  hasJoined = true,
): Promise<{ room: Room; identity: Identity }> {
  const identity = await guest(syncCrypto)
  const room = new Room({
    topic: TOPIC,
    did: identity.did,
    sid: nextSid(),
    peer: 'peer-own',
    profile: {},
    reader: false,
    flood: DEFAULT_FLOOD,
    transcript: DEFAULT_TRANSCRIPT,
    random: () => 0.5,
    ...changes,
  })
  if (!hasJoined) return { room, identity }
  const draft = room.draftState('join', NOW)
  if (draft === null) throw new Error('A join can always be drafted.')
  room.sent(await signEnvelope(identity, draft, syncCrypto), NOW)
  return { room, identity }
}

/** The same, whose member was told of everyone who was there. */
export async function knowingRoom(
  changes: Partial<RoomInit> = {},
): Promise<{ room: Room; identity: Identity }> {
  const joined = await joinedRoom(changes)
  joined.room.caughtUp('roster', true)
  return joined
}

/** What a room made of an envelope: the code of its refusal, or the names of its effects. */
export function take(room: Room, envelope: VerifiedEnvelope, now: number, way: Way = 'live'): string {
  return summary(room.receive(envelope, way, now))
}

function summary(outcome: Outcome): string {
  return outcome.ok ? outcome.effects.map(name).join(' ') : outcome.code
}

export function name(effect: Effect): string {
  return effect.do === 'message' ? `message:${effect.message.text}` : effect.do
}
