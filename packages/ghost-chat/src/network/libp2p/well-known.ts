/**
 * What a relay says of itself at its well-known place (SPEC NW4), fetched and parsed within strict bounds.
 */
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { parseIceServers, type IceServer } from '../ice.ts'
import type { FloodLimit } from '../port.ts'
import { parseWebsocketAddress } from './relay-address.ts'
import { NoRelay } from './relay-trouble.ts'

export interface RelayInfo {
  readonly peerId: string
  readonly addresses: readonly Multiaddr[]
  /** The relay's clock, in milliseconds since 1970. */
  readonly time: number
  /** How much of one DID it passes on, per room; `null` where it has no rule. */
  readonly flood: FloodLimit | null
  /** STUN and TURN servers; none if it names none, or not in form (SPEC NW14). */
  readonly iceServers: readonly IceServer[]
}

/** Bounds of the document. Sizes are bytes, times milliseconds. */
export const WELL_KNOWN_LIMITS = Object.freeze({
  bytes: 65_536,
  addresses: 16,
  addressLength: 512,
  timeout: 5_000,
  floodMessages: 1_000_000,
  floodWindow: 3_600_000,
})

/** The last millisecond that a `Date` can hold. */
const LAST_TIME = 8.64e15

/** Parses the document; `null` if it is malformed. Unknown members are passed over. */
export function parseRelayInfo(text: string): RelayInfo | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return null
  if (!('peerId' in value) || typeof value.peerId !== 'string' || !isPeerId(value.peerId)) return null
  if (!('time' in value) || typeof value.time !== 'number' || !(value.time >= 0 && value.time <= LAST_TIME))
    return null
  if (!('addresses' in value) || !Array.isArray(value.addresses)) return null
  const texts: readonly unknown[] = value.addresses
  if (texts.length === 0 || texts.length > WELL_KNOWN_LIMITS.addresses) return null

  const addresses: Multiaddr[] = []
  for (const item of texts) {
    if (typeof item !== 'string' || item.length > WELL_KNOWN_LIMITS.addressLength) return null
    const address = parseWebsocketAddress(item)
    // The key is part of the address, or anybody on the way could pose as the relay.
    const last = address?.getComponents().at(-1)
    if (address === null || last?.name !== 'p2p' || last.value !== value.peerId) return null
    addresses.push(address)
  }
  const flood = 'flood' in value ? parseFlood(value.flood) : null
  if (flood === undefined) return null
  // A relay that names them badly is as good a relay as one that names none.
  const iceServers = ('iceServers' in value ? parseIceServers(value.iceServers) : null) ?? []
  const { peerId, time } = value
  return Object.freeze({ peerId, addresses: Object.freeze(addresses), time, flood, iceServers })
}

/** A flood rule (SPEC NW8); `undefined` if it is malformed. */
function parseFlood(value: unknown): FloodLimit | undefined {
  if (typeof value !== 'object' || value === null || !('messages' in value) || !('window' in value)) return
  const { messages, window } = value
  if (!isWhole(messages, WELL_KNOWN_LIMITS.floodMessages)) return
  if (!isWhole(window, WELL_KNOWN_LIMITS.floodWindow)) return
  return Object.freeze({ messages, window })
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
}

/** Clocks tell whole milliseconds. */
const RESOLUTION = 1

/**
 * Asks a relay. `offset` is what to add to this machine's clock to get the relay's, in milliseconds, off by
 * half the round trip at most.
 *
 * @throws Error if the relay does not answer; NoRelay if what answers gives no such document
 */
export async function fetchRelayInfo(
  url: string,
  signal: AbortSignal,
): Promise<RelayInfo & { readonly offset: number }> {
  const asked = performance.now()
  const response = await fetch(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(WELL_KNOWN_LIMITS.timeout)]),
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  })
  const roundTrip = performance.now() - asked
  const now = Date.now()
  if (!response.ok) {
    await response.body?.cancel()
    throw new NoRelay(response.status, `The relay answered with status ${response.status}.`)
  }
  const info = parseRelayInfo(await boundedText(response))
  if (info === null) throw new NoRelay(response.status, 'The relay did not say how it is reached.')
  return Object.freeze({ ...info, offset: clockOffset(info.time, now, roundTrip) })
}

/**
 * What to add to this machine's clock to get another's, which read `theirs` at some moment of the round trip
 * that ended at `now`. Two clocks that may well agree are left alone: a correction within its own error would
 * only set members against each other (SPEC TM1).
 */
export function clockOffset(theirs: number, now: number, roundTrip: number): number {
  const least = theirs - now - RESOLUTION
  const most = theirs - now + roundTrip + RESOLUTION
  return least <= 0 && most >= 0 ? 0 : (least + most) / 2
}

/** Reads a body and stops as soon as it is too long, whatever its headers promised. */
async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > WELL_KNOWN_LIMITS.bytes) {
      await reader.cancel()
      throw new Error('The relay said too much.')
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isPeerId(text: string): boolean {
  try {
    return text.length <= 128 && peerIdFromString(text).toString() === text
  } catch {
    return false
  }
}
