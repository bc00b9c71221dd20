/**
 * ECDSA on secp256k1 with SHA-256 (ES256K, RFC 8812 §3.2), verification only. WebCrypto has not got this curve:
 * in Node its own module serves, elsewhere pure JavaScript that is loaded when the first such key shows up.
 */
import { encodeBase64url } from '../wire/base64url.ts'
import type { VerifyKey } from './ed25519.ts'
import { decompress, isLowS, SECP256K1 } from './ec-point.ts'
import { load } from './load.ts'
import type { VerifyScheme } from './p256.ts'

/** What we use of node:crypto. */
export interface NodeCrypto {
  createPublicKey: (input: { readonly key: JsonWebKey; readonly format: 'jwk' }) => object
  verify: (
    algorithm: 'sha256',
    data: Uint8Array,
    key: { readonly key: object; readonly dsaEncoding: 'ieee-p1363' },
    signature: Uint8Array,
    callback: (error: Error | null, genuine: boolean) => void,
  ) => void
}

/** @noble/curves'. */
export const pureSecp256k1: VerifyScheme = {
  async importKey(publicKey) {
    const point = pointOf(publicKey)
    const { secp256k1 } = await load(import('./pure/secp256k1.ts'))
    const options = { lowS: true, prehash: true, format: 'compact' } as const
    return {
      // In a promise's executor, so that what it throws of an invalid signature is a rejection.
      verify: (signature, data) =>
        new Promise<boolean>((resolve) => {
          resolve(secp256k1.verify(signature, data, point, options))
        }).catch(() => false),
    }
  },
}

/** Node's. It verifies beside the event loop, several at once. */
function nodeSecp256k1(node: NodeCrypto): VerifyScheme {
  return {
    importKey: async (publicKey) => {
      const point = pointOf(publicKey)
      const [x, y] = [encodeBase64url(point.subarray(1, 33)), encodeBase64url(point.subarray(33))]
      const jwk = { kty: 'EC', crv: 'secp256k1', x, y }
      const key = {
        key: node.createPublicKey({ key: jwk, format: 'jwk' }),
        dsaEncoding: 'ieee-p1363',
      } as const
      return Promise.resolve({
        verify: (signature, data) =>
          new Promise((resolve) => {
            if (!isLowS(SECP256K1, signature)) resolve(false)
            else
              node.verify('sha256', data, key, signature, (error, genuine) => {
                resolve(error === null && genuine)
              })
          }),
      } satisfies VerifyKey)
    },
  }
}

/** The native implementation if the platform has one. */
export const platformSecp256k1: VerifyScheme = {
  importKey: (publicKey) => chosen().importKey(publicKey),
}

let scheme: VerifyScheme | undefined

function chosen(): VerifyScheme {
  scheme ??= chooseSecp256k1(nodeCrypto())
  return scheme
}

/** Some that call themselves Node are built on a library without this curve. */
export function chooseSecp256k1(node: NodeCrypto | undefined): VerifyScheme {
  if (node === undefined) return pureSecp256k1
  try {
    // The base point of the curve (SEC 2 §2.4.1), as good a key as any to try.
    node.createPublicKey({ key: BASE_POINT, format: 'jwk' })
    return nodeSecp256k1(node)
  } catch {
    return pureSecp256k1
  }
}

const BASE_POINT: JsonWebKey = Object.freeze({
  kty: 'EC',
  crv: 'secp256k1',
  x: 'eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g',
  y: 'SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg',
})

/** Asked for in a way that no bundler follows. */
function nodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => NodeCrypto | undefined }
  }
  return process?.getBuiltinModule?.('node:crypto')
}

function pointOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const point = decompress(SECP256K1, publicKey)
  if (point === null) throw new TypeError('"publicKey" is no point of secp256k1.')
  return point
}
