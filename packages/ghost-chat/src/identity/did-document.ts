/**
 * DID documents (W3C DID Core §5), as an app's resolver hands them over: which keys a DID signs with. Strict in
 * what counts as a key, and blind to all the rest (SPEC ID5).
 */
import { decodeBase64url } from '../wire/base64url.ts'
import type { Did } from '../wire/ids.ts'
import { isJsonObject, type JsonObject } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'
import { ALG_OF, decodeMultikey, type KeyType, type PublicKey } from './did-key.ts'
import { decompress, P256, SECP256K1, type Curve } from './ec-point.ts'

/** The keys of a DID by their ids, which are DID URLs. */
export type DidKeys = ReadonlyMap<string, PublicKey>

const CURVES: Readonly<Record<string, { readonly type: KeyType; readonly curve: Curve }>> = Object.freeze({
  'P-256': { type: 'p256', curve: P256 },
  secp256k1: { type: 'secp256k1', curve: SECP256K1 },
})

/** The keys that a DID signs with by its document; `null` for what is no document of that DID. */
export function keysOf(document: unknown, did: Did): DidKeys | null {
  const plain = plainCopy(document)
  if (plain?.['id'] !== did) return null
  const methods = listOf(plain['verificationMethod'])
  const relations = [plain['authentication'], plain['assertionMethod']]
  if (methods === null || relations.some((relation) => listOf(relation) === null)) return null

  const named = new Map<string, unknown>()
  for (const method of methods) addTo(named, method, did)
  // A key that is in neither is for something else, such as `keyAgreement` (DID Core §5.3).
  const listed = relations.flatMap((relation) => listOf(relation) ?? [])
  const keys = new Map<string, PublicKey>()
  for (const entry of listed) {
    // A relation holds ids, or methods of its own (DID Core §5.3.1).
    const id = idOf(typeof entry === 'string' ? entry : (entry as JsonObject | null)?.['id'], did)
    const key = id === null ? null : keyOf(typeof entry === 'string' ? named.get(id) : entry, did)
    if (id !== null && key !== null) keys.set(id, key)
  }
  return keys
}

/** What came from outside as inert data: no getters, no proxies, no cycles, and no larger than it may be. */
function plainCopy(document: unknown): JsonObject | null {
  try {
    const text: unknown = JSON.stringify(document)
    if (typeof text !== 'string' || text.length > LIMITS.didDocumentBytes) return null
    const copy: unknown = JSON.parse(text)
    return isJsonObject(copy) ? copy : null
  } catch {
    return null
  }
}

function listOf(value: unknown): readonly unknown[] | null {
  if (value === undefined) return []
  return Array.isArray(value) && value.length <= LIMITS.didDocumentKeys ? value : null
}

function addTo(named: Map<string, unknown>, method: unknown, did: Did): void {
  const id = isJsonObject(method) ? idOf(method['id'], did) : null
  if (id !== null) named.set(id, method)
}

/** A key's id in full; a fragment alone stands for one of the document's own (DID Core §3.2.2). */
function idOf(id: unknown, did: Did): string | null {
  if (typeof id !== 'string') return null
  const whole = id.startsWith('#') ? did + id : id
  return whole.startsWith(`${did}#`) && whole.length > did.length + 1 ? whole : null
}

/** The key of a verification method, `null` for one of another controller or of a kind that we do not know. */
function keyOf(method: unknown, did: Did): PublicKey | null {
  if (!isJsonObject(method) || method['controller'] !== did) return null
  const { type, publicKeyMultibase, publicKeyJwk } = method
  switch (type) {
    case 'Multikey':
    case 'Ed25519VerificationKey2020': {
      const key = typeof publicKeyMultibase === 'string' ? decodeMultikey(publicKeyMultibase) : null
      return type === 'Multikey' || key?.type === 'ed25519' ? key : null
    }
    case 'JsonWebKey':
    case 'JsonWebKey2020':
      return isJsonObject(publicKeyJwk) ? keyOfJwk(publicKeyJwk) : null
    default:
      return null
  }
}

/** RFC 8037 §2, RFC 7518 §6.2.1, RFC 8812 §3.1. A key whose private half is published is nobody's. */
function keyOfJwk(jwk: JsonObject): PublicKey | null {
  const { kty, crv, x, y, d } = jwk
  const first = coordinate(x)
  if (first === null || d !== undefined) return null
  if (kty === 'OKP' && crv === 'Ed25519')
    return isForSigning(jwk, 'ed25519') ? { type: 'ed25519', bytes: first } : null
  const second = coordinate(y)
  if (kty !== 'EC' || typeof crv !== 'string' || second === null || !Object.hasOwn(CURVES, crv)) return null
  const { type, curve } = CURVES[crv] as { readonly type: KeyType; readonly curve: Curve }
  if (!isForSigning(jwk, type)) return null
  const bytes = Uint8Array.of(2 + ((second[31] ?? 0) & 1), ...first)
  const point = decompress(curve, bytes)?.subarray(33)
  return point?.every((byte, i) => byte === second[i]) === true ? { type, bytes } : null
}

/**
 * Whether a JWK may verify signatures of its type, by all that it says of itself (RFC 7517 §4.2 to §4.4). RFC 9864 calls
 * EdDSA on this curve `Ed25519`.
 */
function isForSigning({ use, key_ops: operations, alg }: JsonObject, type: KeyType): boolean {
  if (use !== undefined && use !== 'sig') return false
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return false
  return alg === undefined || alg === ALG_OF[type] || (type === 'ed25519' && alg === 'Ed25519')
}

function coordinate(value: unknown): Uint8Array<ArrayBuffer> | null {
  const bytes = typeof value === 'string' && value.length === 43 ? decodeBase64url(value) : null
  return bytes?.length === 32 ? bytes : null
}
