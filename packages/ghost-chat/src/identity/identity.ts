/**
 * Who signs: a DID and the means to sign with its key. What guest, stored key and wallet have in common.
 */
import type { Alg } from '../wire/header.ts'
import type { Did } from '../wire/ids.ts'

export interface Identity {
  readonly did: Did
  /** The algorithm that fits the DID's key. */
  readonly alg: Alg
  /** Which of the DID's keys signs, where it has several: a DID URL. */
  readonly kid?: string
  /** Signs the bytes of an envelope's signing input; 64 bytes (RFC 7518 §3.4, RFC 8037 §3.1). */
  sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}
