// One name out of a large module: see ed25519.ts.
export { p256 } from '@noble/curves/nist.js'
