/**
 * Time and randomness, as small interfaces: a test brings its own.
 */

import type { CryptoSuite } from '../identity/crypto.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number
  /** Calls once after some milliseconds; returns what calls it off. */
  after: (milliseconds: number, call: () => void) => () => void
}

export interface Platform {
  /** @default WebCrypto, or pure JavaScript where it lacks something */
  readonly crypto?: CryptoSuite
  readonly clock: Clock
  /** Bytes that nobody can guess. */
  readonly randomBytes: (length: number) => Uint8Array
  /** From 0 up to 1. */
  readonly random: () => number
  /** Where `pagehide` is fired when the page goes away. @default nowhere */
  readonly page?: EventTarget
}

const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  after(milliseconds: number, call: () => void) {
    const timer = setTimeout(call, milliseconds)
    return () => {
      clearTimeout(timer)
    }
  },
})

export const systemPlatform: Platform = Object.freeze({
  clock: systemClock,
  randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  ...('onpagehide' in globalThis ? { page: globalThis } : {}),
})
