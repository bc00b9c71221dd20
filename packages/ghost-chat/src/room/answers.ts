/**
 * What a member answers when it is asked (SPEC SY4 to SY6, SY10): other members' envelopes as they signed
 * them, bounded in number and size.
 */
import type { Presence } from '../wire/body.ts'
import type { Envelope, VerifiedEnvelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Bylines } from './bylines.ts'
import type { Request } from './requests.ts'
import type { Sessions } from './sessions.ts'
import type { Transcript } from './transcript.ts'

export interface Memory {
  readonly own: VerifiedEnvelope | null
  readonly sessions: Sessions
  readonly transcript: Transcript
  readonly bylines: Bylines
}

/** Requests that are answered with envelopes. */
export type Asked = Extract<Request, { ask: 'roster' | 'newcomers' | 'backlog' | 'repair' }>

/** The items of an answer. Nothing that was said to one person only is in a transcript, so none is here. */
export function answerItems(request: Asked, memory: Memory): readonly VerifiedEnvelope[] {
  switch (request.ask) {
    case 'roster':
      return bounded(rosterOf(memory), LIMITS.rosterItems, LIMITS.rosterBytes)
    case 'newcomers':
      return bounded(rosterOf(memory, request.since), LIMITS.answerItems, LIMITS.answerBytes)
    case 'backlog': {
      // The newest matter most: where not all fit, the oldest are left out.
      const latest = memory.transcript.latest(request.limit, request.since)
      const given = bounded([...latest].reverse(), LIMITS.answerItems, LIMITS.answerBytes).reverse()
      // Names first: a message is told with the name that is known as it comes.
      return request.names === true ? [...memory.bylines.answer(given, memory.own), ...given] : given
    }
    case 'repair': {
      const { iss, sid, from, to } = request
      return bounded(memory.transcript.range(iss, sid, from, to), LIMITS.answerItems, LIMITS.answerBytes)
    }
  }
}

/** Whether an item is what was asked for (SY7). */
export function fitsQuestion(request: Request, { claims, body }: Envelope): boolean {
  switch (request.ask) {
    case 'roster':
    case 'newcomers':
      return isNaming(body)
    case 'backlog':
      return claims.link.chain === 'content' || (request.names === true && isNaming(body))
    case 'repair': {
      const { iss, sid, seq, link } = claims
      const isInRange = seq >= request.from && seq <= request.to
      return link.chain === 'content' && iss === request.iss && sid === request.sid && isInRange
    }
    case 'hello':
    case 'direct':
      return false
  }
}

/** Whether it may say what its author is called. */
export function isNaming(body: Envelope['body']): body is Presence {
  return body.type === 'join' || body.type === 'here'
}

/** @param since only presence that was made then or later, in milliseconds */
function* rosterOf({ own, sessions }: Memory, since = 0): Generator<VerifiedEnvelope> {
  if (own !== null && own.claims.issuedAt >= since) yield own
  for (const { presence } of sessions.here()) if (presence.claims.issuedAt >= since) yield presence
}

function bounded(envelopes: Iterable<VerifiedEnvelope>, items: number, bytes: number): VerifiedEnvelope[] {
  const taken: VerifiedEnvelope[] = []
  let size = 0
  for (const envelope of envelopes) {
    size += envelope.text.length
    if (taken.length === items || size > bytes) break
    taken.push(envelope)
  }
  return taken
}
