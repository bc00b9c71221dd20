/**
 * The one place that reaches into gossipsub's private fields, each for a fault that has no public cure.
 * Fields are checked when the node starts: a release that changed one of them fails loudly, not silently.
 */
import type { GossipSub } from '@libp2p/gossipsub'
import type { Connection, PeerId, Stream } from '@libp2p/interface'
import type { MeshSize } from './mesh-size.ts'
import type { SeenFrames } from './seen-frames.ts'

type Writable<Some> = { -readonly [Key in keyof Some]: Some[Key] }

/** The fields as gossipsub 17.1 has them. */
interface Fields {
  readonly opts: Writable<MeshSize>
  readonly peers: Map<string, PeerId>
  readonly mesh: Map<string, Set<string>>
  readonly topics: Map<string, Set<string>>
  readonly backoff: Map<string, Map<string, number>>
  readonly streamsOutbound: Map<string, { readonly rawStream: Stream }>
  readonly streamsInbound: Map<string, { readonly rawStream: Stream }>
  seenCache: object
  readonly score: Score
  acceptFrom: (peer: string) => boolean
  sendSubscriptions: (peer: string, topics: string[], subscribe: boolean) => void
  readonly onPeerDisconnected: (peer: PeerId) => void
  readonly onPeerConnected: (peer: PeerId, connection: Connection) => void
  readonly handleReceivedSubscription: (peer: PeerId, topic: string, subscribe: boolean) => boolean
  readonly graftOnSubscribe: (peer: string, topic: string) => boolean
  readonly sendGraft: (peer: string, topics: string[]) => void
}

/** The calls that gossipsub makes to its scores and that are listened to here. Slim builds have stand-ins for them. */
interface Score {
  deliveryRecords?: object
  duplicateMessage: (peer: string, id: string, topic: string) => void
  /** Called for what its own policy refuses before anybody judges it. */
  rejectInvalidMessage: (peer: string, topic: string) => void
}

/** Told of frames that no topic validator hears of. */
export interface UnjudgedFrames {
  /** A peer handed over a frame that had come before. */
  readonly onRepeated: (peer: string, topic: string) => void
  /**
   * Gossip refused a frame by itself: the topic is not open, or the message is not as StrictNoSign asks, without
   * author, number, key and signature (SPEC NW1).
   */
  readonly onRefused: (peer: string, topic: string) => void
}

const MAPS = ['peers', 'mesh', 'topics', 'backoff', 'streamsOutbound', 'streamsInbound'] as const
const METHODS = [
  'acceptFrom',
  'sendSubscriptions',
  'onPeerConnected',
  'onPeerDisconnected',
  'handleReceivedSubscription',
  'graftOnSubscribe',
  'sendGraft',
] as const

/** What this network needs of gossipsub beyond its public face. */
export interface GossipInternals {
  /** Whether a frame on this topic would really be handed to the peer: subscribed, meshed, stream open. */
  readonly isReached: (topic: string, peer: string) => boolean
  /** Whether a frame that this node publishes on the topic is handed to the peer: subscribed, stream open. */
  readonly hears: (topic: string, peer: string) => boolean
  /** A peer subscribed to the topic that has a stream which takes frames, if there is any. */
  readonly reach: (topic: string) => string | undefined
  readonly hasOutbound: (peer: string) => boolean
  /** The stream on which frames go to a peer. */
  readonly outbound: (peer: string) => Stream | undefined
  /** The stream on which a peer hands frames over. */
  readonly inbound: (peer: string) => Stream | undefined
  /** Those to whom frames on a topic are passed on. */
  readonly mesh: (topic: string) => Iterable<string>
  /** From now on the meshes are to have this size. */
  readonly resize: (size: Partial<MeshSize>) => void
  /** Those who are subscribed to a topic. */
  readonly subscribers: (topic: string) => Iterable<string>
  /** Forgets the back-off that a peer, or everybody, got on a topic when either side left it. */
  readonly forgive: (topic: string, peer?: string) => void
  /** Meshes with a subscriber now instead of at the next heartbeat. */
  readonly graftNow: (topic: string, peer: string) => void
  /** Makes gossip open its stream to a connected peer that it lost sight of. */
  readonly reattach: (peer: PeerId, connection: Connection) => void
  /** Makes gossip forget the peers it holds that are not connected. */
  readonly detachUnless: (isConnected: (peer: PeerId) => boolean) => void
  /** Tells a peer that this node is subscribed to a topic. */
  readonly announce: (topic: string, peer: string) => void
  /** Tells a peer that this node is not subscribed to a topic, though it may be. */
  readonly withdraw: (topic: string, peer: string) => void
  /** Takes a peer for not subscribed to a topic until it says so again. */
  readonly forgetSubscriber: (topic: string, peer: string) => void
  /** From now on ids are kept in this memory. To be called before the node takes frames. */
  readonly remember: (seen: SeenFrames) => void
  /** From now on frames that no validator hears of are told. */
  readonly watchUnjudged: (watch: UnjudgedFrames) => void
  /** From now on an RPC of a peer is dropped as a whole, unlooked at, where this says so. */
  readonly dropRpcsOf: (isOver: (peer: string) => boolean) => void
  /** From now on a topic is named only to peers that are subscribed to it themselves. */
  readonly announceOnlyToSubscribers: () => void
}

