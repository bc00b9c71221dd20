/**
 * Identities of DID providers (EIP-2844): another program keeps the keys and writes the JWS.
 */
import { GhostChatError } from '../errors.ts'
import { decodeBase64url, encodeBase64url } from '../wire/base64url.ts'
import { isDid, type Did } from '../wire/ids.ts'
import { isJsonObject, parseJsonObject } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'
import { compactJws } from './compact-jws.ts'
import type { IdentityFactory, JwsIdentity } from './identity.ts'
import { callRpc, type RpcProvider } from './json-rpc.ts'
import { within } from './within.ts'

export interface DidProviderOptions {
  /** Milliseconds that the provider may take to answer; people may have to look at a dialog. @default 30,000 */
  readonly timeout?: number
}

/**
 * Makes an identity of anything that speaks EIP-2844: it is asked once who it is (`did_authenticate`) and to
 * sign every envelope (`did_createJWS`). What it signs is compared with what it was asked to sign.
 * @throws GhostChatError `ERR_OPTION_INVALID` for a provider that is none; opening a space with it throws
 * `ERR_IDENTITY` when it does not say who it is
 *
 * @example
 * ```ts
 * import { didProvider, openSpace, type RpcProvider } from 'ghost-chat'
 *
 * declare const provider: RpcProvider // of a wallet, or of key-did-provider-ed25519
 * const space = await openSpace('my-dapp', {
 *   identity: didProvider(provider),
 *   relays: ['http://localhost:8080'],
 * })
 * ```
 */
export function didProvider(provider: RpcProvider, options: DidProviderOptions = {}): IdentityFactory {
  const { timeout = LIMITS.providerTimeout } = options
  const methods: unknown = provider
  if (!isJsonObject(methods) || ![methods['request'], methods['send']].some((m) => typeof m === 'function')) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"provider" has neither `request` nor `send`.')
  }
  return async () => {
    const did = await within(timeout, () => authenticate(provider))
    return Object.freeze({
      did,
      timeout,
      createJws: async (payload, header) => {
        const params = { did, payload, protected: header }
        const result = await callRpc(provider, 'did_createJWS', params)
        return compactOf(isJsonObject(result) ? result['jws'] : undefined)
      },
    } satisfies JwsIdentity)
  }
}

/** What we use of a `DID` of the `dids` package. */
export interface DidInstance {
  readonly id: string
  createJWS: (
    payload: Record<string, unknown>,
    options: { protected: Record<string, unknown> },
  ) => Promise<unknown>
}

/**
 * Makes an identity of an authenticated `DID` of the `dids` package. One that acts by capability (CACAO) for
 * another DID is not supported: its envelopes would not be the other DID's.
 * @throws GhostChatError `ERR_IDENTITY` for one that is not authenticated
 *
 * @example
 * ```ts
 * import { fromDid, openSpace, type DidInstance } from 'ghost-chat'
 *
 * declare const did: DidInstance // new DID({ provider, resolver }), after await did.authenticate()
 * const space = await openSpace('my-dapp', { identity: fromDid(did), relays: ['http://localhost:8080'] })
 * ```
 */
export function fromDid(
  did: DidInstance,
  { timeout = LIMITS.providerTimeout }: DidProviderOptions = {},
): JwsIdentity {
  return Object.freeze({
    did: idOf(did),
    timeout,
    createJws: async (payload, header) =>
      compactOf(await did.createJWS({ ...payload }, { protected: { ...header } })),
  } satisfies JwsIdentity)
}

/**
 * Asks a provider who it is. The signature of its answer is not looked at: that the DID's key is at hand shows
 * with the first envelope, which is verified before it leaves, like all that a provider signs.
 */
async function authenticate(provider: RpcProvider): Promise<Did> {
  const nonce = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  const answer = compactJws(await callRpc(provider, 'did_authenticate', { nonce, paths: [] }))
  const payload = parseJsonObject(decodeBase64url(answer?.split('.')[1] ?? '') ?? new Uint8Array(0))
  if (payload?.['nonce'] !== nonce || !isDid(payload['did'])) {
    throw new GhostChatError('ERR_IDENTITY', 'The provider did not say who it is.')
  }
  return payload['did']
}

function idOf(did: DidInstance): Did {
  let id: unknown
  try {
    // Throws as long as nobody authenticated.
    id = did.id
  } catch (cause) {
    throw new GhostChatError('ERR_IDENTITY', 'The DID is not authenticated.', { cause })
  }
  if (isDid(id)) return id
  throw new GhostChatError('ERR_IDENTITY', 'It has no DID.')
}

function compactOf(jws: unknown): string {
  const compact = compactJws(jws)
  if (compact === null) throw new GhostChatError('ERR_IDENTITY', 'It did not answer with one JWS.')
  return compact
}
