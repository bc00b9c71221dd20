/**
 * One signature in whatever serialization a provider prefers, as a compact JWS (RFC 7515 §7). Only the shape
 * is looked at here; the parts are for the envelope parser.
 */
import { isJsonObject } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'

/**
 * A compact JWS no longer than an envelope, a flattened one, or a general one with exactly one signature, as compact; `null` for anything
 * else. An unprotected header is refused: nobody signed it.
 */
export function compactJws(value: unknown): string | null {
  if (typeof value === 'string') return value.length > LIMITS.envelopeBytes ? null : value
  if (!isJsonObject(value)) return null
  const { payload, signatures } = value
  if (signatures === undefined) return joined(value['protected'], payload, value)
  if (!Array.isArray(signatures) || signatures.length !== 1) return null
  const only: unknown = signatures[0]
  return isJsonObject(only) ? joined(only['protected'], payload, only) : null
}

function joined(
  header: unknown,
  payload: unknown,
  signed: { readonly [name: string]: unknown },
): string | null {
  const { signature } = signed
  if (signed['header'] !== undefined) return null
  if (typeof header !== 'string' || typeof payload !== 'string' || typeof signature !== 'string') return null
  return compactJws(`${header}.${payload}.${signature}`)
}
