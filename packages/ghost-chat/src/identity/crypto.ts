/**
 * The cryptography that the protocol needs, as a small interface: the platform's, or a test's.
 */
import type { Ed25519 } from './ed25519.ts'
import { platformEd25519 } from './platform-ed25519.ts'
import { platformP256, type VerifyScheme } from './p256.ts'
import { platformSecp256k1 } from './secp256k1.ts'
import { platformSha256 } from './sha256.ts'

export interface CryptoSuite {
  readonly ed25519: Ed25519
  readonly p256: VerifyScheme
  readonly secp256k1: VerifyScheme
  /** The digest of some bytes: 32 bytes. */
  readonly sha256: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

let chosen: Promise<CryptoSuite> | undefined

/** What this platform has: WebCrypto, or pure JavaScript where it lacks something. Asked once. */
export function platformCrypto(): Promise<CryptoSuite> {
  chosen ??= platformEd25519().then((ed25519) =>
    Object.freeze({ ed25519, p256: platformP256, secp256k1: platformSecp256k1, sha256: platformSha256 }),
  )
  return chosen
}
