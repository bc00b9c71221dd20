/**
 * A member's libp2p node: websockets to relays, circuits over them, gossip. Runs in Node and in browsers.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { createLibp2p } from 'libp2p'
import { circuits, type Circuits } from './circuits.ts'
import type { DialPolicy } from './dial-policy.ts'
import type { LocalPeers } from './discovery/local-peers.ts'
import type { DiscoverySettings } from './discovery/options.ts'
import { rendezvousParts, type RendezvousParts } from './discovery/rendezvous-parts.ts'
import { encrypter } from './encrypter.ts'
import {
  connectionGater,
  gossipOptions,
  LISTENER_MESH,
  MEMBER_MESH,
  type MeshSize,
  PING,
  PROTOCOL_PREFIX,
} from './gossip.ts'
import { muxer } from './muxer.ts'
import { upgrades, type Upgrades } from './upgrades.ts'
import { webSocketTransport, type BoundOf } from './websockets.ts'

export type MemberNode = Libp2p<{
  gossip: GossipSub
  circuits: Circuits
  upgrades: Upgrades
  rendezvousParts: RendezvousParts
  localPeers?: LocalPeers
}>

/** Bounds of a member's node. */
const NODE_LIMITS = Object.freeze({
  /** Connections, circuits among them. */
  connections: 128,
  /** Circuits come in by way of few relays, and libp2p counts them by the relay's address: 5 a second by default. */
  inboundPerSecond: 64,
  pendingInbound: 32,
  /** Streams of one connection. */
  streams: 256,
  reservationTimeout: 5_000,
  /**
   * As long as a relay takes to shake hands. Where a crowd comes at once, whoever gives up after 6 s (libp2p's default)
   * and comes again makes the crowd larger.
   */
  addressDialTimeout: 10_000,
  /** A connection whose ping is not answered is closed: a silent loss must show within 30 s. */
  pingInterval: 10_000,
  /** As a relay has it. Where a third of all round trips is lost, an answer may well take some seconds. */
  pingTimeout: 8_000,
})

/** What members look for on a local network, instead of any libp2p node (SPEC FD6). */
const SERVICE_TAG = '_ghost-chat._udp.local'

/** With how many others a member meshes that no hub reaches. */
export function meshOf({ listen }: Pick<DiscoverySettings, 'listen'>): MeshSize {
  return listen.length > 0 ? LISTENER_MESH : MEMBER_MESH
}

/**
 * Makes and starts a node with a fresh key, so that nobody is recognised by it later.
 *
 * @param isRefused whether connections of a peer are refused now
 * @param isOpen whether frames on a topic are taken now
 * @param isRelay whether a peer is a relay of this member's
 * @param dialling which addresses it dials
 * @param settings how it is reached without a relay, in Node; in browsers they are passed over
 */
export async function startMemberNode(
  isRefused: (peer: string) => boolean,
  isOpen: (topic: string) => boolean,
  isRelay: (peer: string) => boolean,
  dialling: DialPolicy,
  settings: Pick<DiscoverySettings, 'listen' | 'mdns' | 'peers'>,
): Promise<MemberNode> {
  const { listen, mdns, peers } = settings
  const gossip = gossipOptions(meshOf(settings), isOpen)
  const isPlain = listen.length === 0 && !mdns && peers.length === 0
  const { lan } = isPlain ? { lan: null } : await import('#lan')
  const boundOf: BoundOf = (address) => dialling.boundOf(address)
  return createLibp2p({
    addresses: { listen: lan === null ? [] : [...listen] },
    transports: [
      lan === null ? webSocketTransport({}, boundOf) : lan.listeningWebSockets({ boundOf }),
      ...(lan === null ? [] : [lan.tcp((name) => dialling.boundOfName(name))]),
      circuitRelayTransport({
        reservationConcurrency: 8,
        reservationCompletionTimeout: NODE_LIMITS.reservationTimeout,
      }),
    ],
    connectionEncrypters: [encrypter()],
    streamMuxers: [muxer(NODE_LIMITS.streams)],
    connectionGater: connectionGater(isRefused, (address) => dialling.permits(address)),
    connectionManager: {
      maxConnections: NODE_LIMITS.connections,
      inboundConnectionThreshold: NODE_LIMITS.inboundPerSecond,
      maxIncomingPendingConnections: NODE_LIMITS.pendingInbound,
      addressDialTimeout: NODE_LIMITS.addressDialTimeout,
      // relay-link.ts connects again, at a relay's new addresses if need be. Two who do both dial at once.
      reconnectRetries: 0,
    },
    connectionMonitor: {
      protocolPrefix: PROTOCOL_PREFIX,
      pingInterval: NODE_LIMITS.pingInterval,
      pingTimeout: { minTimeout: NODE_LIMITS.pingTimeout, maxTimeout: NODE_LIMITS.pingTimeout },
    },
    // The platform and the versions of a member are nobody's business.
    nodeInfo: { userAgent: PROTOCOL_PREFIX },
    services: {
      identify: identify({ protocolPrefix: PROTOCOL_PREFIX, runOnLimitedConnection: false }),
      ping: ping(PING),
      gossip: gossipsub({
        ...gossip,
        // Of a mesh that has grown too large gossip keeps the best: whoever else goes, hubs stay.
        scoreParams: { ...gossip.scoreParams, appSpecificScore: (peer) => (isRelay(peer) ? 1 : 0) },
      }),
      circuits: circuits(),
      upgrades: upgrades(),
      rendezvousParts: rendezvousParts(),
      ...(lan === null || !mdns ? {} : { localPeers: lan.localPeers(lan.mdns({ serviceTag: SERVICE_TAG })) }),
    },
  })
}
