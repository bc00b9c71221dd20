/**
 * Ed25519 by Node's own crypto, which answers at once if it is asked to.
 *
 * WebCrypto's answer comes by way of another thread, and for one signature that way costs more than the signature
 * does. So what comes alone is verified here and now, and what comes in crowds goes to the other threads, which
 * work side by side. Semantics are those of the native one: both are OpenSSL's behind the same strict checks.
 */
import { decodeBase64url, encodeBase64url } from '../wire/base64url.ts'
import type { Ed25519, KeyPair } from './ed25519.ts'
import { isStrictKey, isStrictSignature } from './ed25519-strict.ts'
import { pkcs8Of } from './pkcs8.ts'

/** A key as Node holds it. */
interface KeyObject {
  export: (options: { format: 'jwk' }) => { readonly x?: string }
}
type Bytes = Uint8Array<ArrayBuffer>
type Jwk = { readonly key: object; readonly format: 'jwk' }
type Pkcs8 = { readonly key: Uint8Array; readonly format: 'der'; readonly type: 'pkcs8' }

/** What is used here of `node:crypto`. The library runs in browsers, so it knows no types of Node's. */
interface NodeCrypto {
  createPublicKey: (key: Jwk | KeyObject) => KeyObject
  createPrivateKey: (key: Pkcs8) => KeyObject
  generateKeyPairSync: (type: 'ed25519') => { readonly privateKey: KeyObject }
  sign: (algorithm: null, data: Bytes, key: KeyObject) => Uint8Array
  verify: {
    (algorithm: null, data: Bytes, key: KeyObject, signature: Bytes): boolean
    (algorithm: null, data: Bytes, key: KeyObject, signature: Bytes, done: Verified): void
  }
  hash: (algorithm: 'sha256', data: Bytes, encoding: 'buffer') => Uint8Array
}
type Verified = (error: Error | null, isGenuine: boolean) => void

/** Two that come within so many milliseconds are a crowd. */
const CROWD = 0.25

/** Node's crypto; `null` anywhere else. */
export function nodeCrypto(): NodeCrypto | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  return (process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined) ?? null
}

export function nodeEd25519(crypto: NodeCrypto): Ed25519 {
  let underWay = 0
  let lastAt = -Infinity

  /** Whether nothing else is to be verified just now. */
  function isAlone(): boolean {
    const now = performance.now()
    const alone = underWay === 0 && now - lastAt > CROWD
    lastAt = now
    return alone
  }

  function elsewhere(data: Bytes, key: KeyObject, signature: Bytes): Promise<boolean> {
    underWay++
    return new Promise((resolve, reject) => {
      crypto.verify(null, data, key, signature, (error, isGenuine) => {
        underWay--
        if (error === null) resolve(isGenuine)
        else reject(error)
      })
    })
  }

  return Object.freeze({
    async importKey(publicKey: Bytes) {
      if (!isStrictKey(publicKey)) return { verify: () => Promise.resolve(false) }
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(publicKey) }
      const key = crypto.createPublicKey({ key: jwk, format: 'jwk' })
      return {
        verify: async (signature: Bytes, data: Bytes) => {
          if (!isStrictSignature(signature)) return false
          if (!isAlone()) return elsewhere(data, key, signature)
          const isGenuine = crypto.verify(null, data, key, signature)
          // The time that this took must not make the next one look like a crowd.
          lastAt = performance.now() - CROWD / 2
          return isGenuine
        },
      }
    },
    generate: () => Promise.resolve(keyPairOf(crypto, crypto.generateKeyPairSync('ed25519').privateKey)),
  })
}

/** @param seed the 32 bytes that RFC 8032 §5.1.5 calls the private key */
export function nodeKeyPair(crypto: NodeCrypto, seed: Uint8Array): KeyPair {
  const der = { key: pkcs8Of(seed), format: 'der', type: 'pkcs8' } as const
  return keyPairOf(crypto, crypto.createPrivateKey(der))
}

/** Signs at once: a session signs one envelope at a time. */
function keyPairOf(crypto: NodeCrypto, privateKey: KeyObject): KeyPair {
  const { x = '' } = crypto.createPublicKey(privateKey).export({ format: 'jwk' })
  const publicKey = decodeBase64url(x)
  if (publicKey === null) throw new Error('Node exported no public key.')
  return {
    publicKey,
    sign: (data) => Promise.resolve(new Uint8Array(crypto.sign(null, data, privateKey))),
  }
}
