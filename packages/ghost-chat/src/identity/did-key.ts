/**
 * The did:key method: a DID that is its own public key (W3C CCG did:key, "Format").
 */
import { base58btc } from 'multiformats/bases/base58'
import type { Did } from '../wire/ids.ts'
import type { Alg } from '../wire/header.ts'

export type KeyType = 'ed25519' | 'secp256k1' | 'p256'

/** A public key as the DID carries it: 32 bytes for Ed25519, a compressed point of 33 for the curves. */
export interface PublicKey {
  readonly type: KeyType
  readonly bytes: Uint8Array<ArrayBuffer>
}

const PREFIX = 'did:key:'

/** Multicodec codes, as the two varint bytes that precede the key. */
const CODECS: readonly {
  readonly type: KeyType
  readonly code: readonly [number, number]
  readonly length: number
}[] = [
  { type: 'ed25519', code: [0xed, 0x01], length: 32 },
  { type: 'secp256k1', code: [0xe7, 0x01], length: 33 },
  { type: 'p256', code: [0x80, 0x24], length: 33 },
]

/** The longest key above in base58btc, so that nothing longer is decoded (decoding is quadratic). */
const LONGEST = 'z'.length + 49

/** The algorithm that a key type signs with, and no other (SPEC EN4). */
export const ALG_OF: Readonly<Record<KeyType, Alg>> = Object.freeze({
  ed25519: 'EdDSA',
  secp256k1: 'ES256K',
  p256: 'ES256',
})

export function isDidKey(did: string): boolean {
  return did.startsWith(PREFIX)
}

/** The key of a did:key; `null` for another method, another encoding or an unknown key type. */
export function publicKeyOf(did: string): PublicKey | null {
  return isDidKey(did) ? decodeMultikey(did.slice(PREFIX.length)) : null
}

/** The one key id that a did:key has (did:key, "Document Creation Algorithm"). */
export function keyIdOf(did: string): string {
  return `${did}#${did.slice(PREFIX.length)}`
}

/** A key as multibase text: base58btc of its multicodec code and its bytes; `null` for anything else. */
export function decodeMultikey(encoded: string): PublicKey | null {
  if (encoded.length > LONGEST) return null
  let bytes: Uint8Array
  try {
    bytes = base58btc.decode(encoded)
  } catch {
    return null
  }
  for (const { type, code, length } of CODECS) {
    if (bytes.length === length + 2 && bytes[0] === code[0] && bytes[1] === code[1]) {
      return Object.freeze({ type, bytes: bytes.slice(2) })
    }
  }
  return null
}

/** The did:key of an Ed25519 public key of 32 bytes. */
export function didOf(ed25519PublicKey: Uint8Array): Did {
  return didOfKey({ type: 'ed25519', bytes: Uint8Array.from(ed25519PublicKey) })
}

/** The did:key of a public key. */
export function didOfKey({ type, bytes }: PublicKey): Did {
  const codec = CODECS.find((one) => one.type === type)
  if (codec?.length !== bytes.length) {
    throw new TypeError(`"publicKey" expected ${codec?.length} bytes, got length=${bytes.length}`)
  }
  return (PREFIX + base58btc.encode(Uint8Array.of(...codec.code, ...bytes))) as Did
}
