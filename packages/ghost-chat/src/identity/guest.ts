/**
 * Guests: a key pair that lives as long as the page.
 */
import type { CryptoSuite } from './crypto.ts'
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
  // Loads with the rest of the library: an app that imports this shows itself first.
  const { newIdentity } = await import('./key-identity.ts')
  return newIdentity(suite)
}
