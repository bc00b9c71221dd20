/** SHA-256 at once, for browsers: theirs answers later, in any order. See `digest.ts`. */
import { sha256 } from '@noble/hashes/sha2.js'

/** 32 bytes. */
export function digest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

/** The same as a text, to tell bytes apart by. */
export function digestText(bytes: Uint8Array): string {
  return sha256(bytes).join()
}
