/**
 * A room's stream on the wire: its protocol's name, its frames, its heads and its bounds (SPEC HB).
 */
import { withLength } from '../frame-cutter.ts'

export const ROOM_PROTOCOL = '/ghost-chat/room/1.0.0'

/** Sizes are bytes, times milliseconds. */
export const ROOM_LIMITS = Object.freeze({
  /** The longest topic (a topic is ASCII). */
  topicBytes: 1_600,
  /** The longest payload of a frame: an envelope (EN1). */
  payloadBytes: 32_768,
  /** From asking for a stream until the other side's head is there. */
  open: 5_000,
  /** What may wait for a reader; beyond that its stream is reset (HB8). */
  waitingBytes: 4_194_304,
  /** How long an ending stream is given to carry what waits. */
  farewell: 2_000,
  /** Streams of one connection, in one direction: one a room. */
  streams: 64,
})

/** The longest frame: its kind and its payload. */
export const ROOM_FRAME_BYTES = ROOM_LIMITS.payloadBytes + 1

/** The first byte of a frame (SPEC HB2). */
export const FrameKind = Object.freeze({
  /** JSON, the first frame either way. */
  head: 0,
  /** An envelope, live. */
  envelope: 1,
  /** A live envelope of a session that its relay gives the roster. */
  introduced: 2,
  /** A `join` or `here` of the roster. */
  roster: 3,
  /** The roster was given. No payload. */
  rosterEnd: 4,
  /** The peer id, as text, of a peer that the relay lost. */
  lost: 5,
})

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** A frame as it travels: its length, its kind, its payload. */
export function framed(kind: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(payload.length + 1)
  frame[0] = kind
  frame.set(payload, 1)
  return withLength(frame)
}

/** What a side that was asked for a stream says: whether it takes it. */
export type Status = 'ok' | 'full' | 'unknown'

interface AnswerHead {
  readonly status: Status
  /** Whether a roster follows the sender's presence: a relay's hub says so. */
  readonly roster: boolean
}

export function answerHead({ status, roster }: AnswerHead): Uint8Array {
  return framed(FrameKind.head, encoder.encode(JSON.stringify({ v: 1, status, roster })))
}

/** The topic that the side which opens a stream names. Other members of its head are passed over. @throws Error when it is malformed */
export function parseOpeningHead(payload: Uint8Array): string {
  const head = parseHead(payload)
  if (typeof head['topic'] !== 'string' || head['topic'].length > ROOM_LIMITS.topicBytes)
    throw new Error('The head names no topic.')
  return head['topic']
}

function parseHead(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const head: unknown = JSON.parse(decoder.decode(payload))
  if (typeof head !== 'object' || head === null || !('v' in head) || head.v !== 1)
    throw new Error('The head is malformed.')
  return { ...head }
}
