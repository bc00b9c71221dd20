/**
 * The protected header of an envelope (SPEC EN3 to EN6, EX3).
 */
import { ignore, reject, type Refusal } from './verdict.ts'
import type { JsonObject } from './json.ts'

/** Signature algorithms (RFC 7518, RFC 8037, RFC 8812). Which fits is decided by the DID's key (EN4). */
export type Alg = 'EdDSA' | 'ES256K' | 'ES256'

export interface Header {
  readonly alg: Alg
  readonly kid?: string
}

/** The `typ` of an envelope (EN5). */
export const TYP = 'ghost-chat+jwt'

const LATER_TYP = /^ghost-chat-v(?:[2-9]|[1-9][0-9]{1,3})\+jwt$/
const KNOWN = new Set(['alg', 'typ', 'kid'])

/** Judges a parsed header. */
export function parseHeader(header: JsonObject): { readonly ok: true; readonly header: Header } | Refusal {
  const { alg, typ, kid } = header
  if (typ !== TYP)
    return typeof typ === 'string' && LATER_TYP.test(typ) ? ignore('later-version') : reject('typ')
  if (!Object.keys(header).every((key) => KNOWN.has(key))) return reject('header')
  if (alg !== 'EdDSA' && alg !== 'ES256K' && alg !== 'ES256') return reject('alg')
  if (kid === undefined) return { ok: true, header: Object.freeze({ alg }) }
  return typeof kid === 'string' ? { ok: true, header: Object.freeze({ alg, kid }) } : reject('kid')
}

/** Whether a key id belongs to a DID (EN6). */
export function isKeyOf(kid: string, did: string): boolean {
  return kid.startsWith(`${did}#`) && kid.length > did.length + 1
}

/** The header as it stands in an envelope. */
export function writeHeader({ alg, kid }: Header): JsonObject {
  return kid === undefined ? { alg, typ: TYP } : { alg, typ: TYP, kid }
}
