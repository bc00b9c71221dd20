/** Identities: DIDs, signing and verifying. */
export { guest } from './guest.ts'
export type { Identity } from './identity.ts'
export { createVerifier, judgeFrame, type FrameJudgement, type Verifier } from './verify.ts'
export { publicKeyOf, type KeyType, type PublicKey } from './did-key.ts'
