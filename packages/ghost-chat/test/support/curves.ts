/**
 * Identities on the curves of ECDSA, by node:crypto: an implementation that is not the one under test.
 */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { didOfKey, type KeyType } from '../../src/identity/did-key.ts'
import { P256, SECP256K1, toLowS, type Curve } from '../../src/identity/ec-point.ts'
import type { KeyIdentity } from '../../src/identity/identity.ts'

export type CurveName = Exclude<KeyType, 'ed25519'>

export const CURVES = { p256: P256, secp256k1: SECP256K1 } as const satisfies Record<CurveName, Curve>
const OPENSSL = { p256: 'prime256v1', secp256k1: 'secp256k1' } as const
const ALG = { p256: 'ES256', secp256k1: 'ES256K' } as const

/** An identity whose signatures come as they fall: the high form half of the time. */
export function careless(name: CurveName): KeyIdentity {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: OPENSSL[name] })
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return {
    did: didOfKey({ type: name, bytes: compressedOf(privateKey) }),
    alg: ALG[name],
    sign: (data) => Promise.resolve(Uint8Array.from(sign('sha256', data, key))),
  }
}

/** The same, low form only. */
export function careful(name: CurveName): KeyIdentity {
  const identity = careless(name)
  return {
    ...identity,
    sign: async (data) => toLowS(CURVES[name], Uint8Array.from(await identity.sign(data))),
  }
}

/** A signature in its other form: r ‖ n − s. It verifies just as well where nobody looks. */
export function otherForm(name: CurveName, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  const s = CURVES[name].n - BigInt(`0x${hex(signature.subarray(32))}`)
  return Uint8Array.from(
    Buffer.from(hex(signature.subarray(0, 32)) + s.toString(16).padStart(64, '0'), 'hex'),
  )
}

/** The compressed point of 33 bytes. */
export function compressedOf(privateKey: KeyObject): Uint8Array<ArrayBuffer> {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const odd = (Buffer.from(y, 'base64url')[31] ?? 0) & 1
  return Uint8Array.of(2 + odd, ...Buffer.from(x, 'base64url'))
}
