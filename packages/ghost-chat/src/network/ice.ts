/**
 * STUN and TURN servers: what a relay or an app names, parsed within strict bounds (SPEC NW14).
 */

/** One entry, as WebRTC wants it. */
export interface IceServer {
  readonly urls: readonly string[]
  readonly username?: string
  readonly credential?: string
}

/** Lengths are characters. */
export const ICE_LIMITS = Object.freeze({
  /** Entries of one list. */
  servers: 8,
  /** URLs of one entry. */
  urls: 8,
  urlLength: 512,
  /** A name, and a password. */
  secretLength: 512,
})

/** RFC 7064 and RFC 7065: a scheme, a host, perhaps a port, and for TURN perhaps a transport. */
const URL_FORM = /^(stun|turn)s?:((?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?)(\?transport=(?:udp|tcp))?$/i

/**
 * One list of several, each list's first entries before its later ones: no longer than one list may be, since every
 * server makes finding a path slower.
 *
 * @param first goes before all others, whole
 */
export function mergeIceServers(
  first: readonly IceServer[],
  others: readonly (readonly IceServer[])[],
): readonly IceServer[] {
  const merged = [...first]
  const named = new Set(first.map(keyOf))
  const longest = Math.max(0, ...others.map(({ length }) => length))
  for (let place = 0; place < longest; place++) {
    for (const server of others.flatMap((list) => list[place] ?? [])) {
      if (named.has(keyOf(server)) || merged.length >= ICE_LIMITS.servers) continue
      named.add(keyOf(server))
      merged.push(server)
    }
  }
  return Object.freeze(merged)
}

/** Two relays may name the same server, each with a password of its own. One is enough. */
function keyOf({ urls }: IceServer): string {
  return [...urls].sort().join(' ')
}

/** Parses a list of servers; `null` if it is malformed. Unknown members are passed over. */
export function parseIceServers(value: unknown): readonly IceServer[] | null {
  if (!Array.isArray(value) || value.length > ICE_LIMITS.servers) return null
  const servers: IceServer[] = []
  for (const item of value as readonly unknown[]) {
    const server = parseServer(item)
    if (server === null) return null
    servers.push(server)
  }
  return Object.freeze(servers)
}

function parseServer(value: unknown): IceServer | null {
  if (typeof value !== 'object' || value === null || !('urls' in value)) return null
  const urls: readonly unknown[] = Array.isArray(value.urls) ? value.urls : [value.urls]
  if (urls.length === 0 || urls.length > ICE_LIMITS.urls || !urls.every(isIceUrl)) return null
  const username = 'username' in value ? value.username : undefined
  const credential = 'credential' in value ? value.credential : undefined
  if (username === undefined && credential === undefined) {
    // Engines refuse a TURN server without a password, and with it the whole list.
    return urls.some((url) => /^turn/i.test(url)) ? null : Object.freeze({ urls: Object.freeze(urls) })
  }
  if (!isSecret(username) || !isSecret(credential)) return null
  return Object.freeze({ urls: Object.freeze(urls), username, credential })
}

function isIceUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > ICE_LIMITS.urlLength) return false
  const [, scheme, host, port, transport] = URL_FORM.exec(value) ?? []
  if (scheme === undefined || (transport !== undefined && /stun/i.test(scheme)) || Number(port) === 0)
    return false
  // Engines throw at a host or a port that is none, and then there is no link at all.
  return URL.canParse(`http://${host ?? ''}`)
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= ICE_LIMITS.secretLength
}
