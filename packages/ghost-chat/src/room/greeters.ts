/**
 * Who greets a joiner (SPEC PR8): every member comes to the same answer, without a word.
 */
import { decodeBase64url } from '../wire/base64url.ts'
import type { SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'

/** Whether `own` is among the sessions closest to the joiner's. `others` need not leave out either of them. */
export function isGreeter(own: SessionId, joiner: SessionId, others: Iterable<SessionId>): boolean {
  const target = prefixOf(joiner)
  const distance = (prefixOf(own) ^ target) >>> 0
  let closer = 0
  for (const other of others) {
    if (other === own || other === joiner) continue
    if ((prefixOf(other) ^ target) >>> 0 < distance && ++closer >= LIMITS.greeters) return false
  }
  return true
}

/** The first 32 bits of a session id. */
function prefixOf(sid: SessionId): number {
  const bytes = decodeBase64url(sid.slice(0, 8))
  if (bytes === null) return 0
  return new DataView(bytes.buffer).getUint32(0)
}
