/**
 * What can be said against an envelope before its signature is verified (SPEC VE4). Remembers nothing.
 */
import type { Envelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import { judgeKeptTime, judgeLiveTime } from '../wire/time.ts'
import type { Topic } from '../wire/topic.ts'
import { ignore, reject, type Refusal } from '../wire/verdict.ts'
import { isNaming } from './answers.ts'
import type { Way } from './effects.ts'
import type { OwnSession } from './own-session.ts'
import type { SessionRecord, Sessions } from './sessions.ts'

export function screenEnvelope(
  { claims, body }: Envelope,
  way: Way,
  now: number,
  own: OwnSession,
  topic: Topic,
  sessions: Sessions,
): Refusal | null {
  if (claims.aud !== topic) return reject('topic')
  const untimely = way === 'kept' ? judgeKeptTime(claims, now) : judgeLiveTime(claims, now)
  if (untimely !== null) return untimely
  if (claims.sid === own.sid && claims.iss === own.did) return ignore('seen')
  if ((body.type === 'direct') !== (way === 'direct')) return ignore('private')
  // It is for this user, or another of the user's own sessions said it (DM3).
  if (body.type === 'direct' && body.to !== own.did && claims.iss !== own.did) return ignore('private')
  // Told to one member alone, it would make that one deaf to what all are told next (PR15).
  if (way !== 'live' && claims.link.chain === 'state' && !isPresence(body.type)) return ignore('late')
  const record = sessions.find(claims)
  if (record === undefined) return null
  return claims.link.chain === 'state' ? screenState(record, claims, body.type) : screenTalk(record, claims)
}

/** What can be said against presence that is to say what an author was called (SY15). Its lease need not hold. */
export function screenByline(
  { claims, body, text }: Envelope,
  now: number,
  own: OwnSession,
  topic: Topic,
): Refusal | null {
  if (claims.aud !== topic) return reject('topic')
  if (claims.issuedAt > now + LIMITS.skew) return ignore('early')
  if (claims.issuedAt < now - LIMITS.transcriptAge - LIMITS.lifetime) return ignore('late')
  if (claims.sid === own.sid && claims.iss === own.did) return ignore('seen')
  if (!isNaming(body) || body.reader) return ignore('absent')
  return text.length > LIMITS.bylineEnvelope ? ignore('crowded') : null
}

function screenState(
  record: SessionRecord,
  { seq }: Envelope['claims'],
  type: Envelope['body']['type'],
): Refusal | null {
  if (record.endedAt !== Infinity) return ignore('ended')
  return seq <= newestOf(record, type) ? ignore('outdated') : null
}

/** The number of the newest envelope that outdates others of a type (PR15). */
function newestOf(record: SessionRecord, type: Envelope['body']['type']): number {
  if (type === 'typing') return record.typingSeq
  return isPresence(type) ? record.presenceSeq : record.otherSeq
}

function screenTalk(record: SessionRecord, { seq, issuedAt, link }: Envelope['claims']): Refusal | null {
  const seen = link.chain === 'direct' ? record.direct : record.content
  if (seen.has(seq)) return ignore('seen')
  if (issuedAt > record.endedAt) return ignore('ended')
  return record.presence?.body.reader === true ? ignore('absent') : null
}

function isPresence(type: Envelope['body']['type']): boolean {
  return type === 'join' || type === 'here' || type === 'leave'
}
