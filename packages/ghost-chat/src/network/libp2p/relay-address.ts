/**
 * How an app names a relay: by the base URL it is served at, or by a multiaddr.
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { NetworkError } from '../port.ts'

/** `name` is the address as the app gave it, without a slash at its end. */
export type RelayAddress =
  /** Asked for its addresses at `wellKnown` before every connection: it may come back with another key. */
  | { readonly kind: 'url'; readonly name: string; readonly wellKnown: string }
  | { readonly kind: 'multiaddr'; readonly name: string; readonly address: Multiaddr }

/** Where a relay says how it is reached (SPEC NW4). */
const WELL_KNOWN_PATH = '/.well-known/ghost-chat.json'

const MAX_LENGTH = 1_024
/** Characters of an address that an error repeats. */
const MAX_SHOWN = 128

/** @throws NetworkError `ERR_RELAY_ADDRESS` */
export function parseRelayAddress(text: unknown): RelayAddress {
  if (typeof text !== 'string' || text === '' || text.length > MAX_LENGTH)
    throw malformed('A text is needed, of 1 to 1,024 characters.')
  if (text.startsWith('/')) {
    const address = parseWebsocketAddress(text)
    if (address === null) throw malformed(`${shown(text)} is no multiaddr of a websocket.`)
    return Object.freeze({ kind: 'multiaddr', name: text, address })
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw malformed(`${shown(text)} is neither an http(s) URL nor a multiaddr.`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw malformed(`${shown(text)} has a user, a query or a fragment.`)
  }
  const base = url.origin + url.pathname.replace(/\/+$/, '')
  return Object.freeze({ kind: 'url', name: base, wellKnown: base + WELL_KNOWN_PATH })
}

/** The protocols of an address that the websocket transport dials: a host, TCP, a websocket, perhaps the peer. */
const DIALLABLE = /^(?:ip6zone )?(?:ip4|ip6|dns|dns4|dns6|dnsaddr) tcp (?:ws|wss|tls (?:sni )?ws)(?: p2p)?$/

/** A multiaddr that the websocket transport can dial, or `null`. Circuits are no addresses of relays. */
export function parseWebsocketAddress(text: string): Multiaddr | null {
  try {
    const address = multiaddr(text)
    const components = address.getComponents()
    const names = components.map(({ name }) => name).join(' ')
    // To dial port 0 means nothing; the parser takes it.
    const isPort = components.some(({ name, value }) => name === 'tcp' && Number(value) > 0)
    return DIALLABLE.test(names) && isPort ? address : null
  } catch {
    return null
  }
}

/** An address as an error names it: without what may be a secret, its user, query and fragment. */
function shown(text: string): string {
  const open = text.replace(/^([^/]*\/\/)?[^/?#]*@/, '$1…@').replace(/[?#].*$/s, (rest) => `${rest[0]}…`)
  return JSON.stringify(open.length > MAX_SHOWN ? `${open.slice(0, MAX_SHOWN)}…` : open)
}

function malformed(detail: string): NetworkError {
  return new NetworkError('ERR_RELAY_ADDRESS', detail)
}
