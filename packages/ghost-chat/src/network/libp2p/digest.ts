/** SHA-256 at once, for Node: its own, which is seven times as fast on a full envelope. See `digest.browser.ts`. */
import { hash } from 'node:crypto'

/** 32 bytes. */
export function digest(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** The same as a text, to tell bytes apart by. */
export function digestText(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}
