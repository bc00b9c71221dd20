/**
 * ECDSA on P-256 with SHA-256 (ES256, RFC 7518 §3.4), verification only: native where the page is a secure
 * context, pure JavaScript where it is not. Both take the low of a signature's two forms only (SPEC ID2).
 */
import type { VerifyKey } from './ed25519.ts'
import { decompress, isLowS, P256 } from './ec-point.ts'
import { load } from './load.ts'

/** Keys of one type, made ready to verify with. */
export interface VerifyScheme {
  /**
   * @param publicKey as a did:key carries it
   * @throws Error if it is no key; LoadError if that cannot be told now
   */
  importKey: (publicKey: Uint8Array<ArrayBuffer>) => Promise<VerifyKey>
}

const IMPORT = { name: 'ECDSA', namedCurve: 'P-256' } as const
const VERIFY = { name: 'ECDSA', hash: 'SHA-256' } as const

/** WebCrypto's. */
export const nativeP256: VerifyScheme = {
  async importKey(publicKey) {
    const point = pointOf(publicKey)
    const key = await crypto.subtle.importKey('raw', point, IMPORT, false, ['verify'])
    return {
      verify: (signature, data) =>
        isLowS(P256, signature) ? crypto.subtle.verify(VERIFY, key, signature, data) : Promise.resolve(false),
    }
  },
}

/** @noble/curves'. */
export const pureP256: VerifyScheme = {
  async importKey(publicKey) {
    const point = pointOf(publicKey)
    const { p256 } = await load(import('./pure/p256.ts'))
    const options = { lowS: true, prehash: true, format: 'compact' } as const
    return {
      // In a promise's executor, so that what it throws of an invalid signature is a rejection.
      verify: (signature, data) =>
        new Promise<boolean>((resolve) => {
          resolve(p256.verify(signature, data, point, options))
        }).catch(() => false),
    }
  },
}

/** The native implementation if the platform has one: WebCrypto has P-256 wherever it is. */
export const platformP256: VerifyScheme = {
  importKey(publicKey) {
    const subtle = crypto.subtle as SubtleCrypto | undefined
    return (subtle === undefined ? pureP256 : nativeP256).importKey(publicKey)
  },
}

function pointOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const point = decompress(P256, publicKey)
  if (point === null) throw new TypeError('"publicKey" is no point of P-256.')
  return point
}
