/**
 * The invariants: what must hold when all has healed, and why a message may be missing all the same.
 */
import type { Message } from 'ghost-chat'
import { DEFAULT_FLOOD, LIMITS } from 'ghost-chat/wire'
import type { Cast } from './cast.ts'
import type { Written } from './ledger.ts'
import type { Stay } from './stay.ts'

/**
 * Why a member cannot be asked to have a message:
 * `met`: it had heard of the message's session only after that (SQ4);
 * `gone`: the session ended, and nobody who is here has it, or three who were asked did not (decision 2);
 * `tail`: the session ended, and nothing the member heard of it told that there was more (decision 2);
 * `clock`: one of the two clocks is beyond what anyone accepts (TM2), or the sender's was while several such were all
 *   that it heard (TM6);
 * `flood`: its user said too much, in several sessions that had not heard each other (GC3).
 */
export type Excuse = 'met' | 'gone' | 'tail' | 'clock' | 'flood'

/** How often a gap is asked for. */
const ATTEMPTS = 3

/** Whether everyone who counts lists exactly those who must be here. */
export function rostersAgree(cast: Cast): boolean {
  const expected = cast.users()
  return cast.live().every((stay) => {
    if (!cast.counts(stay)) return true
    // By the events first, which cost nothing; by the list when they agree.
    for (const did of expected) if (did !== stay.did && !stay.present.has(did)) return false
    for (const did of stay.present) if (!expected.has(did) && !cast.mayBeHere(did)) return false
    return true
  })
}

/** Whether the lists that apps are shown say what the events said. */
function listsDiffer(cast: Cast): string | null {
  for (const stay of cast.live()) {
    const listed = stay.chat.onlineUsers()
    const told = new Set([stay.did, ...stay.present])
    if (listed.length !== told.size || !listed.every((did) => told.has(did)))
      return `${stay.name} lists ${listed.length} users and was told of ${told.size}`
  }
  return null
}

/** What a member was acknowledged to be told of and does not have. */
function missing(stay: Stay, written: readonly Written[], cast: Cast): readonly Written[] {
  return written.filter(
    (message) => owed(message, stay) && !has(stay, message) && excuse(message, stay, cast) === null,
  )
}

/** Whether every live member has all that it is owed. */
export function allDelivered(cast: Cast): boolean {
  const written = [...cast.ledger.written.values()]
  return cast.live().every((stay) => missing(stay, written, cast).length === 0)
}

/** How often each excuse was needed. */
export function excuses(cast: Cast): Record<Excuse, number> {
  const counts = { met: 0, gone: 0, tail: 0, clock: 0, flood: 0 }
  for (const stay of cast.live()) {
    for (const message of cast.ledger.written.values()) {
      if (!owed(message, stay) || has(stay, message)) continue
      const why = excuse(message, stay, cast)
      if (why !== null) counts[why]++
    }
  }
  return counts
}

/** Everything that is wrong at the end. */
export function findings(cast: Cast): readonly string[] {
  const live = cast.live()
  const written = [...cast.ledger.written.values()]
  const found: string[] = []
  const lists = listsDiffer(cast)
  if (lists !== null) found.push(lists)
  if (!rostersAgree(cast)) found.push(`rosters differ: ${rosterDifference(cast)}`)
  for (const stay of live) {
    for (const lost of missing(stay, written, cast))
      found.push(`${stay.name} never heard "${lost.text}" of ${lost.by.name} (${lost.sid} ${lost.seq})`)
    found.push(...transcriptFaults(stay, cast), ...crowds(stay))
  }
  const witness = cast.witness?.stay
  if (witness !== undefined && witness.present.size > 0) found.push('ghosts in the other room')
  if (witness !== undefined && witness.shown.size > 0) found.push('the other room heard something')
  found.push(...transcriptsDiffer(live, written, cast))
  return found
}

/** Said with an acknowledgement, by somebody else, while this member was in the room. */
function owed(message: Written, stay: Stay): boolean {
  return message.acknowledged && message.by !== stay && message.issuedAt >= stay.joinedStamp
}

function has(stay: Stay, message: Written): boolean {
  if (stay.shown.has(message.id)) return true
  return stay.clockWasSet && stay.chat.messages().some(({ id }) => id === message.id)
}

function excuse(message: Written, stay: Stay, cast: Cast): Excuse | null {
  if (!cast.counts(stay) || !cast.counts(message.by)) return 'clock'
  if (Math.abs(message.ahead) > LIMITS.skew && cast.mayMislead) return 'clock'
  if (isTooMuch(message, cast)) return 'flood'
  const chain = stay.chains.get(message.sid)
  if (message.by.live) return chain === undefined || message.seq >= chain.start ? null : 'met'
  if (chain === undefined || message.seq > chain.known) return 'tail'
  if (message.seq < chain.start) return 'met'
  const isHere = cast.live().some((other) => has(other, message))
  const asked = stay.asked.get(`${message.sid} ${message.seq}`) ?? 0
  return !isHere || asked >= ATTEMPTS ? 'gone' : null
}

