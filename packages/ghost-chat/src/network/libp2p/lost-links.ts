/**
 * How a member learns that a peer was lost: from its relays, or by the end of its last direct connection to it
 * (SPEC NW7).
 *
 * Circuits do not count: they end by their own limits of time and bytes. Nor do links that the room does not ask for
 * any more: one side or the other closes them soon. Any other connection that was closed on purpose looks to the other
 * side like one that was lost, so all count: the room asks before it believes.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import type { PeerId } from '../port.ts'
import { LOST_LIMITS, LOST_PROTOCOL, lostServer } from './lost.ts'
import type { RelayLink } from './relay-link.ts'

/** The open topics, and who is to hear of losses there. None of them throws. */
type Rooms = ReadonlyMap<string, { readonly channel: { readonly lost: (peer: PeerId) => void } }>

/**
 * Hears relays out and watches the direct connections, until the function that it gives is called.
 *
 * @param isWanted whether a room asks this member to be linked to a peer (SPEC NW10)
 */
export async function hearOfLosses(
  libp2p: Libp2p,
  relays: readonly RelayLink[],
  rooms: Rooms,
  isWanted: (peer: string) => boolean,
): Promise<() => void> {
  const isDirect = ({ status, limits }: Connection): boolean => status === 'open' && limits === undefined
  let stopped = false

  function onOpen({ detail: connection }: CustomEvent<Connection>): void {
    if (!isDirect(connection)) return
    const { remotePeer } = connection
    const onClose = (): void => {
      const id = remotePeer.toString()
      const isRelay = relays.some(({ peer, expected }) => peer === id || expected === id)
      if (stopped || isRelay || !isWanted(id) || libp2p.getConnections(remotePeer).some(isDirect)) return
      for (const { channel } of rooms.values()) channel.lost(id as PeerId)
    }
    connection.addEventListener('close', onClose, { once: true })
  }

  const server = lostServer({
    isRelay: (id) => relays.some(({ peer }) => peer === id),
    onLost: (topic, peer) => rooms.get(topic)?.channel.lost(peer),
  })
  await libp2p.handle(LOST_PROTOCOL, server, { maxInboundStreams: LOST_LIMITS.streams })
  libp2p.addEventListener('connection:open', onOpen)
  return () => {
    stopped = true
    libp2p.removeEventListener('connection:open', onOpen)
  }
}
