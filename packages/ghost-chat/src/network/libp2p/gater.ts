/**
 * Which connections a node takes and makes: none of peers that are refused at the moment, and none to addresses that
 * it may not dial.
 */
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/**
 * @param isRefused whether the peer of this id is refused now
 * @param mayDial whether an address may be dialled
 */
export function connectionGater(
  isRefused: (peer: string) => boolean,
  mayDial: (address: Multiaddr) => boolean = () => true,
): ConnectionGater {
  const denies = (peer: PeerId): boolean => isRefused(peer.toString())
  return {
    // In browsers libp2p refuses plain websockets and private addresses by default. A relay on one's own
    // machine or in one's own house is just that, and every connection is encrypted by Noise anyway.
    denyDialMultiaddr: (address) => !mayDial(address),
    denyDialPeer: denies,
    denyInboundEncryptedConnection: denies,
    denyOutboundEncryptedConnection: denies,
    denyInboundRelayReservation: denies,
    denyInboundRelayedConnection: (relay, remote) => denies(relay) || denies(remote),
    denyOutboundRelayedConnection: (source, destination) => denies(source) || denies(destination),
  }
}
