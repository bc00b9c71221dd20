/**
 * Identities from a seed that the app keeps: always the same DID in a space, another in every space.
 */
import { GhostChatError } from '../errors.ts'
import { keyPairOfSeed } from './ed25519-seed.ts'
import { hkdfSha256 } from './hkdf.ts'
import type { IdentityFactory } from './identity.ts'
import { identityOf } from './key-identity.ts'

/** Bytes of a seed. */
const SEED_BYTES = 32

/** What a derived key is for (SPEC ID4). The space stands last: names hold no control characters, so no two collide. */
const INFO = 'ghost-chat/v1/space-key/ed25519\0'

/**
 * Makes identities from 32 secret bytes: one Ed25519 did:key per space, derived by HKDF-SHA-256 (RFC 5869).
 * Who sees the DIDs of two spaces cannot tell that one seed made them. Whoever has the seed can sign as all of
 * them: keep it as you would a password.
 * @param bytes 32 bytes from a good source of randomness; a copy is taken
 * @throws GhostChatError `ERR_OPTION_INVALID` unless there are 32 bytes
 *
 * @example
 * ```ts
 * import { openSpace, seed } from 'ghost-chat'
 *
 * const secret = crypto.getRandomValues(new Uint8Array(32)) // keep it, and your DID stays the same
 * const space = await openSpace('my-dapp', { identity: seed(secret), relays: ['http://localhost:8080'] })
 * console.log(space.did)
 * ```
 */
export function seed(bytes: Uint8Array): IdentityFactory {
  if (!(bytes instanceof Uint8Array) || bytes.length !== SEED_BYTES) {
    const got = (bytes as unknown) instanceof Uint8Array ? `length=${bytes.length}` : typeof bytes
    throw new GhostChatError('ERR_OPTION_INVALID', `"seed" expected Uint8Array of length 32, got ${got}.`)
  }
  const secret = Uint8Array.from(bytes)
  return async (space) => identityOf(await keyPairOfSeed(await hkdfSha256(secret, INFO + space)))
}
