/**
 * Ed25519 (RFC 8032), native where the platform has it, pure JavaScript where it has not.
 *
 * The pure one is ten to fifteen times slower and some 10 kB, so it is loaded only when it is needed. Both accept
 * the same signatures, whatever the engine (SPEC VE8): see ed25519-strict.ts.
 */
import { isStrictKey, isStrictSignature } from './ed25519-strict.ts'
import { load } from './load.ts'

/** A key ready to verify with. */
export interface VerifyKey {
  verify: (signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => Promise<boolean>
}

/** A key pair whose private half stays within. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

/** One implementation of Ed25519. */
export interface Ed25519 {
  importKey: (publicKey: Uint8Array<ArrayBuffer>) => Promise<VerifyKey>
  generate: () => Promise<KeyPair>
}

const ALGORITHM = { name: 'Ed25519' } as const

/** A key that no signature can be believed of: not canonical, or of small order. */
const NEVER: VerifyKey = Object.freeze({ verify: () => Promise.resolve(false) })

/** L, the order of the base point (RFC 8032 §5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

/** WebCrypto's (Secure Curves in WebCrypto). */
export const nativeEd25519: Ed25519 = {
  async importKey(publicKey) {
    if (!isStrictKey(publicKey)) return NEVER
    const key = await crypto.subtle.importKey('raw', publicKey, ALGORITHM, false, ['verify'])
    return {
      verify: (signature, data) =>
        isStrictSignature(signature)
          ? crypto.subtle.verify(ALGORITHM, key, signature, data)
          : Promise.resolve(false),
    }
  },

  async generate() {
    const generated = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
    const { privateKey, publicKey } = generated
    return {
      publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
      sign: async (data) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, privateKey, data)),
    }
  },
}

/** @noble/curves', for browsers without Ed25519 in WebCrypto. */
export const pureEd25519: Ed25519 = {
  async importKey(publicKey) {
    if (!isStrictKey(publicKey)) return NEVER
    const { ed25519, sha512 } = await load(import('./pure/ed25519.ts'))
    const { Point } = ed25519
    const key = Point.fromBytes(publicKey)
    // Not `ed25519.verify`, which multiplies by the cofactor: WebCrypto's do not (Secure Curves, "Ed25519,
    // Verify"), and the two answers differ for a key or an R with a part of small order.
    const verify = (signature: Uint8Array, data: Uint8Array): boolean => {
      if (!isStrictSignature(signature)) return false
      const R = signature.subarray(0, 32)
      const S = littleEndian(signature.subarray(32))
      const k = littleEndian(sha512.create().update(R).update(publicKey).update(data).digest()) % ORDER
      const expected = Point.BASE.multiplyUnsafe(S).subtract(key.multiplyUnsafe(k)).toBytes()
      return expected.every((byte, i) => byte === R[i])
    }
    return { verify: (signature, data) => Promise.resolve(verify(signature, data)) }
  },

  async generate() {
    const { ed25519 } = await import('./pure/ed25519.ts')
    const { secretKey, publicKey } = ed25519.keygen()
    return { publicKey, sign: (data) => Promise.resolve(ed25519.sign(data, secretKey)) }
  },
}

/** `subtle` is absent on pages without a secure context. */
export async function chooseEd25519(subtle: SubtleCrypto | undefined): Promise<Ed25519> {
  if (subtle === undefined) return pureEd25519
  try {
    await subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
    return nativeEd25519
  } catch {
    return pureEd25519
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte)
  return value
}
