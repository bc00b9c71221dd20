/**
 * The keys of did:keys, decoded and imported once per DID and kept for the next envelope; bounded, the longest
 * unused goes.
 */
import type { Alg } from '../wire/header.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { CryptoSuite } from './crypto.ts'
import { ALG_OF, publicKeyOf, type PublicKey } from './did-key.ts'
import type { VerifyKey } from './ed25519.ts'
import { LoadError } from './load.ts'

/** What imports keys, by their type. */
export type KeySchemes = Pick<CryptoSuite, 'ed25519' | 'p256' | 'secp256k1'>

/** A key that can be verified with when it is wanted. */
export interface KnownKey {
  readonly alg: Alg
  /** Made ready once. What is no key verifies nothing. @throws LoadError if that cannot be told now */
  ready: () => Promise<VerifyKey>
}

/** The bytes of a did:key can be 33 of the right length and still no point of the curve. */
const NEVER: VerifyKey = Object.freeze({ verify: () => Promise.resolve(false) })

/** A public key that is imported when it is first used. */
export function knownKey({ type, bytes }: PublicKey, schemes: KeySchemes): KnownKey {
  let imported: Promise<VerifyKey> | undefined
  const importKey = async (): Promise<VerifyKey> => {
    try {
      return await schemes[type].importKey(bytes)
    } catch (error) {
      if (!(error instanceof LoadError)) return NEVER
      imported = undefined
      throw error
    }
  }
  return { alg: ALG_OF[type], ready: () => (imported ??= importKey()) }
}

export class KeyCache {
  readonly #schemes: KeySchemes
  readonly #limit: number
  readonly #keys = new Map<Did, KnownKey>()

  constructor(schemes: KeySchemes, limit: number = LIMITS.cachedKeys) {
    this.#schemes = schemes
    this.#limit = limit
  }

  get size(): number {
    return this.#keys.size
  }

  /** The key of a did:key; `null` if it names none that we know. Those who ask at the same time share it. */
  get(did: Did): KnownKey | null {
    const known = this.#keys.get(did)
    if (known !== undefined) {
      // A Map keeps the order of insertion: put back, it is the latest used.
      this.#keys.delete(did)
      this.#keys.set(did, known)
      return known
    }
    const publicKey = publicKeyOf(did)
    if (publicKey === null) return null
    const key = knownKey(publicKey, this.#schemes)
    this.#keys.set(did, key)
    if (this.#keys.size > this.#limit) {
      const oldest = this.#keys.keys().next()
      if (oldest.done !== true) this.#keys.delete(oldest.value)
    }
    return key
  }
}
