/**
 * What Node's own cryptography does here, where there is any. In browsers nothing of it is loaded.
 */
import type { Ed25519, KeyPair } from './ed25519.ts'
import { load } from './load.ts'

export interface NodesOwn {
  readonly ed25519: Ed25519
  readonly keyPairOfSeed: (seed: Uint8Array<ArrayBuffer>) => KeyPair
  readonly sha256: (data: Uint8Array<ArrayBuffer>) => Uint8Array
}

/** `null` anywhere but in Node. @throws LoadError */
export async function inNode(): Promise<NodesOwn | null> {
  if (!('process' in globalThis)) return null
  const { nodeCrypto, nodeEd25519, nodeKeyPair } = await load(import('#ed25519-node'))
  const crypto = nodeCrypto()
  if (crypto === null) return null
  return {
    ed25519: nodeEd25519(crypto),
    keyPairOfSeed: (seed) => nodeKeyPair(crypto, seed),
    sha256: (data) => new Uint8Array(crypto.hash('sha256', data, 'buffer')),
  }
}
