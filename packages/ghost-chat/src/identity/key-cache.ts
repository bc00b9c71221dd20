/**
 * Verification keys, imported once per DID and kept for the next envelope; bounded, the longest unused goes.
 */
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Ed25519, VerifyKey } from './ed25519.ts'
import type { PublicKey } from './did-key.ts'

export class KeyCache {
  readonly #ed25519: Ed25519
  readonly #limit: number
  readonly #keys = new Map<Did, Promise<VerifyKey>>()

  constructor(ed25519: Ed25519, limit: number = LIMITS.cachedKeys) {
    this.#ed25519 = ed25519
    this.#limit = limit
  }

  get size(): number {
    return this.#keys.size
  }

  /** The key of a DID. Those who ask at the same time share one import. */
  get(did: Did, publicKey: PublicKey): Promise<VerifyKey> {
    const known = this.#keys.get(did)
    if (known !== undefined) {
      // A Map keeps the order of insertion: put back, it is the latest used.
      this.#keys.delete(did)
      this.#keys.set(did, known)
      return known
    }
    const key = this.#ed25519.importKey(publicKey.bytes)
    this.#keys.set(did, key)
    if (this.#keys.size > this.#limit) {
      const oldest = this.#keys.keys().next()
      if (oldest.done !== true) this.#keys.delete(oldest.value)
    }
    return key
  }
}
