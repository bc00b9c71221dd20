/**
 * How an app names a relay: by the base URL it is served at, or by a multiaddr.
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from '../port.ts'

export type RelayAddress =
  /** Asked for its addresses at `wellKnown` before every connection: it may come back with another key. */
  | { readonly kind: 'url'; readonly wellKnown: string }
  | { readonly kind: 'multiaddr'; readonly address: Multiaddr }

/** Where a relay says how it is reached (SPEC NW4). */
const WELL_KNOWN_PATH = '/.well-known/ghost-chat.json'

const MAX_LENGTH = 1_024

/** @throws NetworkError `ERR_RELAY_ADDRESS` */
export function parseRelayAddress(text: unknown): RelayAddress {
  if (typeof text !== 'string' || text === '' || text.length > MAX_LENGTH) throw malformed('It is no text.')
  if (text.startsWith('/')) {
    const address = parseWebsocketAddress(text)
    if (address === null) throw malformed('It is no multiaddr of a websocket.')
    return Object.freeze({ kind: 'multiaddr', address })
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw malformed('It is neither an http(s) URL nor a multiaddr.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw malformed('A base URL has no user, query or fragment.')
  }
  const base = url.origin + url.pathname.replace(/\/+$/, '')
  return Object.freeze({ kind: 'url', wellKnown: base + WELL_KNOWN_PATH })
}

/** A multiaddr that the websocket transport can dial, or `null`. Circuits are no addresses of relays. */
export function parseWebsocketAddress(text: string): Multiaddr | null {
  try {
    const address = multiaddr(text)
    const names = address.getComponents().map((component) => component.name)
    const isWebsocket = names.includes('ws') || names.includes('wss')
    return isWebsocket && !names.includes('p2p-circuit') ? address : null
  } catch {
    return null
  }
}

function malformed(detail: string): NetworkError {
  // The text itself stays out of the message: it may hold what its owner would not want logged.
  return new NetworkError('ERR_RELAY_ADDRESS', `This is not the address of a relay. ${detail}`)
}
