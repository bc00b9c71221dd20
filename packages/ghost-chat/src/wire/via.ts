/**
 * Relays over which a session is reached (SPEC TY10), as its presence names them.
 */
import { LIMITS } from './limits.ts'

/** A host, a TCP port, a websocket with or without TLS, the relay's peer id, and nothing else. */
const RELAY =
  /^\/(?:ip4\/(?:\d{1,3}\.){3}\d{1,3}|ip6\/[\da-f:]{2,39}|dns[46]?\/[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?)\/tcp\/[1-9]\d{0,4}(?:\/wss|(?:\/tls)?\/ws)\/p2p\/[1-9A-HJ-NP-Za-km-z]{40,64}$/

const PRINTABLE = /^[\x21-\x7e]+$/

/**
 * Parses the list, which may be missing; `null` if it is malformed. A later version may name relays in forms that this
 * one does not know: those are passed over.
 */
export function parseVia(value: unknown): readonly string[] | null | undefined {
  if (value === undefined) return undefined
  const list: readonly unknown[] | null = Array.isArray(value) ? value : null
  if (list === null || list.length === 0 || list.length > LIMITS.viaForms) return null
  if (!list.every(isBounded)) return null
  const known = list.filter(isVia).slice(0, LIMITS.viaAddresses)
  return known.length === 0 ? undefined : Object.freeze(known)
}

/** Whether a text is the address of a relay as presence may name it. */
export function isVia(text: unknown): text is string {
  return isBounded(text) && RELAY.test(text)
}

function isBounded(text: unknown): text is string {
  return typeof text === 'string' && text.length <= LIMITS.viaLength && PRINTABLE.test(text)
}
