/**
 * Addresses that strangers give: which have a form that is worth looking at, and which may be dialled.
 *
 * What a stranger says is dialled from the inside of somebody's network. So an address of a private network, or
 * of this machine, counts only for who is reached there anyway.
 */
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { isPeerId } from '../peer-name.ts'

/** Characters of an address that comes from outside. */
const LONGEST = 256

/** How far an address reaches. A name counts as public until it is resolved (`lookup.ts`). */
export type Scope = 'loopback' | 'private' | 'public'

/** What a relay's address consists of: a host, a TCP port, a websocket with or without TLS, its peer id. */
const RELAY = /^(?:ip4|ip6|dns|dns4|dns6) tcp (?:wss|ws|tls ws) p2p$/

/** The relay's address that a text is (SPEC TY10); `null` if it is none. */
export function parseVia(text: unknown): Multiaddr | null {
  const address = typeof text === 'string' && text.length <= LONGEST ? parseAddress(text) : null
  const parts = address?.getComponents() ?? []
  if (address === null || !RELAY.test(parts.map(({ name }) => name).join(' '))) return null
  return isPeerId(parts.at(-1)?.value ?? '') ? address : null
}

/** The address of a server, for judging how far inside it is; `null` if it has none. */
export function addressOfUrl({ hostname }: URL): Multiaddr | null {
  if (hostname.startsWith('[')) return parseAddress(`/ip6/${hostname.slice(1, -1)}`)
  return parseAddress(`/${/^[\d.]+$/.test(hostname) ? 'ip4' : 'dns'}/${hostname}`)
}

/** A multiaddr of bounded length; `null` if it is malformed. */
export function parseAddress(text: unknown): Multiaddr | null {
  if (typeof text !== 'string' || text.length > 2 * LONGEST) return null
  try {
    return multiaddr(text)
  } catch {
    return null
  }
}

/** How far the first hop of an address reaches. Addresses that no host can have count as loopback. */
export function scopeOf(address: Multiaddr): Scope {
  const [first] = address.getComponents()
  const host = first?.value ?? ''
  switch (first?.name) {
    case 'ip4':
      return scopeOfIp4(host)
    case 'ip6':
      return scopeOfIp6(host.toLowerCase())
    case 'dns':
    case 'dns4':
    case 'dns6':
      return scopeOfName(host)
    default:
      return 'loopback'
  }
}

/** How far an IP address reaches. */
export function scopeOfIp(host: string): Scope {
  return host.includes(':') ? scopeOfIp6(host.toLowerCase()) : scopeOfIp4(host)
}

const REACH: Readonly<Record<Scope, number>> = Object.freeze({ public: 0, private: 1, loopback: 2 })

/** Whether an address may be dialled by who is reached, or reaches others, as far inside as `inmost`. */
export function isWithinReach(address: Multiaddr, inmost: Scope): boolean {
  return isScopeWithin(scopeOf(address), inmost)
}

/** Whether one scope reaches no further inside than another. */
export function isScopeWithin(scope: Scope, inmost: Scope): boolean {
  return REACH[scope] <= REACH[inmost]
}

/** The inmost scope of addresses that were chosen by the app or the operator; `public` where there are none. */
export function inmostOf(addresses: Iterable<Multiaddr>): Scope {
  let inmost: Scope = 'public'
  for (const address of addresses) {
    const scope = scopeOf(address)
    if (REACH[scope] > REACH[inmost]) inmost = scope
  }
  return inmost
}

function scopeOfIp4(host: string): Scope {
  const [a = 0, b = 0] = host.split('.').map(Number)
  // This machine, nobody, everybody, groups (RFC 6890, RFC 5771).
  if (a === 127 || a === 0 || a >= 224) return 'loopback'
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 192 && b === 0)
  return isPrivate ? 'private' : 'public'
}

function scopeOfIp6(host: string): Scope {
  const mapped = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/.exec(host)?.[1]
  if (mapped !== undefined) return scopeOfIp4(mapped)
  // Global unicast is 2000::/3 (RFC 4291); of the rest, only unique and link-local addresses lead anywhere.
  if (/^f[cd]|^fe[89ab]/.test(host)) return 'private'
  // 6to4 and Teredo carry an IPv4 address of somebody's choice inside.
  return /^[23][\da-f]{3}:/.test(host) && !/^2001:0?:|^2002:/.test(host) ? 'public' : 'loopback'
}

/** A name that reads as an IP address is one for whoever dials it, in each of the forms that URLs allow. */
function scopeOfName(name: string): Scope {
  const host = URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : ''
  if (/^[\d.]+$/.test(host)) return scopeOfIp4(host)
  if (host === '' || host.includes(':') || /(?:^|\.)localhost\.?$/.test(host)) return 'loopback'
  return isLocalName(host) ? 'private' : 'public'
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(?:local|internal|lan|home\.arpa)\.?$/.test(host)
}
