/**
 * How a node is connected, as the port shows it.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { FloodLimit, LinkState, PeerId, PeerLink } from '../port.ts'
import type { GossipInternals } from './gossip-internals.ts'
import { isPeerId } from './peer-name.ts'
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

/** A connection to a member that no relay carries. */
export function directTo(libp2p: Libp2p, peer: string): Connection | null {
  const connections = isPeerId(peer) ? libp2p.getConnections(peerIdFromString(peer)) : []
  return connections.find(({ status, limits }) => status === 'open' && limits === undefined) ?? null
}

/** Whether there is a connection to a member, a relay's circuit too. */
export function isConnected(libp2p: Libp2p, peer: string): boolean {
  const connections = isPeerId(peer) ? libp2p.getConnections(peerIdFromString(peer)) : []
  return connections.some(({ status }) => status === 'open')
}

/** What is known when the state of a topic is asked for. */
export interface Reach {
  readonly libp2p: Libp2p
  readonly gossip: GossipInternals
  readonly relays: readonly RelayLink[]
  /** The members that this one is to link to directly (SPEC NW10). */
  readonly neighbours: ReadonlySet<string>
  /** Whether this node listens and uses no relay: it is there, whoever else is not (SPEC FD6). */
  readonly standsAlone: boolean
  /** Whether the topic was waited for long enough to say that it is not reached. */
  readonly impatient: boolean
}

/**
 * How a topic is reached. A hub counts once it is meshed, and this node reachable over it.
 *
 * `direct` says that a relay is not needed: everyone whom this member is to link to is linked and hears it
 * without one. So it does when no hub is left and somebody is linked; those that are not are then cut off.
 */
export function topicState(topic: string, reach: Reach): LinkState {
  const { libp2p, gossip, relays, neighbours, impatient } = reach
  const direct = new Set<string>()
  for (const { peer, path } of peerLinks(libp2p, relays))
    if (path === 'direct' && gossip.hears(topic, peer)) direct.add(peer)
  const hubs = relays.filter(({ peer }) => peer !== null && gossip.isReached(topic, peer))
  if (hubs.some(({ ready }) => ready)) {
    const isAll = neighbours.size > 0 && [...neighbours].every((peer) => direct.has(peer))
    return isAll ? 'direct' : 'relayed'
  }
  if (direct.size > 0 || reach.standsAlone) return 'direct'
  // A relay that is connected and not yet through with its introductions has not failed.
  const isUnderWay = relays.some(({ peer, failed }) => peer !== null || !failed)
  return isUnderWay && !impatient ? 'connecting' : 'offline'
}

/**
 * The rule of that connected relay which allows the most in the long run; of two that allow the same, the one with more
 * messages. `null` where one has no rule. What one relay does not pass on another does, and members ask for the rest
 * (SQ4): a single relay that allows nearly nothing silences nobody.
 */
export function floodOf(relays: readonly Pick<RelayLink, 'peer' | 'flood'>[]): FloodLimit | null {
  const rules = relays.flatMap(({ peer, flood }) => (peer === null ? [] : [flood]))
  if (rules.includes(null)) return null
  const [first = null] = rules
    .flatMap((rule) => rule ?? [])
    .sort((a, b) => b.messages * a.window - a.messages * b.window || b.messages - a.messages)
  return first
}
