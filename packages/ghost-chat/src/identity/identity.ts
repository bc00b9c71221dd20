/**
 * Who signs: a DID and the means to sign with its key. What guest, seed, stored key, wallet and DID provider
 * have in common.
 */
import type { Alg } from '../wire/header.ts'
import type { Did } from '../wire/ids.ts'
import type { JsonObject } from '../wire/json.ts'
import type { SpaceName } from '../wire/names.ts'
import type { Proof } from '../wire/proof.ts'
import type { CryptoSuite } from './crypto.ts'

/** An identity that signs bytes: we write the envelope, it adds the signature. */
export interface KeyIdentity {
  readonly did: Did
  /** The algorithm that fits the DID's key. */
  readonly alg: Alg
  /** Which of the DID's keys signs, where it has several: a DID URL. */
  readonly kid?: string
  /** Signs the bytes of an envelope's signing input; 64 bytes (RFC 7518 §3.4, RFC 8037 §3.1). */
  sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
  /** The wallet account that let it speak, as did:pkh. */
  readonly account?: Did
  /** What shows that to others; absent where they are not to know. */
  readonly proof?: Proof
}

/** An identity that writes the whole JWS, and whose key and algorithm are its own affair (EIP-2844). */
export interface JwsIdentity {
  readonly did: Did
  /** Milliseconds that it may take to sign. @default 30,000 */
  readonly timeout?: number
  /**
   * Signs a payload as a compact JWS (RFC 7515 §3.1) whose header holds `header`, `alg` and, where wanted,
   * `kid`. What comes back is not trusted: it is parsed, compared with what was asked for, and verified.
   * The signal is aborted when the time is over.
   */
  createJws: (
    payload: JsonObject,
    header: JsonObject,
    options: { readonly signal: AbortSignal },
  ) => Promise<string>
}

export type Identity = KeyIdentity | JwsIdentity

/** Makes the identity for one space, so that nobody can link a person's spaces by it. */
export type IdentityFactory = (space: SpaceName, suite: CryptoSuite) => Promise<Identity>
