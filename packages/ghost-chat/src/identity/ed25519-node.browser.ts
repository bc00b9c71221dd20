/** Node's own crypto is not there in browsers, and nothing of it is loaded. See `ed25519-node.ts`. */
import type * as node from './ed25519-node.ts'

export const nodeCrypto: typeof node.nodeCrypto = () => null

export const nodeEd25519: typeof node.nodeEd25519 = absent
export const nodeKeyPair: typeof node.nodeKeyPair = absent

/** Nobody asks for what `nodeCrypto` says is not there. */
function absent(): never {
  throw new Error('There is no crypto of Node here.')
}
