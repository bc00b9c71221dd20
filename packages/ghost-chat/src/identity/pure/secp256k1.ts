// One name out of a large module: see ed25519.ts.
export { secp256k1 } from '@noble/curves/secp256k1.js'
