/**
 * How a room is connected: what people are shown.
 */
import type { LinkState, PeerLink } from '../network/port.ts'
import type { Did } from '../wire/ids.ts'

/** One user of the room, and how this member reaches them. */
export interface PeerConnection {
  readonly did: Did
  readonly path: 'direct' | 'relayed'
  /** Round-trip time in milliseconds; `null` while it is not known. */
  readonly rtt: number | null
}

export interface Connection {
  readonly state: LinkState
  readonly peers: readonly PeerConnection[]
}

export const NOT_CONNECTED: Connection = Object.freeze({ state: 'offline', peers: Object.freeze([]) })

/** Joins what the network knows of peers with what the room knows of people: the best path to each. */
export function connectionOf(
  state: LinkState,
  links: readonly PeerLink[],
  members: Iterable<{ readonly peer: string; readonly did: Did }>,
): Connection {
  const byPeer = new Map<string, PeerLink>(links.map((link) => [link.peer, link]))
  const byDid = new Map<Did, PeerConnection>()
  for (const { peer, did } of members) {
    const link = byPeer.get(peer)
    const path = link?.path ?? 'relayed'
    if (byDid.get(did)?.path !== 'direct')
      byDid.set(did, Object.freeze({ did, path, rtt: link?.rtt ?? null }))
  }
  return Object.freeze({ state, peers: Object.freeze([...byDid.values()]) })
}
