/**
 * Ed25519 (RFC 8032), native where the platform has it, pure JavaScript where it has not.
 *
 * The pure one is ten to fifteen times slower and some 10 kB, so it is loaded only when it is needed.
 */

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

/** WebCrypto's (Secure Curves in WebCrypto). */
export const nativeEd25519: Ed25519 = {
  async importKey(publicKey) {
    const key = await crypto.subtle.importKey('raw', publicKey, ALGORITHM, false, ['verify'])
    return { verify: (signature, data) => crypto.subtle.verify(ALGORITHM, key, signature, data) }
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
    const { ed25519 } = await import('@noble/curves/ed25519.js')
    // The RFC's own rules, not ZIP 215's: what native implementations refuse must be refused here too.
    const verify = (signature: Uint8Array, data: Uint8Array): boolean => {
      try {
        return ed25519.verify(signature, data, publicKey, { zip215: false })
      } catch {
        return false
      }
    }
    return { verify: (signature, data) => Promise.resolve(verify(signature, data)) }
  },

  async generate() {
    const { ed25519 } = await import('@noble/curves/ed25519.js')
    const { secretKey, publicKey } = ed25519.keygen()
    return { publicKey, sign: (data) => Promise.resolve(ed25519.sign(data, secretKey)) }
  },
}

/** The native implementation if the platform has one. */
export function platformEd25519(): Promise<Ed25519> {
  return chooseEd25519(crypto.subtle)
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
