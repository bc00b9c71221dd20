// For @libp2p/crypto's Ed25519 in browsers: the same by WebCrypto. The pure implementation is loaded where the
// engine, or a page without a secure context, has none; libp2p's carries it along in any case.
import { decodeBase64url, encodeBase64url } from '../../../packages/ghost-chat/src/wire/base64url.ts'

const ALGORITHM = { name: 'Ed25519' } as const

/** Bytes of a public key, and of a private key with the public one behind it. */
export const publicKeyLength = 32
export const privateKeyLength = 64

type Bytes = Uint8Array<ArrayBuffer>

/** libp2p's lists of chunks look like this. */
type Data = Bytes | { readonly subarray: () => Bytes }

interface RawKeyPair {
  readonly privateKey: Bytes
  readonly publicKey: Bytes
}

let native: Promise<boolean> | undefined

/** Asked once: `subtle` is missing without a secure context, Ed25519 in older engines. */
function isNative(): Promise<boolean> {
  native ??= (async () => {
    try {
      await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      return true
    } catch {
      return false
    }
  })()
  return native
}

const pure = async () => (await import('../../../packages/ghost-chat/src/identity/pure/ed25519.ts')).ed25519

/** libp2p's does not wait: the one caller is made to (see changes.ts). */
export async function generateKey(): Promise<RawKeyPair> {
  if (!(await isNative())) return generateKeyFromSeed(crypto.getRandomValues(new Uint8Array(32)))
  const { privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const { d = '', x = '' } = await crypto.subtle.exportKey('jwk', privateKey)
  const [seed, publicKey] = [decodeBase64url(d), decodeBase64url(x)]
  if (seed?.length !== 32 || publicKey?.length !== 32) throw new Error('The platform exported no key.')
  return pair(seed, publicKey)
}

export async function generateKeyFromSeed(seed: Bytes): Promise<RawKeyPair> {
  if (seed.length !== 32) throw new TypeError('"seed" must be 32 bytes in length.')
  return pair(seed, (await pure()).getPublicKey(seed))
}

function pair(seed: Uint8Array, publicKey: Uint8Array): RawKeyPair {
  return { privateKey: Uint8Array.of(...seed, ...publicKey), publicKey: Uint8Array.from(publicKey) }
}

export async function hashAndSign(privateKey: Bytes, data: Data): Promise<Uint8Array> {
  const [seed, message] = [privateKey.subarray(0, 32), bytesOf(data)]
  if (!(await isNative())) return (await pure()).sign(message, seed)
  const [d, x] = [encodeBase64url(seed), encodeBase64url(privateKey.subarray(32))]
  const jwk = { kty: 'OKP', crv: 'Ed25519', d, x }
  const key = await crypto.subtle.importKey('jwk', jwk, ALGORITHM, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, message))
}

export async function hashAndVerify(publicKey: Bytes, signature: Bytes, data: Data): Promise<boolean> {
  const message = bytesOf(data)
  if (!(await isNative())) return (await pure()).verify(signature, message, publicKey)
  const key = await crypto.subtle.importKey('raw', publicKey, ALGORITHM, false, ['verify'])
  return crypto.subtle.verify(ALGORITHM, key, signature, message)
}

const bytesOf = (data: Data): Bytes => (data instanceof Uint8Array ? data : data.subarray())
