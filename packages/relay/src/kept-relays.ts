/**
 * Relays that the operator named, kept connected.
 */
import type { Connection, Libp2p, PeerId } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import {
  Backoff,
  fetchRelayInfo,
  inmostOf,
  parseRelayAddress,
  pause,
  type RelayAddress,
  type Scope,
} from 'ghost-chat/network/gossip'
import { addressOfUrl } from './addresses.ts'
import { RelayError } from './errors.ts'

/** Times in milliseconds. */
const DIAL_TIMEOUT = 10_000
/** A connection that lasted so long was a good one. */
const GOOD_CONNECTION = 5_000
/** More than these are a mistake: each is a connection for good. */
const MAX_NAMED = 64

/** The addresses of relays that the operator named: their names may lead anywhere, as the operator wants it. */
export type NamedAddresses = Map<RelayAddress, readonly Multiaddr[]>

export interface KeepOptions {
  readonly named: NamedAddresses
  readonly libp2p: Libp2p
  readonly relay: RelayAddress
  readonly onConnected: (peer: PeerId) => void
  readonly signal: AbortSignal
}

/** Stays connected to a relay until the signal aborts. Never rejects. */
export async function keepConnected({
  libp2p,
  relay,
  named,
  onConnected,
  signal,
}: KeepOptions): Promise<void> {
  const backoff = new Backoff({ first: 500, longest: 30_000 })
  while (!signal.aborted) {
    try {
      // Its key may change while it is away, so its URL is asked each time.
      const addresses =
        relay.kind === 'url'
          ? [...(await fetchRelayInfo(relay.wellKnown, signal)).addresses]
          : [relay.address]
      named.set(relay, addresses)
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT)])
      const connection = await libp2p.dial(addresses, { signal: attempt })
      const since = performance.now()
      onConnected(connection.remotePeer)
      await disconnected(libp2p, connection.remotePeer, signal)
      if (performance.now() - since >= GOOD_CONNECTION) backoff.reset()
    } catch {
      // Not there, or not willing, or this relay itself. The next attempt follows.
    }
    await pause(backoff.next(), signal)
  }
}

/** @throws RelayError `ERR_OPTION_INVALID` */
export function namedRelays(peers: readonly string[]): readonly RelayAddress[] {
  if (peers.length > MAX_NAMED) {
    throw new RelayError('ERR_OPTION_INVALID', `At most ${MAX_NAMED} other relays can be named.`)
  }
  return peers.map((peer) => {
    try {
      return parseRelayAddress(peer)
    } catch (cause) {
      const message = 'Another relay is named by its http(s) URL or by a websocket multiaddr.'
      throw new RelayError('ERR_OPTION_INVALID', message, { cause })
    }
  })
}

/**
 * How far inside other relays' addresses may be: as far as this relay's own, or those that the operator named. Who
 * listens everywhere is reached from its own network, too.
 */
export function reachOf(own: string, peers: readonly RelayAddress[]): Scope {
  const anywhere = /^\/(?:ip4\/0\.0\.0\.0|ip6\/::)\//.test(own)
  const named = peers.flatMap((peer) => {
    if (peer.kind === 'multiaddr') return [peer.address]
    const address = addressOfUrl(new URL(peer.wellKnown))
    return address === null ? [] : [multiaddr(address)]
  })
  return inmostOf([multiaddr(anywhere ? '/ip4/10.0.0.1' : own), ...named])
}

function disconnected(libp2p: Libp2p, peer: PeerId, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (event?: CustomEvent<Connection>): void => {
      if (event !== undefined && !event.detail.remotePeer.equals(peer)) return
      const isOpen = libp2p.getConnections(peer).some(({ status }) => status === 'open')
      if (isOpen && !signal.aborted) return
      libp2p.removeEventListener('connection:close', check)
      signal.removeEventListener('abort', onAbort)
      resolve()
    }
    const onAbort = (): void => check()
    libp2p.addEventListener('connection:close', check)
    signal.addEventListener('abort', onAbort)
    check()
  })
}
