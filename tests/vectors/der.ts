/** ECDSA signatures in DER (SEC 1 §C.5, strictly as BIP 66 has it) as r ‖ s, the form of a JWS (RFC 7518 §3.4). */
import type { Bytes } from './load.ts'

/** 64 bytes; `null` for what is not DER, and for integers that are negative or longer than 32 bytes. */
export function rawOf(der: Bytes): Bytes | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null
  const r = integerAt(der, 2)
  if (r === null) return null
  const s = integerAt(der, r.end)
  if (s?.end !== der.length) return null
  return Uint8Array.of(...r.bytes, ...s.bytes)
}

function integerAt(der: Bytes, at: number): { readonly bytes: Bytes; readonly end: number } | null {
  const length = der[at + 1] ?? 0
  const end = at + 2 + length
  if (der[at] !== 0x02 || length === 0 || end > der.length) return null
  const [first = 0, second = 0] = der.subarray(at + 2, end)
  if ((first & 0x80) !== 0) return null
  // A zero in front is there to make the next byte positive, and else it must not be.
  if (length > 1 && first === 0 && (second & 0x80) === 0) return null
  const digits = der.subarray(first === 0 && length > 1 ? at + 3 : at + 2, end)
  if (digits.length > 32) return null
  const bytes = new Uint8Array(32)
  bytes.set(digits, 32 - digits.length)
  return { bytes, end }
}
