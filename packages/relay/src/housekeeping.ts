/**
 * What a relay that runs for months must put away, and libp2p does not.
 */
import type { Connection, PeerId } from '@libp2p/interface'
import type { RelayNode } from './node.ts'

export interface Housekeeping {
  readonly stop: () => void
}

/**
 * @param sweep how often what is known of peers that left is dropped, in milliseconds
 * @param onLeft called when a peer's last connection closed
 * @param isNeeded whether the addresses of a peer are needed though it is not connected
 */
export function keepHouse(
  libp2p: RelayNode,
  sweep: number,
  onLeft: (peer: string) => void,
  isNeeded: (peer: string) => boolean = () => false,
): Housekeeping {
  const { reservations } = libp2p.services.circuits

  // A reservation outlives its connection by up to its whole term: a relay would be full of tabs long closed.
  function onDisconnect({ detail: peer }: CustomEvent<PeerId>): void {
    reservations.get(peer)?.signal.clear()
    reservations.delete(peer)
    onLeft(peer.toString())
  }

  // A member that comes back has lost its first connection, though the relay may not know it yet. Gossip
  // would go on sending into the dead one.
  function onOpen({ detail: opened }: CustomEvent<Connection>): void {
    for (const connection of libp2p.getConnections(opened.remotePeer)) {
      if (connection.id === opened.id || connection.limits !== undefined) continue
      // Two relays that dial each other would each close what the other keeps.
      if (opened.direction === 'outbound' || connection.direction === 'outbound') continue
      connection.close({ signal: AbortSignal.timeout(1_000) }).catch((error: unknown) => {
        connection.abort(error instanceof Error ? error : new Error('The connection did not close.'))
      })
    }
  }

  async function forgetTheGone(): Promise<void> {
    for (const { id } of await libp2p.peerStore.all()) {
      if (isNeeded(id.toString())) continue
      if (!id.equals(libp2p.peerId) && libp2p.getConnections(id).length === 0)
        await libp2p.peerStore.delete(id)
    }
  }

  libp2p.addEventListener('peer:disconnect', onDisconnect)
  libp2p.addEventListener('connection:open', onOpen)
  const sweeper = setInterval(() => void forgetTheGone().catch(() => undefined), sweep).unref()

  return Object.freeze({
    stop(): void {
      clearInterval(sweeper)
      libp2p.removeEventListener('peer:disconnect', onDisconnect)
      libp2p.removeEventListener('connection:open', onOpen)
    },
  })
}
