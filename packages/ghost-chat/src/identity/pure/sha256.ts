// What of @noble/hashes is used where WebCrypto is slow or missing: see ed25519.ts.
export { hkdf } from '@noble/hashes/hkdf.js'
export { sha256 } from '@noble/hashes/sha2.js'
