/**
 * The word that a peer was lost (SPEC NW6, NW7): what a relay says, and how a member takes it.
 */
import { peerIdFromString } from '@libp2p/peer-id'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import type { PeerId } from '../port.ts'
import { FrameReader, sendFrames } from './frame-reader.ts'
import { Rate } from './rate.ts'

export const LOST_PROTOCOL = '/ghost-chat/lost/1.0.0'

/** Sizes are bytes, times milliseconds. */
export const LOST_LIMITS = Object.freeze({
  /** The longest topic (a topic is ASCII). */
  topicBytes: 1_600,
  /** The longest peer id in text form. */
  peerBytes: 128,
  /** Lengths before the two frames. */
  lengthBytes: 3,
  /** From a stream's first byte to its last. */
  timeout: 5_000,
  /** Streams of one relay at once. */
  streams: 64,
  /** Words of one relay that are taken, lasting and at once. */
  perSecond: 20,
  burst: 100,
})

const ascii = new TextEncoder()
const latin1 = new TextDecoder('latin1')

/**
 * Tells one member that a peer was lost.
 * @throws Error when the member does not take it, or the signal aborts
 */
export async function tellLost(
  libp2p: Libp2p,
  member: string,
  topic: string,
  peer: string,
  signal: AbortSignal,
): Promise<void> {
  const connection = libp2p
    .getConnections(peerIdFromString(member))
    .find(({ status, limits }) => status === 'open' && limits === undefined)
  if (connection === undefined) throw new Error('The member is not connected.')
  const stream = await connection.newStream(LOST_PROTOCOL, { signal })
  try {
    await sendFrames(stream, [ascii.encode(topic), ascii.encode(peer)], signal)
    await stream.close({ signal })
  } catch (error) {
    stream.abort(error instanceof Error ? error : new Error('The member could not be told.'))
    throw error
  }
}

export interface LostOptions {
  /** Whether this node is connected to the peer as to a relay. */
  readonly isRelay: (peer: string) => boolean
  /** Told what a relay said. Must not throw. */
  readonly onLost: (topic: string, peer: PeerId) => void
}

/** Makes the stream handler. It never rejects: what goes wrong resets the stream. */
export function lostServer({
  isRelay,
  onLost,
}: LostOptions): (stream: Stream, connection: Connection) => Promise<void> {
  const rate = new Rate(LOST_LIMITS)
  return async (stream, connection) => {
    const relay = connection.remotePeer.toString()
    try {
      if (!isRelay(relay)) throw new Error('Only a relay says who was lost.')
      if (!rate.take(relay, performance.now())) throw new Error('The relay says too much.')
      const { topic, peer } = await read(stream)
      onLost(topic, peer)
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error('The word was not understood.'))
    }
  }
}

async function read(stream: Stream): Promise<{ readonly topic: string; readonly peer: PeerId }> {
  const signal = AbortSignal.timeout(LOST_LIMITS.timeout)
  const { topicBytes, peerBytes, lengthBytes } = LOST_LIMITS
  const totalBytes = topicBytes + peerBytes + 2 * lengthBytes
  const reader = new FrameReader(stream, { frameBytes: topicBytes, totalBytes })
  try {
    const topic = await reader.next(signal)
    const peer = await reader.next(signal)
    if (topic === null || peer === null) throw new Error('The word is too short.')
    if (peer.length > peerBytes) throw new Error('The peer id is too long.')
    if ((await reader.next(signal)) !== null) throw new Error('The word did not end.')
    const word = { topic: latin1.decode(topic), peer: parsePeer(latin1.decode(peer)) }
    await stream.close({ signal })
    return word
  } finally {
    reader.release()
  }
}

/** @throws Error when it is no peer id, or not in the one form that it has in this network */
function parsePeer(text: string): PeerId {
  if (peerIdFromString(text).toString() !== text) throw new Error('The peer id is not canonical.')
  return text as PeerId
}
