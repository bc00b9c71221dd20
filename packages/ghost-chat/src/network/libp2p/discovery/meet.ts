/**
 * Meeting: two nodes that found each other elsewhere show that they are in the same room, and tell its name to
 * nobody who does not know it (SPEC FD3). Relays do so with relays, members with members.
 */
import type { Connection, Stream } from '@libp2p/interface'
import { FrameReader, sendFrames } from '../frame-reader.ts'
import { Rate } from '../rate.ts'
import { DIGEST_BYTES, proofOfRoom, roomDigest } from './room-key.ts'

/** Between members. */
export const MEET_PROTOCOL = '/ghost-chat/meet/1.0.0'
/** Between relays. */
export const HUB_PROTOCOL = '/ghost-chat/hub/1.0.0'

/** Sizes are bytes, times milliseconds. */
export const MEET_LIMITS = Object.freeze({
  /** From a stream's first byte to its last. */
  timeout: 5_000,
  /** Streams of one peer at once. */
  streams: 16,
  /** Questions of one peer that are answered, lastingly per second, and at once. */
  perSecond: 50,
  burst: 1_000,
})

const FRAMES = Object.freeze({ frameBytes: DIGEST_BYTES, totalBytes: 2 * (DIGEST_BYTES + 1) })

/**
 * Asks a peer whether it is in a room.
 *
 * @param self this node's peer id
 * @throws Error when the peer does not speak the protocol, the stream breaks or the signal aborts
 */
export async function meet(
  connection: Connection,
  protocol: string,
  topic: string,
  self: string,
  signal: AbortSignal,
): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(MEET_LIMITS.timeout)])
  const peer = connection.remotePeer.toString()
  const stream = await connection.newStream(protocol, { signal: patience, runOnLimitedConnection: true })
  const reader = new FrameReader(stream, FRAMES)
  try {
    await sendFrames(stream, [roomDigest(topic), proofOfRoom(topic, self, peer)], patience)
    await stream.close({ signal: patience })
    const proof = await reader.next(patience)
    return proof !== null && equal(proof, proofOfRoom(topic, peer, self))
  } catch (error) {
    stream.abort(error instanceof Error ? error : new Error('The peer could not be met.'))
    throw error
  } finally {
    reader.release()
  }
}

export interface MeetServerOptions {
  readonly self: string
  /** The topic that this node is in and whose digest this is. */
  readonly topicOf: (digest: Uint8Array) => string | undefined
  /** A peer is in a topic, too. Says whether this node wants to have to do with it. Must not throw. */
  readonly onMet: (topic: string, connection: Connection) => boolean
}

/** Makes the stream handler. It never rejects: what goes wrong resets the stream. */
export function meetServer(
  options: MeetServerOptions,
): (stream: Stream, connection: Connection) => Promise<void> {
  const rate = new Rate(MEET_LIMITS)
  let countedFrom = performance.now()
  return async (stream, connection) => {
    const now = performance.now()
    // By then every bucket that was left alone is full again.
    if (now - countedFrom > (1_000 * MEET_LIMITS.burst) / MEET_LIMITS.perSecond) {
      rate.clear()
      countedFrom = now
    }
    try {
      if (!rate.take(connection.remotePeer.toString(), now)) throw new Error('The peer asks too often.')
      await answer(stream, connection, options)
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error('The question was not understood.'))
    }
  }
}

/** Says nothing, and closes, where it is in no such room: a stranger learns no more from that. */
async function answer(
  stream: Stream,
  connection: Connection,
  { self, topicOf, onMet }: MeetServerOptions,
): Promise<void> {
  const signal = AbortSignal.timeout(MEET_LIMITS.timeout)
  const reader = new FrameReader(stream, FRAMES)
  try {
    const digest = await reader.next(signal)
    const proof = await reader.next(signal)
    if (digest?.length !== DIGEST_BYTES || proof === null) throw new Error('The question is too short.')
    if ((await reader.next(signal)) !== null) throw new Error('The question did not end.')
    const topic = topicOf(digest)
    const peer = connection.remotePeer.toString()
    const isProven = topic !== undefined && equal(proof, proofOfRoom(topic, peer, self))
    if (isProven && onMet(topic, connection))
      await sendFrames(stream, [proofOfRoom(topic, self, peer)], signal)
    await stream.close({ signal })
  } finally {
    reader.release()
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
