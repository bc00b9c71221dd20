/**
 * Cookies: a position in a namespace, sealed so that nobody makes or moves one. Nothing is kept for a cookie.
 *
 * As bytes: a 0 and three numbers of six bytes each and one more (until, start, key, order) for a walk, or a 1 and
 * one number (after) to follow; then 16 bytes of HMAC-SHA-256 over the namespace and what stands before.
 *
 * On the wire that stands in hexadecimal, in small letters only, so that a cookie has one form: Rust's client reads a
 * cookie as 8 bytes of its own and then UTF-8 of at most 255 bytes.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from '../protobuf.ts'
import type { Position } from './ring.ts'

const NUMBER_BYTES = 6
const SEAL_BYTES = 16
const WALK = 0
const FOLLOW = 1
const BODY_BYTES = [1 + 4 * NUMBER_BYTES, 1 + NUMBER_BYTES]
const COOKIE_BYTES_MOST = 1 + 4 * NUMBER_BYTES + SEAL_BYTES
/** The codes of `0` and `a`. */
const CODE_0 = 0x30
const CODE_A = 0x61

export class Cookies {
  readonly #secret: Uint8Array

  /** The secret is 32 bytes, fresh for each point: a cookie from before a restart is not valid after it. */
  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** @param namespace `undefined` for every namespace together */
  seal(position: Position, namespace: string | undefined): Uint8Array {
    const body = Uint8Array.of(...bytesOf(position))
    return toHex(concat([body, this.#sealOf(body, namespace)]))
  }

  /** The position in a cookie; `null` if it was not made here, or for another namespace. */
  open(text: Uint8Array, namespace: string | undefined): Position | null {
    const cookie = fromHex(text)
    if (cookie === null) return null
    const bodyBytes = BODY_BYTES[cookie[0] ?? -1]
    if (bodyBytes === undefined || cookie.length !== bodyBytes + SEAL_BYTES) return null
    const body = cookie.subarray(0, bodyBytes)
    const seal = this.#sealOf(body, namespace)
    // Without an early end, which would tell how much of a guess is right.
    const difference = seal.reduce((sum, byte, at) => sum | (byte ^ (cookie[bodyBytes + at] ?? 0)), 0)
    return difference === 0 ? positionOf(body) : null
  }

  #sealOf(body: Uint8Array, namespace: string | undefined): Uint8Array {
    const whose = namespace === undefined ? Uint8Array.of(0) : new TextEncoder().encode(`\u0001${namespace}`)
    // A body's first byte says how long it is, so that no two pairs read alike.
    return hmac(sha256, this.#secret, concat([body, whose])).subarray(0, SEAL_BYTES)
  }
}

function toHex(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes].flatMap((byte) => [digit(byte >> 4), digit(byte & 15)]))
}

/** `null` for what is not the hexadecimal form of a cookie. */
function fromHex(text: Uint8Array): Uint8Array | null {
  if (text.length % 2 !== 0 || text.length > 2 * COOKIE_BYTES_MOST) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < text.length; at++) {
    const value = valueOf(text[at] ?? 0)
    if (value === null) return null
    bytes[at >> 1] = (bytes[at >> 1] ?? 0) * 16 + value
  }
  return bytes
}

function digit(value: number): number {
  return (value < 10 ? CODE_0 : CODE_A - 10) + value
}

function valueOf(code: number): number | null {
  if (code >= CODE_0 && code < CODE_0 + 10) return code - CODE_0
  return code >= CODE_A && code < CODE_A + 6 ? code - CODE_A + 10 : null
}

function bytesOf(position: Position): number[] {
  if (position.kind === 'follow') return [FOLLOW, ...numberBytes(position.after)]
  // A page always gives something, so a walk that goes on has given something last.
  const { until, start, last } = position
  return [WALK, ...[until, start, last?.key ?? 0, last?.order ?? 0].flatMap(numberBytes)]
}

function positionOf(body: Uint8Array): Position {
  const number = (index: number): number => {
    const at = 1 + index * NUMBER_BYTES
    return body.subarray(at, at + NUMBER_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
  }
  if (body[0] === FOLLOW) return { kind: 'follow', after: number(0) }
  return { kind: 'walk', until: number(0), start: number(1), last: { key: number(2), order: number(3) } }
}

function numberBytes(value: number): number[] {
  return Array.from(
    { length: NUMBER_BYTES },
    (_, at) => Math.floor(value / 256 ** (NUMBER_BYTES - 1 - at)) % 256,
  )
}
