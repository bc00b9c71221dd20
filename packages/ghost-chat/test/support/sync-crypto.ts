/**
 * Real Ed25519 and SHA-256 that answer at once (node:crypto), so that a test knows when all work is done.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { CryptoSuite } from '../../src/identity/crypto.ts'
import { platformP256 } from '../../src/identity/p256.ts'
import { platformSecp256k1 } from '../../src/identity/secp256k1.ts'

const raw = (key: ReturnType<typeof createPublicKey>): Uint8Array =>
  Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'))

export const syncCrypto: CryptoSuite = {
  p256: platformP256,
  secp256k1: platformSecp256k1,
  sha256: (data) => Promise.resolve(Uint8Array.from(createHash('sha256').update(data).digest())),
  ed25519: {
    importKey(publicKey) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      return Promise.resolve({
        verify: (signature, data) => Promise.resolve(verify(null, data, key, signature)),
      })
    },
    generate() {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
      return Promise.resolve({
        publicKey: raw(publicKey),
        sign: (data) => Promise.resolve(Uint8Array.from(sign(null, data, key))),
      })
    },
  },
}

/** One turn of Node's event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
