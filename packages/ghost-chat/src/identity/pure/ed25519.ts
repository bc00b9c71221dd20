// One name out of a large module: a bundler keeps all of what an `import()` brings, and here brings little.
export { ed25519 } from '@noble/curves/ed25519.js'
export { sha512 } from '@noble/hashes/sha2.js'
