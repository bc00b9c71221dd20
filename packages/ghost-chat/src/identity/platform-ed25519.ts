/**
 * Which Ed25519 this platform has: Node's own, WebCrypto's, or else the pure one.
 */
import { chooseEd25519, type Ed25519 } from './ed25519.ts'
import { load } from './load.ts'

export async function platformEd25519(): Promise<Ed25519> {
  if ('process' in globalThis) {
    const { nodeCrypto, nodeEd25519 } = await load(import('#ed25519-node'))
    const node = nodeCrypto()
    if (node !== null) return nodeEd25519(node)
  }
  return chooseEd25519(crypto.subtle)
}
