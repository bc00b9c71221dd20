/** A key pair of every algorithm, as an identity of ours and in the forms that other libraries want. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { base58btc } from 'multiformats/bases/base58'
import { isDid, type Alg, type Did } from 'ghost-chat/wire'
import type { KeyIdentity } from 'ghost-chat/identity'

export interface Keys extends KeyIdentity {
  readonly alg: Alg
  readonly secret: Uint8Array<ArrayBuffer>
  /** The public key as a JWK (RFC 7518 §6.2, RFC 8037 §2), which is how jose takes it. */
  readonly jwk: Readonly<Record<string, string>>
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

function didKey(code: readonly number[], publicKey: Uint8Array): Did {
  const did = `did:key:${base58btc.encode(Uint8Array.of(...code, ...publicKey))}`
  if (!isDid(did)) throw new Error(`no DID: ${did}`)
  return did
}

function ed25519Keys(): Keys {
  const { secretKey, publicKey } = ed25519.keygen()
  return {
    did: didKey([0xed, 0x01], publicKey),
    alg: 'EdDSA',
    secret: Uint8Array.from(secretKey),
    jwk: { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey) },
    sign: async (data) => ed25519.sign(data, secretKey),
  }
}

function ecdsaKeys(curve: typeof p256, alg: 'ES256' | 'ES256K', crv: string, code: readonly number[]): Keys {
  const { secretKey, publicKey } = curve.keygen()
  const point = curve.Point.fromBytes(publicKey).toBytes(false)
  return {
    did: didKey(code, publicKey),
    alg,
    secret: Uint8Array.from(secretKey),
    jwk: { kty: 'EC', crv, x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) },
    sign: async (data) => curve.sign(data, secretKey, { lowS: true }),
  }
}

export const KEYS: Readonly<Record<Alg, Keys>> = Object.freeze({
  EdDSA: ed25519Keys(),
  ES256K: ecdsaKeys(secp256k1, 'ES256K', 'secp256k1', [0xe7, 0x01]),
  ES256: ecdsaKeys(p256, 'ES256', 'P-256', [0x80, 0x24]),
})
