/**
 * A relay's libp2p node: websockets in, circuits through, gossip as a hub.
 */
import { circuitRelayServer, type CircuitRelayService } from '@libp2p/circuit-relay-v2'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey, Transport } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import {
  connectionGater,
  encrypter,
  gossipOptions,
  HUB_MESH,
  muxer,
  PING,
  PROTOCOL_PREFIX,
  type Scope,
} from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import { relayRendezvous, type Namespaces, type RendezvousServer } from './rendezvous.ts'
import { relayDht, type ProviderStore, type RelayDht } from './dht.ts'
import type { publicPort } from './public-port.ts'
import type { RelayLimits } from './limits.ts'

export type RelayNode = Libp2p<{
  gossip: GossipSub
  circuits: CircuitRelayService
  /** Where members register; not with a relay that is no rendezvous point. */
  rendezvous?: RendezvousServer
  /** Where other relays are found; not with a relay that stands alone. */
  relays?: RelayDht
}>

export interface RelayNodeOptions {
  /** Where to listen: a websocket multiaddr. */
  readonly listen: string
  /** What to tell peers instead. */
  readonly announce: readonly string[]
  readonly transport: ReturnType<typeof publicPort>
  readonly limits: RelayLimits
  readonly isRefused: (peer: string) => boolean
  readonly isOpen: (topic: string) => boolean
  readonly identityKey: PrivateKey | undefined
  /** The network address that a peer comes from; `null` where that is not known. */
  readonly addressOf: (peer: string) => string | null
  /** The namespaces of its rendezvous point; `null` where it is none. */
  readonly namespaces: Namespaces | null
  /** What a relay among relays needs: where records are kept, and how far inside others may be. */
  readonly federation: { readonly store: ProviderStore; readonly inmost: Scope } | null
}

/** Makes and starts the node. */
export async function startRelayNode(options: RelayNodeOptions): Promise<RelayNode> {
  const { limits, identityKey, federation, namespaces } = options
  return createLibp2p({
    ...(identityKey === undefined ? {} : { privateKey: identityKey }),
    ...(federation === null ? {} : { datastore: federation.store }),
    addresses: { listen: [options.listen], announce: [...options.announce] },
    transports: [options.transport satisfies (components: never) => Transport],
    connectionEncrypters: [encrypter()],
    streamMuxers: [muxer(limits.streams)],
    connectionGater: connectionGater(options.isRefused),
    connectionManager: {
      // Those that come in are counted by address (admission.ts); libp2p would refuse the newcomer when full.
      maxConnections: 2 * (limits.connections + limits.relayConnections),
      inboundConnectionThreshold: Number.MAX_SAFE_INTEGER,
      maxIncomingPendingConnections: 2 * limits.pendingInbound,
      inboundUpgradeTimeout: limits.inboundTimeout,
      // Members come to a relay; to other relays it goes itself (kept-relays.ts).
      reconnectRetries: 0,
    },
    connectionMonitor: {
      protocolPrefix: PROTOCOL_PREFIX,
      pingInterval: limits.pingInterval,
      // libp2p's own timeout grows up to 60 s with every answer that fails: a few silent connections would keep
      // a relay from noticing any loss in time.
      pingTimeout: { minTimeout: limits.pingTimeout, maxTimeout: limits.pingTimeout },
    },
    nodeInfo: { userAgent: PROTOCOL_PREFIX },
    services: {
      identify: identify({ protocolPrefix: PROTOCOL_PREFIX, runOnLimitedConnection: false }),
      // What libp2p's other implementations ask, and break off where it is not answered. Theirs is not asked: what is
      // needed of a peer stands in the answer to ours.
      identifyForOthers: identify({ runOnConnectionOpen: false, runOnLimitedConnection: false }),
      ping: ping(PING),
      gossip: gossipsub({
        ...gossipOptions(HUB_MESH, options.isOpen),
        // A frame is held until the next heartbeat at the latest (1 s), and offered to nobody meanwhile. Less
        // gossipsub does not allow; every subscriber is in the mesh, so nobody needs to ask for frames.
        mcacheLength: 1,
        mcacheGossip: 0,
      }),
      ...(namespaces === null ? {} : { rendezvous: relayRendezvous(limits, namespaces, options.addressOf) }),
      ...(federation === null ? {} : { relays: relayDht(limits, federation.inmost) }),
      circuits: circuitRelayServer({
        hopTimeout: limits.hopTimeout,
        maxInboundHopStreams: limits.circuitsPerPeer,
        maxOutboundStopStreams: limits.circuitsPerPeer,
        reservations: {
          maxReservations: limits.reservations,
          reservationTtl: limits.reservationTtl,
          defaultDataLimit: BigInt(limits.circuitBytes),
          defaultDurationLimit: limits.circuitDuration,
        },
      }),
    },
  })
}
