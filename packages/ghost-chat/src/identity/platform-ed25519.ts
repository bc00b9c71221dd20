/**
 * Which Ed25519 this platform has: Node's own, WebCrypto's, or else the pure one.
 */
import { chooseEd25519, type Ed25519 } from './ed25519.ts'
import { inNode } from './in-node.ts'

export async function platformEd25519(): Promise<Ed25519> {
  const node = await inNode()
  return node?.ed25519 ?? chooseEd25519(crypto.subtle)
}
