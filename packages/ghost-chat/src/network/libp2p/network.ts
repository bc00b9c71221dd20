/**
 * Making a libp2p network: its options, its node, its relays.
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { completeEngine } from '../../older-engines.ts'
import { NetworkError } from '../port.ts'
import { DialPolicy } from './dial-policy.ts'
import { addressOfUrl } from './discovery/addresses.ts'
import { discoverySettings, type DiscoverySettings } from './discovery/options.ts'
import { Strikes } from './gossip.ts'
import { startMemberNode, type MemberNode } from './node.ts'
import { NodeNetwork, type Channels, type Libp2pNetwork } from './node-network.ts'
import { relayAddresses, type Libp2pNetworkOptions } from './options.ts'
import type { RelayAddress } from './relay-address.ts'
import { relayLink } from './relay-link.ts'

export type { Libp2pNetwork } from './node-network.ts'

/**
 * Starts a node and connects it to its relays. Resolves when the node runs, whether or not a relay could be
 * reached yet: an unreachable one is tried until `close`.
 *
 * @throws NetworkError `ERR_RELAY_ADDRESS` at once, not by rejecting, when a relay's address is malformed
 * @example
 * ```ts
 * import { libp2pNetwork } from 'ghost-chat/network/libp2p'
 *
 * const network = await libp2pNetwork({ relays: ['http://localhost:8080'] })
 * await network.close()
 * ```
 */
export function libp2pNetwork(options: Libp2pNetworkOptions): Promise<Libp2pNetwork> {
  completeEngine()
  const { relayOnly = false, discovery, listen } = options
  // Who hides its address neither listens nor dials anybody but relays.
  const settings = relayOnly
    ? discoverySettings({ rendezvous: discovery?.rendezvous, routing: discovery?.routing })
    : discoverySettings(discovery, listen)
  return start(relayAddresses(options), settings, options)
}

async function start(
  addresses: readonly RelayAddress[],
  settings: DiscoverySettings,
  { signal, relayOnly = false, iceServers = [] }: Libp2pNetworkOptions,
): Promise<Libp2pNetwork> {
  signal?.throwIfAborted()
  const strikes = new Strikes()
  const closing = new AbortController()
  let refresh: () => void = () => undefined

  const channels: Channels = new Map()
  const own = (): readonly Multiaddr[] => links.flatMap(({ address }) => address ?? [])
  const inside = [
    // As the app named them: a relay that is down has told no address of its own yet.
    ...addresses.flatMap((relay) =>
      relay.kind === 'url' ? (addressOfUrl(new URL(relay.wellKnown)) ?? []) : relay.address,
    ),
    ...settings.routing.flatMap((url) => addressOfUrl(url) ?? []),
    ...settings.listen.map((text) => multiaddr(text)),
    ...settings.peers,
  ]
  const dialling = new DialPolicy({
    relayOnly,
    chosen: () => [...links.flatMap(({ candidates }) => candidates), ...settings.peers],
    anchors: () => [...own(), ...inside],
  })
  const starting = startMemberNode(
    (peer) => strikes.isRefused(peer, Date.now()),
    (topic) => channels.has(topic),
    (peer) => links.some((link) => link.peer === peer),
    dialling,
    settings,
  )
  // Relays are asked for their addresses while the node is still starting.
  const links = addresses.map((relay) =>
    relayLink({ libp2p: starting, relay, onChange: () => refresh(), signal: closing.signal }),
  )
  let libp2p: MemberNode
  try {
    libp2p = await starting
    signal?.throwIfAborted()
    const network = new NodeNetwork({
      ...{ libp2p, channels, links, strikes, closing, relayOnly, dialling, iceServers, settings },
    })
    refresh = () => network.refresh()
    await network.serve()
    return network
  } catch (error) {
    closing.abort()
    await starting.then((node) => node.stop()).catch(() => undefined)
    if (error instanceof Error && error.name === 'UnsupportedListenAddressesError') {
      const detail =
        '"listen" expected addresses that this node can listen on, such as /ip4/127.0.0.1/tcp/0/ws.'
      throw new NetworkError('ERR_OPTION_INVALID', detail, { cause: error })
    }
    throw error
  }
}
