/**
 * Options of the libp2p network, checked.
 */
import type { DiscoveryOptions } from '../discovery.ts'
import type { IceServer } from '../ice.ts'
import { NetworkError } from '../port.ts'
import { parseRelayAddress, type RelayAddress } from './relay-address.ts'

export interface Libp2pNetworkOptions {
  /** Relays: base URLs (`https://relay.example`) or websocket multiaddrs. All of them are used. */
  readonly relays: readonly string[]
  /** Links to nobody directly, so that no member learns this one's address. Relays do. @default false */
  readonly relayOnly?: boolean | undefined
  /** STUN and TURN servers, besides those that relays name. */
  readonly iceServers?: readonly IceServer[] | undefined
  /** Ways of finding others beside the relays' hubs. */
  readonly discovery?: DiscoveryOptions | undefined
  /** Where to be reached without a relay, in Node: websocket or TCP multiaddrs. @default none */
  readonly listen?: readonly string[] | undefined
  /** Ends the making of the network. */
  readonly signal?: AbortSignal | undefined
}

/** More relays than this are a mistake: each is a connection and a reservation. */
const MAX_RELAYS = 16

/** @throws NetworkError `ERR_RELAY_ADDRESS` */
export function relayAddresses({ relays }: Libp2pNetworkOptions): readonly RelayAddress[] {
  if (relays.length > MAX_RELAYS)
    throw new NetworkError('ERR_RELAY_ADDRESS', `At most ${MAX_RELAYS} relays are used.`)
  return relays.map(parseRelayAddress)
}
