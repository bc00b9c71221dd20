/**
 * Cryptography for many members in one process: keys by seed, and each signature checked once.
 *
 * A member of a room of a thousand checks a signature that 999 others check too, with the same key and over the
 * same bytes. Here that check is made once and its result shared. It is the whole check of node:crypto; the
 * result is found again only by the very same signature, bytes and key.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { CryptoSuite } from '../../packages/ghost-chat/src/identity/crypto.ts'
import type { VerifyKey } from '../../packages/ghost-chat/src/identity/ed25519.ts'
import { syncCrypto } from '../../packages/ghost-chat/test/support/sync-crypto.ts'

/** What stands before the seed in a PKCS#8 document (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Checks that are remembered, twice over: one generation fills while the one before is still of use. */
const GENERATION = 8_192

interface Checked {
  readonly data: Uint8Array
  readonly result: Promise<boolean>
}

/** @param randomBytes where keys come from */
export function sharedCrypto(randomBytes: (length: number) => Uint8Array): CryptoSuite {
  const keys = new Map<string, Promise<VerifyKey>>()
  return {
    ...syncCrypto,
    ed25519: {
      importKey(publicKey) {
        const name = Buffer.from(publicKey).toString('latin1')
        const known = keys.get(name)
        if (known !== undefined) return known
        const key = syncCrypto.ed25519.importKey(publicKey).then(remembering)
        keys.set(name, key)
        return key
      },
      generate() {
        const pkcs8 = Buffer.concat([PKCS8_PREFIX, randomBytes(32)])
        const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
        const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
        return Promise.resolve({
          publicKey: Uint8Array.from(Buffer.from(x, 'base64url')),
          sign: (data) => Promise.resolve(Uint8Array.from(sign(null, data, key))),
        })
      },
    },
  }
}

/** The SHA-256 of a text in base64url, as ids of envelopes are made (EN9). */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function remembering(key: VerifyKey): VerifyKey {
  let current = new Map<string, Checked>()
  let before = current
  return {
    verify(signature, data) {
      const name = Buffer.from(signature).toString('latin1')
      const known = current.get(name) ?? before.get(name)
      if (known !== undefined && Buffer.compare(known.data, data) === 0) return known.result
      const result = key.verify(signature, data)
      if (current.size >= GENERATION) {
        before = current
        current = new Map()
      }
      current.set(name, { data: data.slice(), result })
      return result
    },
  }
}
