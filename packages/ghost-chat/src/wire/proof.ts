/**
 * The proof that a wallet account stands behind a session (SPEC AC1 to AC4): a CACAO (CAIP-74) as it stands in
 * a `join` or `here`. Its form only; whether its signature is genuine is found out in identity/account.ts.
 */
import { isDid, type Did } from './ids.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { LIMITS } from './limits.ts'
import { isPlainDomain, parseChainId, parseDateTime, SIWE } from './siwe-grammar.ts'

/** How a proof was signed: by a key (EIP-191), by a contract (EIP-1271), by one not yet there (EIP-6492). */
export type ProofKind = 'eip191' | 'eip1271' | 'eip6492'

/** What the wallet signed, as CAIP-74 names the fields of an EIP-4361 message. */
export interface ProofPayload {
  readonly domain: string
  /** The account, as did:pkh with the address in EIP-55 letters. */
  readonly iss: Did
  /** The session's DID: the `URI` line of the message. */
  readonly aud: Did
  readonly version: '1'
  readonly nonce: string
  readonly iat: string
  readonly nbf?: string
  readonly exp: string
  readonly statement?: string
  /** Exactly one: the space. */
  readonly resources: readonly [string]
}

/** A CACAO whose form is right. Frozen. */
export interface Proof {
  readonly h: { readonly t: 'eip4361' }
  readonly p: ProofPayload
  readonly s: { readonly t: ProofKind; readonly s: string }
}

/** An account on a chain, taken apart. */
export interface PkhParts {
  readonly chainId: number
  readonly address: string
}

const PKH = /^did:pkh:eip155:([1-9][0-9]{0,15}):(0x[0-9A-Fa-f]{40})$/
const HEX = /^0x(?:[0-9a-f]{2})+$/
/** 65 bytes: r, s, and which of the two keys. */
const KEY_SIGNATURE = /^0x[0-9a-f]{130}$/
const PAYLOAD = new Set([
  'domain',
  'iss',
  'aud',
  'version',
  'nonce',
  'iat',
  'nbf',
  'exp',
  'statement',
  'resources',
])

/**
 * Parses a proof strictly: exactly the known members, each in its grammar, 4 KiB as JSON at most. A member
 * that is not known would look proven and be covered by no signature of the wallet. `null` for anything else.
 */
export function parseProof(value: unknown): Proof | null {
  if (!isJsonObject(value) || !hasOnly(value, 'h', 'p', 's')) return null
  const { h, p, s } = value
  if (!isJsonObject(h) || !hasOnly(h, 't') || h['t'] !== 'eip4361') return null
  if (!isJsonObject(s) || !hasOnly(s, 't', 's') || !isProofKind(s['t'])) return null
  const signature = s['s']
  if (typeof signature !== 'string' || signature.length > LIMITS.proofBytes) return null
  if (!(s['t'] === 'eip191' ? KEY_SIGNATURE : HEX).test(signature)) return null
  const payload = isJsonObject(p) ? parsePayload(p) : null
  if (payload === null) return null
  const proof: Proof = Object.freeze({
    h: Object.freeze({ t: 'eip4361' }),
    p: payload,
    s: Object.freeze({ t: s['t'], s: signature }),
  })
  // Every field is ASCII by its grammar, so characters are bytes.
  return JSON.stringify(proof).length <= LIMITS.proofBytes ? proof : null
}

/** Chain and address of a did:pkh of an Ethereum account; `null` for another DID. */
export function parsePkh(did: unknown): PkhParts | null {
  if (typeof did !== 'string') return null
  const [, chain = '', address = ''] = PKH.exec(did) ?? []
  const chainId = parseChainId(chain)
  return chainId === null || chainId === 0 ? null : { chainId, address }
}

/** The DID of an account. @param address in EIP-55 letters */
export function pkhOf({ chainId, address }: PkhParts): Did {
  return `did:pkh:eip155:${chainId}:${address}` as Did
}

function parsePayload(payload: JsonObject): ProofPayload | null {
  const { domain, iss, aud, version, nonce, iat, nbf, exp, statement, resources } = payload
  if (!Object.keys(payload).every((key) => PAYLOAD.has(key))) return null
  if (!isPlainDomain(domain) || parsePkh(iss) === null || !isDid(iss) || !isDid(aud)) return null
  if (version !== '1' || !SIWE.uri(aud) || !SIWE.nonce(nonce)) return null
  if (statement !== undefined && !SIWE.statement(statement)) return null
  if (!Array.isArray(resources) || resources.length !== 1) return null
  const space: unknown = resources[0]
  if (!SIWE.uri(space)) return null
  if (!isText(iat) || !isText(exp) || !(nbf === undefined || isText(nbf))) return null
  const [issuedAt, expiresAt] = [parseDateTime(iat), parseDateTime(exp)]
  if (issuedAt === null || expiresAt === null) return null
  if (nbf !== undefined && parseDateTime(nbf) === null) return null
  if (expiresAt <= issuedAt || expiresAt - issuedAt > LIMITS.delegation) return null
  return Object.freeze({
    domain,
    iss,
    aud,
    version,
    nonce,
    iat,
    ...(nbf === undefined ? {} : { nbf }),
    exp,
    ...(statement === undefined ? {} : { statement }),
    resources: Object.freeze([space] as const),
  })
}

function hasOnly(value: JsonObject, ...names: readonly string[]): boolean {
  const keys = Object.keys(value)
  return keys.length === names.length && names.every((name) => Object.hasOwn(value, name))
}

function isProofKind(value: unknown): value is ProofKind {
  return value === 'eip191' || value === 'eip1271' || value === 'eip6492'
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
