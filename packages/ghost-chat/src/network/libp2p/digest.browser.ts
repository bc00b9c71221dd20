/** SHA-256 at once, for browsers: theirs answers later, in any order. See `digest.ts`. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** 32 bytes. */
export function digest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes)
}

export function hexDigest(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}
