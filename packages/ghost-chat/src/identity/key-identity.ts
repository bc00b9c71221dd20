/**
 * Identities that are key pairs.
 */
import { platformCrypto, type CryptoSuite } from './crypto.ts'
import { didOf } from './did-key.ts'
import type { KeyPair } from './ed25519.ts'
import type { KeyIdentity } from './identity.ts'

/** A fresh one. */
export async function newIdentity(suite?: CryptoSuite): Promise<KeyIdentity> {
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
