// For what protons wrote of libp2p's keys (keys/keys.js). The other types are there to be named in errors.
import { bytes, given, message, oneOf } from './protobuf.ts'

export const KeyType = { RSA: 'RSA', Ed25519: 'Ed25519', secp256k1: 'secp256k1', ECDSA: 'ECDSA' } as const

const key = message({
  Type: given(1, oneOf({ RSA: 0, Ed25519: 1, secp256k1: 2, ECDSA: 3 })),
  Data: given(2, bytes),
})

export { key as PrivateKey, key as PublicKey }
