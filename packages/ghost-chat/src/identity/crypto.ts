/**
 * The cryptography that the protocol needs, as a small interface: the platform's, or a test's.
 */
import type { Ed25519 } from './ed25519.ts'
import { load } from './load.ts'
import { platformEd25519 } from './platform-ed25519.ts'
import type { VerifyScheme } from './p256.ts'
import { platformSha256 } from './sha256.ts'

export interface CryptoSuite {
  readonly ed25519: Ed25519
  readonly p256: VerifyScheme
  readonly secp256k1: VerifyScheme
  /** The digest of some bytes: 32 bytes. */
  readonly sha256: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

/** Few have such keys: the code for them comes with the first. */
const p256: VerifyScheme = {
  importKey: async (publicKey) => (await load(import('./p256.ts'))).platformP256.importKey(publicKey),
}

const secp256k1: VerifyScheme = {
  importKey: async (publicKey) =>
    (await load(import('./secp256k1.ts'))).platformSecp256k1.importKey(publicKey),
}

let chosen: Promise<CryptoSuite> | undefined

/** What this platform has: WebCrypto, or pure JavaScript where it lacks something. Asked once. */
export function platformCrypto(): Promise<CryptoSuite> {
  chosen ??= platformEd25519().then((ed25519) =>
    Object.freeze({ ed25519, p256, secp256k1, sha256: platformSha256 }),
  )
  return chosen
}
