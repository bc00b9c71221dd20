/**
 * The Ed25519 key pair of a seed, native where the platform has Ed25519, pure JavaScript where it has not.
 */
import { decodeBase64url } from '../wire/base64url.ts'
import type { KeyPair } from './ed25519.ts'
import { inNode } from './in-node.ts'
import { pkcs8Of } from './pkcs8.ts'

const ALGORITHM = { name: 'Ed25519' } as const

/** @param seed the 32 bytes that RFC 8032 §5.1.5 calls the private key */
export async function keyPairOfSeed(seed: Uint8Array<ArrayBuffer>): Promise<KeyPair> {
  const node = await inNode()
  if (node !== null) return node.keyPairOfSeed(seed)
  // Absent on pages without a secure context.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  return subtle === undefined ? pureKeyPair(seed) : nativeKeyPair(seed).catch(() => pureKeyPair(seed))
}

/** WebCrypto's. */
export async function nativeKeyPair(seed: Uint8Array<ArrayBuffer>): Promise<KeyPair> {
  const { subtle } = crypto
  const pkcs8 = pkcs8Of(seed)
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
