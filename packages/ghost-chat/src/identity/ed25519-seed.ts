/**
 * The Ed25519 key pair of a seed, native where the platform has Ed25519, pure JavaScript where it has not.
 */
import { decodeBase64url } from '../wire/base64url.ts'
import type { KeyPair } from './ed25519.ts'

const ALGORITHM = { name: 'Ed25519' } as const

/** What stands before the seed in a PKCS#8 document (RFC 8410 §7), the only private form that WebCrypto takes. */
const PKCS8_PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32)

/** @param seed the 32 bytes that RFC 8032 §5.1.5 calls the private key */
export async function keyPairOfSeed(seed: Uint8Array<ArrayBuffer>): Promise<KeyPair> {
  if ('process' in globalThis) {
    const { nodeCrypto, nodeKeyPair } = await import('#ed25519-node')
    const node = nodeCrypto()
    if (node !== null) return nodeKeyPair(node, seed)
  }
  // Absent on pages without a secure context.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  return subtle === undefined ? pureKeyPair(seed) : nativeKeyPair(seed).catch(() => pureKeyPair(seed))
}

/** WebCrypto's. */
export async function nativeKeyPair(seed: Uint8Array<ArrayBuffer>): Promise<KeyPair> {
  const { subtle } = crypto
  const pkcs8 = Uint8Array.of(...PKCS8_PREFIX, ...seed)
  // WebCrypto tells the public half only of a key that it may export; the one that signs may not be.
  const exportable = await subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign'])
  const publicKey = decodeBase64url((await subtle.exportKey('jwk', exportable)).x ?? '')
  if (publicKey?.length !== 32) throw new Error('The platform exported no public key.')
  const key = await subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign'])
  return {
    publicKey,
    sign: async (data) => new Uint8Array(await subtle.sign(ALGORITHM, key, data)),
  }
}

/** @noble/curves', for browsers without Ed25519 in WebCrypto. */
export async function pureKeyPair(seed: Uint8Array<ArrayBuffer>): Promise<KeyPair> {
  const { ed25519 } = await import('./pure/ed25519.ts')
  return {
    publicKey: ed25519.getPublicKey(seed),
    sign: (data) => Promise.resolve(ed25519.sign(data, seed)),
  }
}
