/**
 * Gossip as every node of the network runs it, members and relays alike (subpath `ghost-chat/network/gossip`).
 *
 * One function makes the options, because nodes whose signing policy or message ids differ do not complain:
 * they just never hear each other.
 */
import { StrictNoSign, TopicValidatorResult, type GossipsubOpts, type Message } from '@libp2p/gossipsub'
import { digest } from '#digest'
import type { FrameVerdict } from '../port.ts'
import type { MeshSize } from './mesh-size.ts'

export { gossipInternals, type GossipInternals, type UnjudgedFrames } from './gossip-internals.ts'
export { HUB_MESH, hubbedMesh, LISTENER_MESH, MEMBER_MESH, type MeshSize } from './mesh-size.ts'
export { connectionGater } from './gater.ts'
export { encrypter } from './encrypter.ts'
export { InOrder } from './in-order.ts'
export { Intake, INTAKE_LIMITS, type Pausable } from './intake.ts'
export { muxer } from './muxer.ts'
export { PING, PROTOCOL_PREFIX } from './prefix.ts'
export { Onward } from './onward.ts'
export { tellLost } from './lost.ts'
export { acceptRoomStream, type Taken } from './room-stream/accept.ts'
export { lostFrame } from './room-stream/losses.ts'
export { framed, FrameKind, ROOM_LIMITS, ROOM_PROTOCOL } from './room-stream/protocol.ts'
export type { RoomStream } from './room-stream/room-stream.ts'
export { Rate, type RateLimits } from './rate.ts'
export { SeenFrames, type SeenLimits } from './seen-frames.ts'
export { STRIKE_LIMITS, Strikes, type StrikeLimits } from './strikes.ts'
export { watchGossip, type Watchdog, type WatchdogOptions } from './watchdog.ts'
export { Backoff, pause } from './backoff.ts'
export { inmostOf, isWithinReach, parseVia, type Scope } from './discovery/addresses.ts'
export { HUB_PROTOCOL, MEET_LIMITS, meet, meetServer } from './discovery/meet.ts'
export { roomCid, roomDigest, roomNamespace } from './discovery/room-key.ts'
export { parseRelayAddress, type RelayAddress } from './relay-address.ts'
export { fetchRelayInfo } from './well-known.ts'
export { parseIceServers, type IceServer } from '../ice.ts'

/** The longest frame that gossip carries, in bytes (SPEC EN1). */
export const MAX_FRAME_BYTES = 32_768

/** Bounds of what one peer may make a gossip node hold or decode. Sizes are bytes, times milliseconds. */
export const GOSSIP_LIMITS = Object.freeze({
  /** One RPC on the wire: room for a burst of frames, far below what would hurt. */
  rpcBytes: 1_048_576,
  /** What may wait to be sent to a peer that reads slowly; then its stream is reset. */
  outboundBytes: 4_194_304,
  /** Topics of one peer: 64 rooms with the longest names (1,600 characters each, and 1 KiB of bookkeeping). */
  topicBytesPerPeer: 64 * (1_600 + 1_024),
  /** How long an id is remembered: twice the 60 s of skew, for as long as a frame may be live (SPEC TM2). */
  seen: 120_000,
  /** Ids that a member remembers of accepted frames; then the oldest of the bearer that has most give way. */
  seenFrames: 65_536,
  /** Such ids of one bearer. */
  seenFramesOfPeer: 32_768,
  /** How long the score of a peer that left is kept. */
  retainedScore: 60_000,
  subscriptionsPerRpc: 256,
  messagesPerRpc: 1_024,
  messageIdsPerControl: 1_024,
  controlsPerRpc: 512,
})

/**
 * The options of gossipsub for a node of this network.
 *
 * @param mesh `MEMBER_MESH` or `HUB_MESH`
 * @param isOpen whether this node takes frames on a topic; others are dropped before anything is kept of them
 */
export function gossipOptions(mesh: MeshSize, isOpen: (topic: string) => boolean): Partial<GossipsubOpts> {
  return {
    ...mesh,
    dataTransform: {
      inboundTransform(topic, data) {
        // Without this a stranger's frames on a topic that nobody judges would fill the memory of seen ids.
        if (!isOpen(topic)) throw new Error('The topic is not open.')
        return data
      },
      outboundTransform: (_topic, data) => data,
    },
    tagMeshPeers: false,
    // Every frame carries its sender's own signature; a second one by the peer would only cost time.
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: frameId,
    fallbackToFloodsub: false,
    emitSelf: false,
    allowPublishToZeroTopicPeers: false,
    // Frames are small and rooms are stars: "I have this one already" costs more than it saves.
    idontwantMinDataSize: Number.MAX_SAFE_INTEGER,
    seenTTL: GOSSIP_LIMITS.seen,
    maxInboundDataLength: GOSSIP_LIMITS.rpcBytes,
    maxOutboundBufferSize: GOSSIP_LIMITS.outboundBytes,
    maxTopicBytesPerPeer: GOSSIP_LIMITS.topicBytesPerPeer,
    decodeRpcLimits: {
      maxSubscriptions: GOSSIP_LIMITS.subscriptionsPerRpc,
      maxMessages: GOSSIP_LIMITS.messagesPerRpc,
      maxIhaveMessageIDs: GOSSIP_LIMITS.messageIdsPerControl,
      maxIwantMessageIDs: GOSSIP_LIMITS.messageIdsPerControl,
      maxIdontwantMessageIDs: GOSSIP_LIMITS.messageIdsPerControl,
      maxControlMessages: GOSSIP_LIMITS.controlsPerRpc,
      maxPeerInfos: 16,
    },
    scoreParams: {
      // Everyone behind one relay, NAT or proxy shares an address: by default the eleventh mutes them all.
      IPColocationFactorWeight: 0,
      // A graft that crosses a prune on the wire is no offence. Offences in content are counted in strikes.ts.
      behaviourPenaltyThreshold: 6,
      retainScore: GOSSIP_LIMITS.retainedScore,
    },
    // Whom to dial, nobody says by pruning: a relay, whose score is high, could send members wherever it likes.
    scoreThresholds: { acceptPXThreshold: Number.POSITIVE_INFINITY },
  }
}

const encoder = new TextEncoder()

/** What a verdict is to gossipsub. */
export function validatorResult(verdict: FrameVerdict): TopicValidatorResult {
  switch (verdict) {
    case 'accept':
      return TopicValidatorResult.Accept
    case 'ignore':
      return TopicValidatorResult.Ignore
    case 'reject':
      return TopicValidatorResult.Reject
  }
}

/**
 * A message's id: the SHA-256 of its topic and its bytes. With the topic, because gossip takes an id for seen
 * before anyone has judged the frame: what was refused in a wrong room must still get through in its own.
 * Computed at once and not by WebCrypto, whose answers come back in any order and with them the frames
 * (SPEC VE7).
 */
export function frameId({ topic, data }: Pick<Message, 'topic' | 'data'>): Uint8Array {
  const name = encoder.encode(`${topic}\0`)
  const named = new Uint8Array(name.length + data.length)
  named.set(name)
  named.set(data, name.length)
  return digest(named)
}
