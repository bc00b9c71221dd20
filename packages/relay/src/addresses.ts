/**
 * The multiaddrs a relay is reached at: from the URL it was told, or from the Host header of whoever asks.
 */
import { isIP, isIPv6 } from 'node:net'
import type { Multiaddr } from '@multiformats/multiaddr'
import { RelayError } from './errors.ts'

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,62})?(?:\.[a-z0-9](?:[a-z0-9-]{0,62})?)*\.?$/
const MAX_HOST = 260

/** The websocket address at a URL's origin, such as `/dns4/relay.example/tcp/443/tls/ws`; `null` if it has none. */
export function addressOfUrl(url: URL): string | null {
  const secure = url.protocol === 'https:'
  if (!secure && url.protocol !== 'http:') return null
  const host = hostPart(url.hostname)
  if (host === null) return null
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  return `${host}/tcp/${port}${secure ? '/tls' : ''}/ws`
}

/**
 * The address for a Host header as RFC 9110 §7.2 has it; `null` if it is malformed.
 *
 * @param secure whether the asker came over TLS, by way of a proxy
 */
export function addressOfHost(header: string | undefined, secure: boolean): string | null {
  if (header === undefined || header === '' || header.length > MAX_HOST) return null
  const url = URL.canParse(`http://${header}`) ? new URL(`${secure ? 'https' : 'http'}://${header}`) : null
  // A header that says more than host and port would say it to whoever parses the address, too.
  if (url === null || url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return null
  return addressOfUrl(url)
}

/** @throws RelayError `ERR_OPTION_INVALID` unless it is an http(s) URL with nothing after the host */
export function parsePublicUrl(text: string): { readonly url: string; readonly address: string } {
  const url = URL.canParse(text) ? new URL(text) : null
  const address = url === null ? null : addressOfUrl(url)
  if (url === null || address === null || url.origin + '/' !== url.href) {
    throw new RelayError('ERR_OPTION_INVALID', 'The public URL is an http(s) URL with a host and no path.')
  }
  return Object.freeze({ url: url.origin, address })
}

/** A host that is listened on, as a URL of this machine's names it. */
export function hostInUrl(host: string): string {
  // Who listens everywhere is reached here at the loopback address.
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}

/** An address without the peer id that it may end with. */
export function withoutPeer(address: Multiaddr): string {
  return address.toString().replace(/\/p2p\/[^/]+$/, '')
}

/** The first component of a multiaddr for a host as `URL` writes it. */
function hostPart(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  switch (isIP(bare)) {
    case 4:
      return `/ip4/${bare}`
    case 6:
      return `/ip6/${bare}`
    default:
      return HOST_NAME.test(bare) ? `/dns4/${bare.replace(/\.$/, '')}` : null
  }
}