/** Whether a user's sessions together said more than the rule allows around a message. One alone never does. */
function isTooMuch({ by, issuedAt }: Written, cast: Cast): boolean {
  const { messages, window } = DEFAULT_FLOOD
  const near = [...cast.ledger.written.values()].filter(
    (other) => other.by.did === by.did && Math.abs(other.issuedAt - issuedAt) < window,
  )
  return near.length > messages && new Set(near.map(({ sid }) => sid)).size > 1
}

/** Order, cause and bounds of one transcript, and what it keeps of what was shown. */
function* transcriptFaults(stay: Stay, cast: Cast): Generator<string> {
  const messages = stay.chat.messages()
  if (messages.length > LIMITS.transcriptMessages) yield `${stay.name} keeps ${messages.length} messages`
  const places = new Map(messages.map((message, place) => [message.id, place]))
  if (places.size !== messages.length) yield `${stay.name} keeps a message twice`
  for (const [place, message] of messages.entries()) {
    const objection = cast.ledger.objection(message, stay.chat.name)
    if (objection !== null) yield `${stay.name} keeps "${message.text}": ${objection}`
    const asked = message.replyTo === undefined ? undefined : places.get(message.replyTo)
    if (asked !== undefined && asked > place && isCausal(message, cast))
      yield `${stay.name} keeps the answer "${message.text}" before its question`
  }
  if (messages.length < LIMITS.transcriptMessages) {
    for (const message of stay.shown.values()) {
      if (!places.has(message.id)) yield `${stay.name} showed "${message.text}" and does not keep it`
    }
  }
  for (const did of cast.ledger.villains) yield* floods(stay, messages.concat(...stay.shown.values()), did)
}

function isCausal(answer: Message, cast: Cast): boolean {
  const { written } = cast.ledger
  const by = written.get(answer.id)
  const of = answer.replyTo === undefined ? undefined : written.get(answer.replyTo)
  if (by === undefined || of === undefined) return false
  // An answer follows a stamp that is up to a second ahead of the answerer's own clock (SQ2).
  return of.ahead - by.clockError <= LIMITS.clockError
}

/** At most so many messages of one DID in any window of their own times (GC3). */
function* floods(stay: Stay, messages: readonly Message[], did: string): Generator<string> {
  const own = new Map(messages.flatMap((message) => (message.from === did ? [[message.id, message]] : [])))
  const times = Array.from(own.values(), ({ timestamp }) => timestamp.getTime()).sort((a, b) => a - b)
  const { messages: most, window } = DEFAULT_FLOOD
  for (const [place, time] of times.entries()) {
    const over = times[place + most]
    if (over === undefined || over - time >= window) continue
    yield `${stay.name} took more than ${most} messages of one user within ${window} ms`
    return
  }
}

/** PR7's number, not the limit's: a bound that were lifted would agree with itself. */
const SESSIONS_OF_A_DID = 16

/** At most so many sessions of one DID (PR7), whatever it does. */
function* crowds(stay: Stay): Generator<string> {
  for (const { did, sessions } of stay.chat.users())
    if (sessions.length > SESSIONS_OF_A_DID) yield `${stay.name} lists ${sessions.length} sessions of ${did}`
}

/** Members who were here throughout have the same transcript, but for what one of them is excused for. */
function* transcriptsDiffer(
  live: readonly Stay[],
  written: readonly Written[],
  cast: Cast,
): Generator<string> {
  const first = Math.min(...written.map(({ issuedAt }) => issuedAt))
  const throughout = live.filter((stay) => cast.counts(stay) && stay.joinedStamp <= first)
  const common = new Set(
    written.flatMap((message) => (isCommon(message, throughout, cast) ? message.id : [])),
  )
  const kept = throughout.map((stay) => stay.chat.messages().flatMap(({ id }) => (common.has(id) ? id : [])))
  // Where a transcript is full, its oldest messages made way for others.
  const full = throughout.some(({ chat }) => chat.messages().length >= LIMITS.transcriptMessages)
  const length = full ? Math.min(...kept.map((ids) => ids.length)) : Infinity
  const texts = kept.map((ids) => ids.slice(-length).join(' '))
  for (const [place, text] of texts.entries()) {
    if (text !== texts[0])
      yield `${throughout[place]?.name} and ${throughout[0]?.name} have other transcripts`
  }
}

function isCommon(message: Written, stays: readonly Stay[], cast: Cast): boolean {
  return (
    message.acknowledged &&
    stays.every((stay) => message.by === stay || has(stay, message) || excuse(message, stay, cast) === null)
  )
}

function rosterDifference(cast: Cast): string {
  const expected = cast.users()
  for (const stay of cast.live()) {
    if (!cast.counts(stay)) continue
    const lacks = [...expected].filter((did) => did !== stay.did && !stay.present.has(did))
    const extra = [...stay.present].filter((did) => !expected.has(did) && !cast.mayBeHere(did))
    if (lacks.length + extra.length > 0)
      return `${stay.name} lacks ${lacks.length} and has ${extra.length} too many of ${expected.size}`
  }
  return 'no more'
}
