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
const URL_FORM =
  /^(?:stuns?:(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?|turns?:(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?)$/i

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
  return typeof value === 'string' && value.length <= ICE_LIMITS.urlLength && URL_FORM.test(value)
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= ICE_LIMITS.secretLength
}
