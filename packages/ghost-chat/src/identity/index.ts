/** Identities: DIDs, signing and verifying. */
export { guest } from './guest.ts'
export { platformCrypto, type CryptoSuite } from './crypto.ts'
export type { Ed25519, KeyPair, VerifyKey } from './ed25519.ts'
export type { Identity, IdentityFactory, JwsIdentity, KeyIdentity } from './identity.ts'
export { createVerifier, judgeFrame, type FrameJudgement, type Verifier } from './verify.ts'
export type { AccountOptions } from './account.ts'
export type { Eip1193Provider } from './wallet/eip1193.ts'
export { publicKeyOf, type KeyType, type PublicKey } from './did-key.ts'
