/**
 * Ways of finding others, beside the relays' hubs: as an app chooses them.
 */
import type { Multiaddr } from '@multiformats/multiaddr'
import type { DiscoveryOptions } from '../../discovery.ts'
import { NetworkError } from '../../port.ts'
import { isPeerId } from '../peer-name.ts'
import { parseAddress } from './addresses.ts'

/** Options with everything decided. */
export interface DiscoverySettings {
  readonly rendezvous: boolean
  readonly routing: readonly URL[]
  readonly mdns: boolean
  readonly peers: readonly Multiaddr[]
  /** Where to be reached without a relay. */
  readonly listen: readonly string[]
}

/** More than these are a mistake. */
const MAX_NAMED = 16

/** @throws NetworkError `ERR_OPTION_INVALID` */
export function discoverySettings(
  given: DiscoveryOptions = {},
  listen: readonly string[] = [],
): DiscoverySettings {
  const { rendezvous = true, routing = [], mdns = false, peers = [] } = given
  if (typeof rendezvous !== 'boolean' || typeof mdns !== 'boolean') {
    throw refused('"rendezvous" and "mdns" are true or false.')
  }
  return Object.freeze({
    rendezvous,
    mdns,
    routing: listed('routing', routing).map(parseBase),
    peers: listed('peers', peers).map(parsePeer),
    listen: listed('listen', listen).map((text) => {
      const address = parseAddress(text)
      if (address === null) throw refused('"listen" expected multiaddrs such as /ip4/127.0.0.1/tcp/0/ws.')
      return address.toString()
    }),
  })
}

function listed(name: string, given: unknown): readonly string[] {
  const list: readonly unknown[] | null = Array.isArray(given) ? given : null
  if (list === null || list.length > MAX_NAMED || !list.every((item) => typeof item === 'string')) {
    throw refused(`"${name}" expected a list of at most ${MAX_NAMED} texts.`)
  }
  return list
}

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search + url.hash + url.username !== '') {
    throw refused('A delegated routing server is named by an http(s) URL.')
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function parsePeer(text: string): Multiaddr {
  const address = parseAddress(text)
  const last = address?.getComponents().at(-1)
  if (address === null || last?.name !== 'p2p' || !isPeerId(last.value ?? '')) {
    throw refused('"peers" expected multiaddrs that end in /p2p/ and a peer id.')
  }
  return address
}

function refused(detail: string): NetworkError {
  return new NetworkError('ERR_OPTION_INVALID', detail)
}
