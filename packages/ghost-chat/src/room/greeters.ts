/**
 * Who greets a joiner (SPEC PR8): every member comes to the same answer, without a word.
 */
import { decodeBase64url } from '../wire/base64url.ts'
import type { SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'

/**
 * Whether `own` is among the sessions closest to the joiner's. All are the first 32 bits of session ids; neither
 * of the two is among the others.
 */
export function isGreeter(own: number, joiner: number, others: Iterable<number>): boolean {
  const distance = (own ^ joiner) >>> 0
  let closer = 0
  for (const other of others) {
    if ((other ^ joiner) >>> 0 < distance && ++closer >= LIMITS.greeters) return false
  }
  return true
}

/** The first 32 bits of a session id. */
export function prefixOf(sid: SessionId): number {
  const bytes = decodeBase64url(sid.slice(0, 8))
  if (bytes === null) return 0
  return new DataView(bytes.buffer).getUint32(0)
}
