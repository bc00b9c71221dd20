/**
 * One network address: an IPv4 address, or the /64 of an IPv6 address, which is what one household or
 * one server has.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { isWithinReach } from 'ghost-chat/network/gossip'
import { RelayError } from './errors.ts'

/** Longer headers are not looked at. */
const MAX_HEADER = 1_024

/** The key of an address as the system writes it; `null` if it is none. */
export function networkAddress(text: string): string | null {
  if (isIPv4(text)) return text
  if (!isIPv6(text)) return null
  // The URL parser writes every address in one way (WHATWG URL, IPv6 serializer). A zone is no part of it.
  const canonical = new URL(`http://[${text.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (mapped !== null) {
    const [, high = '', low = ''] = mapped
    const [one, other] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
    return [one >> 8, one & 255, other >> 8, other & 255].join('.')
  }
  const [before = '', after] = canonical.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array<string>(after === undefined ? 0 : 8 - head.length - tail.length).fill('0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}

/** The network address of a multiaddr; `null` for one that begins with no IP address. */
export function networkOf(address: Multiaddr): string | null {
  return networkAddress(address.getComponents()[0]?.value ?? '')
}

/** The network address of a host; `null` where that is not a public one: then it may be a proxy's. */
export function publicNetworkOf(host: string): string | null {
  const network = networkAddress(host)
  if (network === null) return null
  // By its key: an IPv4 address that a socket for both kinds has in IPv6 is judged as the former.
  const address = isIPv4(network) ? `/ip4/${network}` : `/ip6/${host.replace(/%.*$/, '')}`
  return isWithinReach(multiaddr(address), 'public') ? network : null
}

/**
 * The address of whoever asked, by way of proxies that the operator named: the last in `X-Forwarded-For` that is none of
 * them. Each proxy adds the address that it was asked from at the end; what stands before is the asker's own say.
 *
 * @param from the address at the other end of the socket
 */
export function addressBehind(
  from: string | undefined,
  header: string | readonly string[] | undefined,
  proxies: ReadonlySet<string>,
): string {
  return networkAddress(hostBehind(from, header, proxies)) ?? 'unknown'
}

/** As `addressBehind`, the whole address. */
export function hostBehind(
  from = '',
  header: string | readonly string[] | undefined,
  proxies: ReadonlySet<string>,
): string {
  if (!proxies.has(networkAddress(from) ?? '') || header === undefined) return from
  const text = typeof header === 'string' ? header : header.join(',')
  if (text.length > MAX_HEADER) return from
  for (const part of text.split(',').reverse()) {
    const address = networkAddress(part.trim())
    if (address === null) return from
    if (!proxies.has(address)) return part.trim()
  }
  return from
}

/** @throws RelayError `ERR_OPTION_INVALID` */
export function namedProxies(proxies: readonly string[]): ReadonlySet<string> {
  return new Set(
    proxies.map((proxy) => {
      const address = networkAddress(proxy)
      if (address === null)
        throw new RelayError('ERR_OPTION_INVALID', `A proxy is named by its IP address, not "${proxy}".`)
      return address
    }),
  )
}
