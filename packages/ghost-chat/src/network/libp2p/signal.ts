/**
 * What two peers say to each other while they make a direct connection, and its bounds (SPEC NW11).
 */
import { scopeOfIp, type Scope } from './discovery/addresses.ts'

export const SIGNAL_PROTOCOL = '/ghost-chat/direct/1.0.0'

/** Sizes are bytes. */
export const SIGNAL_LIMITS = Object.freeze({
  /** A description of one data channel has about 500 bytes. */
  frameBytes: 8_192,
  totalBytes: 65_536,
  /** ICE candidates of one side. */
  candidates: 32,
})

export type Signal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: string; readonly mid: string }

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Parses a frame; `null` if it is malformed. Unknown members are passed over. */
export function parseSignal(frame: Uint8Array): Signal | null {
  const value = parseJson(frame)
  if (typeof value !== 'object' || value === null || !('type' in value)) return null
  const { type } = value
  if (type === 'offer' || type === 'answer') {
    const sdp = 'sdp' in value && typeof value.sdp === 'string' ? dataOnly(value.sdp) : null
    return sdp === null ? null : Object.freeze({ type, sdp })
  }
  if (type !== 'candidate') return null
  if (!('candidate' in value) || typeof value.candidate !== 'string' || value.candidate === '') return null
  if (!('mid' in value) || typeof value.mid !== 'string' || !/^\d{1,2}$/.test(value.mid)) return null
  return Object.freeze({ type, candidate: value.candidate, mid: value.mid })
}

/**
 * A description of one data channel and nothing else; `null` if it describes anything more. An engine answers each media
 * section that it is offered, and takes candidates within a description beside those that are counted.
 */
function dataOnly(sdp: string): string | null {
  const lines = sdp.split(/\r\n|\r|\n/)
  const sections = lines.filter((line) => line.startsWith('m='))
  if (sections.length !== 1 || sections[0]?.startsWith('m=application ') !== true) return null
  return lines
    .filter((line) => !line.startsWith('a=candidate:') && line !== 'a=end-of-candidates')
    .join('\r\n')
}

/** Foundation, component, transport, priority, address, port, type (RFC 8839 §5.1). */
const CANDIDATE = /^(?:a=)?candidate:\S+ \d+ udp \d+ (\S+) \d+ typ /i
/** A name that a browser puts in place of its own address, for the local network alone. */
const CONCEALED = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local$/i
const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:.]*:[\da-f:.]*)$/i

/**
 * Whether a candidate may be tried (SPEC FD4): by UDP only, at no name that would be looked up, and on this machine only
 * where the app's own relays are. Private addresses may: two people in one house link by them.
 */
export function mayTry(candidate: string, inmost: Scope): boolean {
  const host = CANDIDATE.exec(candidate)?.[1] ?? ''
  if (CONCEALED.test(host)) return true
  return IP.test(host) && (scopeOfIp(host) !== 'loopback' || inmost === 'loopback')
}

function parseJson(frame: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(frame))
  } catch {
    return null
  }
}
