/**
 * Which connections a node takes: all but those of peers that are refused at the moment.
 */
import type { ConnectionGater, PeerId } from '@libp2p/interface'

/** @param isRefused whether the peer of this id is refused now */
export function connectionGater(isRefused: (peer: string) => boolean): ConnectionGater {
  const denies = (peer: PeerId): boolean => isRefused(peer.toString())
  return {
    // In browsers libp2p refuses plain websockets and private addresses by default. A relay on one's own
    // machine or in one's own house is just that, and every connection is encrypted by Noise anyway.
    denyDialMultiaddr: () => false,
    denyDialPeer: denies,
    denyInboundEncryptedConnection: denies,
    denyOutboundEncryptedConnection: denies,
    denyInboundRelayReservation: denies,
    denyInboundRelayedConnection: (relay, remote) => denies(relay) || denies(remote),
    denyOutboundRelayedConnection: (source, destination) => denies(source) || denies(destination),
  }
}
