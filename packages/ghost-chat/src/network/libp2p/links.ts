/**
 * How a node is connected, as the port shows it.
 */
import type { Libp2p } from '@libp2p/interface'
import type { LinkState, PeerId, PeerLink } from '../port.ts'
import type { GossipInternals } from './gossip-internals.ts'
import type { RelayLink } from './relay-link.ts'

/** The members that have a connection to this node: one entry each, `direct` if any of theirs is. */
export function peerLinks(libp2p: Libp2p, relays: readonly RelayLink[]): readonly PeerLink[] {
  const isRelay = new Set(relays.flatMap(({ peer, expected }) => [peer, expected]))
  const found = new Map<string, PeerLink>()
  for (const { remotePeer, status, limits, rtt } of libp2p.getConnections()) {
    const id = remotePeer.toString()
    if (status !== 'open' || isRelay.has(id)) continue
    const path = limits === undefined ? 'direct' : 'relayed'
    if (found.get(id)?.path === 'direct') continue
    found.set(id, Object.freeze({ peer: id as PeerId, path, rtt: rtt ?? null }))
  }
  return Object.freeze([...found.values()])
}

/** What is known when the state of a topic is asked for. */
export interface Reach {
  readonly libp2p: Libp2p
  readonly gossip: GossipInternals
  readonly relays: readonly RelayLink[]
  /** Whether the topic was waited for long enough to say that it is not reached. */
  readonly impatient: boolean
}

/** How a topic is reached: a hub counts once it is meshed, and this node reachable over it. */
export function topicState(topic: string, { libp2p, gossip, relays, impatient }: Reach): LinkState {
  const hubs = relays.filter(({ peer }) => peer !== null && gossip.isReached(topic, peer))
  if (hubs.some(({ ready }) => ready)) return 'relayed'
  const isDirect = peerLinks(libp2p, relays).some(
    ({ peer, path }) => path === 'direct' && gossip.isReached(topic, peer),
  )
  if (isDirect) return 'direct'
  // A relay that is connected and not yet through with its introductions has not failed.
  const isUnderWay = relays.some(({ peer, failed }) => peer !== null || !failed)
  return isUnderWay && !impatient ? 'connecting' : 'offline'
}
