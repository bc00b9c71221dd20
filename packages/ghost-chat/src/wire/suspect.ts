/**
 * Sessions that a member takes for gone (SPEC TY8, PR12), as they stand in a `suspect` envelope.
 */
import { isDid, isSessionId, type Did, type SessionId } from './ids.ts'
import { isJsonObject } from './json.ts'
import { LIMITS } from './limits.ts'

/** A session, and the newest presence of it that the accuser knows: a later one refutes the suspicion. */
export interface Suspect {
  readonly iss: Did
  readonly sid: SessionId
  readonly seq: number
}

/** Parses the list; `null` if it is malformed. */
export function parseSuspects(list: unknown): readonly Suspect[] | null {
  if (!Array.isArray(list)) return null
  if (list.length === 0 || list.length > LIMITS.suspectsPerEnvelope) return null
  const suspects: Suspect[] = []
  for (const item of list as unknown[]) {
    if (!isJsonObject(item)) return null
    const { iss, sid, seq } = item
    if (!isDid(iss) || !isSessionId(sid) || typeof seq !== 'number') return null
    if (!Number.isInteger(seq) || seq < 0 || seq > LIMITS.sequence) return null
    suspects.push(Object.freeze({ iss, sid, seq }))
  }
  return Object.freeze(suspects)
}