/** @throws Error if gossipsub no longer has one of the fields */
export function gossipInternals(gossip: GossipSub): GossipInternals {
  const fields = checkedFields(gossip)
  const sendSubscriptions = fields.sendSubscriptions.bind(gossip)

  function isSubscribed(topic: string, peer: string): boolean {
    return fields.topics.get(topic)?.has(peer) === true
  }

  return Object.freeze({
    isReached: (topic: string, peer: string) =>
      isSubscribed(topic, peer) &&
      fields.mesh.get(topic)?.has(peer) === true &&
      fields.streamsOutbound.has(peer),

    hears: (topic: string, peer: string) => isSubscribed(topic, peer) && fields.streamsOutbound.has(peer),

    reach(topic: string): string | undefined {
      for (const peer of fields.topics.get(topic) ?? []) if (fields.streamsOutbound.has(peer)) return peer
      return undefined
    },

    hasOutbound: (peer: string) => fields.streamsOutbound.has(peer),

    // Its outbound streams know no backpressure: beyond a bound they are reset, and what is in them is lost.
    outbound: (peer: string) => fields.streamsOutbound.get(peer)?.rawStream,
    // And what comes in on a stream is all read at once, however much is being judged.
    inbound: (peer: string) => fields.streamsInbound.get(peer)?.rawStream,
    mesh: (topic: string) => fields.mesh.get(topic) ?? [],
    // Gossipsub reads the numbers anew at each heartbeat, and whenever it meshes with a peer.
    resize: (size: Partial<MeshSize>) => void Object.assign(fields.opts, size),
    subscribers: (topic: string) => fields.topics.get(topic) ?? [],

    // Leaving a topic writes a back-off on both sides, of a second at least. Joining asks whether there is
    // an entry, not whether it has passed, and entries are swept every 15 heartbeats: who comes back to a
    // room would hear nothing for up to 16 s.
    forgive(topic: string, peer?: string): void {
      if (peer === undefined) fields.backoff.delete(topic)
      else fields.backoff.get(topic)?.delete(peer)
    },

    graftNow(topic: string, peer: string): void {
      if (isSubscribed(topic, peer) && fields.graftOnSubscribe(peer, topic)) fields.sendGraft(peer, [topic])
    },

    // Gossipsub keeps one outbound stream per peer and opens none when that one's connection closes while
    // another to the same peer stays.
    reattach: (peer: PeerId, connection: Connection) => fields.onPeerConnected(peer, connection),

    // A peer that left before it was identified is never reported as gone.
    detachUnless(isConnected: (peer: PeerId) => boolean): void {
      for (const peer of [...fields.peers.values()]) if (!isConnected(peer)) fields.onPeerDisconnected(peer)
    },

    announce: (topic: string, peer: string) => sendSubscriptions(peer, [topic], true),

    withdraw: (topic: string, peer: string) => sendSubscriptions(peer, [topic], false),

    // A hub is in a room while its members are. When this node leaves, what it knew of the hub is void; by
    // way of gossip's own handling, which also gives back what the entry counted.
    forgetSubscriber(topic: string, peer: string): void {
      const id = fields.peers.get(peer)
      if (id !== undefined) fields.handleReceivedSubscription(id, topic, false)
    },

    // Its own has no bound but the age, and its scores keep a record of each frame besides. No topic is scored in this
    // network (gossip.ts), so that those records count for nothing.
    remember(seen: SeenFrames): void {
      fields.seenCache = seen
      if (fields.score.deliveryRecords !== undefined) fields.score.deliveryRecords = NO_RECORDS
    },

    watchUnjudged({ onRepeated, onRefused }: UnjudgedFrames): void {
      fields.score.duplicateMessage = (peer, _id, topic) => onRepeated(peer, topic)
      fields.score.rejectInvalidMessage = onRefused
    },

    // Behind a pause: what was read before it is dropped before it costs anything but its decoding.
    dropRpcsOf(isOver: (peer: string) => boolean): void {
      const acceptFrom = fields.acceptFrom.bind(gossip)
      fields.acceptFrom = (peer) => !isOver(peer) && acceptFrom(peer)
    },

    // By itself a relay tells every peer of every room on it: names of rooms leak, and past about a thousand
    // rooms a member's own bound on topics makes it deaf to the one it is in.
    announceOnlyToSubscribers(): void {
      fields.sendSubscriptions = (peer, topics, subscribe) => {
        const shared = topics.filter((topic) => isSubscribed(topic, peer))
        if (shared.length > 0) sendSubscriptions(peer, shared, subscribe)
      }
    },
  })
}

/** Records of deliveries that are not kept (gossipsub 17.1, `MessageDeliveries`). */
const NO_RECORDS = Object.freeze({
  getRecord: () => undefined,
  ensureRecord: () => ({ status: 0, firstSeenTsMs: 0, validated: 0, peers: new Set<string>() }),
  gc: () => undefined,
  clear: () => undefined,
})

function checkedFields(gossip: GossipSub): Fields {
  const found = gossip as unknown as Record<string, unknown>
  for (const name of MAPS) if (!(found[name] instanceof Map)) throw changed(name)
  const { opts } = found
  if (typeof opts !== 'object' || opts === null || !('Dlazy' in opts)) throw changed('opts.Dlazy')
  const { seenCache, score } = found
  if (typeof seenCache !== 'object' || seenCache === null || !('put' in seenCache)) throw changed('seenCache')
  if (typeof score !== 'object' || score === null || !('rejectInvalidMessage' in score))
    throw changed('score')
  for (const name of METHODS) if (typeof found[name] !== 'function') throw changed(name)
  return gossip as unknown as Fields
}

function changed(name: string): Error {
  return new Error(`This release of @libp2p/gossipsub has no field "${name}" that Ghost Chat can use.`)
}
