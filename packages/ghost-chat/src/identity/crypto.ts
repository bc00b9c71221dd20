/**
 * The cryptography that the protocol needs, as a small interface: the platform's, or a test's.
 */
import { platformEd25519, type Ed25519 } from './ed25519.ts'
import { platformSha256 } from './sha256.ts'

export interface CryptoSuite {
  readonly ed25519: Ed25519
  /** The digest of some bytes: 32 bytes. */
  readonly sha256: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

let chosen: Promise<CryptoSuite> | undefined

/** What this platform has: WebCrypto, or pure JavaScript where it lacks something. Asked once. */
export function platformCrypto(): Promise<CryptoSuite> {
  chosen ??= platformEd25519().then((ed25519) => Object.freeze({ ed25519, sha256: platformSha256 }))
  return chosen
}
