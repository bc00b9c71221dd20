/**
 * Identities that a browser keeps: the same DID in a space at every visit, and no way to read its key.
 */
import { GhostChatError } from '../errors.ts'
import { isJsonObject } from '../wire/json.ts'
import { spaceName } from '../wire/names.ts'
import type { IdentityFactory } from './identity.ts'
import { identityOf } from './key-identity.ts'
import { addKeys, deleteKeys, readKeys, type StoredKeys, type StoreKey } from './key-store.ts'

export interface StoredKeyOptions {
  /** Tells several identities of one person in one browser apart. @default 'default' */
  readonly name?: string
}

const ALGORITHM = { name: 'Ed25519' } as const
const DEFAULT_NAME = 'default'

/**
 * Makes identities that this browser keeps for this page's origin: one Ed25519 did:key per space, made at the
 * first visit. The private key is a non-extractable WebCrypto key in IndexedDB: scripts of the page can sign
 * with it while they run, and take it nowhere. Clearing the site's data loses it.
 *
 * Opening a space with it throws `ERR_IDENTITY_STORE` where IndexedDB or Ed25519 is missing or refused: in
 * Node, on a page without a secure context, in some private windows.
 *
 * @example
 * ```ts
 * import { openSpace, storedKey } from 'ghost-chat'
 *
 * const space = await openSpace('my-dapp', { identity: storedKey(), relays: ['http://localhost:8080'] })
 * console.log(space.did) // the same at the next visit
 * ```
 */
export function storedKey({ name = DEFAULT_NAME }: StoredKeyOptions = {}): IdentityFactory {
  return (space) =>
    storing(async () => {
      const key: StoreKey = [name, space]
      const { privateKey, publicKey } = (await known(key)) ?? (await made(key))
      return identityOf({
        publicKey,
        sign: async (data) => new Uint8Array(await crypto.subtle.sign(ALGORITHM, privateKey, data)),
      })
    })
}

/**
 * Deletes a key that `storedKey` made; the next visit gets another DID. Does nothing where there is none.
 * @param space the name of the space
 * @throws GhostChatError `ERR_NAME_INVALID`, `ERR_IDENTITY_STORE`
 *
 * @example
 * ```ts
 * import { forgetStoredKey } from 'ghost-chat'
 *
 * await forgetStoredKey('my-dapp')
 * ```
 */
export async function forgetStoredKey(
  space: string,
  { name = DEFAULT_NAME }: StoredKeyOptions = {},
): Promise<void> {
  const key: StoreKey = [name, spaceName(space)]
  await storing(() => deleteKeys(key))
}

/** The key pair that is kept, or `null` if there is none. */
async function known(key: StoreKey): Promise<StoredKeys | null> {
  const value = await readKeys(key)
  if (value === undefined) return null
  if (!isStoredKeys(value)) throw new TypeError('What is kept is no key pair.')
  return value
}

async function made(key: StoreKey): Promise<StoredKeys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
  const keys = { privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)) }
  if (await addKeys(key, keys)) return keys
  // Another tab made one at the same moment, and was first: that one holds.
  const theirs = await known(key)
  if (theirs === null) throw new Error('The key was deleted while it was made.')
  return theirs
}

/** Other scripts of the origin can write into the store. */
function isStoredKeys(value: unknown): value is StoredKeys {
  if (!isJsonObject(value)) return false
  const { privateKey, publicKey } = value
  return (
    privateKey instanceof CryptoKey &&
    privateKey.algorithm.name === ALGORITHM.name &&
    privateKey.type === 'private' &&
    !privateKey.extractable &&
    publicKey instanceof Uint8Array &&
    publicKey.length === 32
  )
}

/** One code for all that can go wrong with keeping a key. */
async function storing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new GhostChatError('ERR_IDENTITY_STORE', undefined, { cause })
  }
}
