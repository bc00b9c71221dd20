/**
 * Guests: a key pair that lives as long as the page.
 */
import { didOf } from './did-key.ts'
import { platformCrypto, type CryptoSuite } from './crypto.ts'
import type { KeyPair } from './ed25519.ts'
import type { KeyIdentity } from './identity.ts'

/**
 * Makes a fresh guest: an Ed25519 did:key whose private key never leaves this process and is stored nowhere.
 *
 * @example
 * ```ts
 * import { guest, openSpace } from 'ghost-chat'
 *
 * const identity = await guest()
 * console.log(identity.did) // did:key:z6Mk…
 * const space = await openSpace('my-dapp', { identity, relays: ['http://localhost:8080'] })
 * ```
 */
export async function guest(suite?: CryptoSuite): Promise<KeyIdentity> {
  const { ed25519 } = suite ?? (await platformCrypto())
  return identityOf(await ed25519.generate())
}

/** The identity of an Ed25519 key pair. */
export function identityOf(keys: KeyPair): KeyIdentity {
  return Object.freeze({
    did: didOf(keys.publicKey),
    alg: 'EdDSA',
    sign: (data: Uint8Array<ArrayBuffer>) => keys.sign(data),
  })
}
