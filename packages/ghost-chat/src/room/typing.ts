/**
 * Who is typing (SPEC TP2 to TP4): a hint of a few seconds, kept apart from presence and from what is said.
 */
import type { Claims } from '../wire/claims.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import { FloodGate, TYPING_FLOOD } from '../wire/flood.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { ignore, type Refusal } from '../wire/verdict.ts'
import type { Effect, Outcome } from './effects.ts'
import type { SessionRecord, Sessions } from './sessions.ts'

interface Told {
  /** When it was said, by the session's clock, and until when it holds here; in milliseconds. */
  readonly at: number
  readonly until: number
}

/** Who types may have changed. Whoever shows it looks whether it has. */
const CHANGED: readonly Effect[] = [{ do: 'typing' }]

export class Typing {
  readonly #sessions: Sessions
  readonly #flood = new FloodGate(TYPING_FLOOD, 2 * LIMITS.skew + LIMITS.typingWindow)
  readonly #told = new Map<SessionRecord, Told>()

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  /** Whether a room of so many, this member's session included, is small enough for it. */
  get isTold(): boolean {
    return this.#sessions.present + 1 <= LIMITS.typingSessions
  }

  /** What speaks against an envelope that says who types, before its signature is verified. Remembers nothing. */
  screen({ iss, sid, issuedAt }: Claims): Refusal | null {
    const presence = this.#sessions.find({ iss, sid })?.presence ?? null
    if (presence === null || presence.body.reader) return ignore('absent')
    if (!this.isTold) return ignore('crowded')
    return this.#flood.allows(iss, issuedAt, 1) ? null : ignore('flood')
  }

  /** Takes in what `screen` found nothing against. */
  receive(
    record: SessionRecord,
    { claims }: VerifiedEnvelope,
    isTyping: boolean,
    joinedAt: number,
    now: number,
  ): Outcome {
    record.typingSeq = claims.seq
    this.#flood.note(claims.iss, claims.issuedAt, 1)
    if (!isTyping) this.#told.delete(record)
    // What was said before this member came is past, and so is what its session has said something after.
    else if (claims.issuedAt >= joinedAt && !isOvertaken(record, claims)) {
      this.#told.set(record, { at: claims.issuedAt, until: now + LIMITS.typingShown })
    }
    return { ok: true, effects: CHANGED }
  }

  /** A session said something: what it typed is here. Gives what came of that, and this before it. */
  said(record: SessionRecord, { issuedAt }: Claims, outcome: Outcome): Outcome {
    const told = this.#told.get(record)
    if (told === undefined || told.at >= issuedAt) return outcome
    this.#told.delete(record)
    return { ...outcome, effects: [...CHANGED, ...(outcome.effects ?? [])] }
  }

  /** A session is gone. */
  gone(record: SessionRecord): readonly Effect[] {
    return this.#told.delete(record) ? CHANGED : []
  }

  /** Drops those whose time is over. */
  tick(now: number): readonly Effect[] {
    let isChanged = false
    for (const [record, told] of this.#told) if (!holds(told, now)) isChanged = this.#told.delete(record)
    return isChanged ? CHANGED : []
  }

  /** Users who type, in the order in which they began; without one's own. */
  users(own: Did, now: number): readonly Did[] {
    const dids = new Set<Did>()
    for (const [{ did }, told] of this.#told) if (did !== own && holds(told, now)) dids.add(did)
    return Object.freeze([...dids])
  }

  /** When to look again, in milliseconds. */
  get dueAt(): number {
    let at = Infinity
    for (const { until } of this.#told.values()) at = Math.min(at, until)
    return at
  }

  forget(now: number): void {
    this.#flood.forget(now)
  }
}

/** A clock that was set back makes nobody type for longer. */
function holds({ until }: Told, now: number): boolean {
  return now < until && until <= now + LIMITS.typingShown
}

/** Whether the session said something after it, which came by a faster way. */
function isOvertaken({ content }: SessionRecord, { link }: Claims): boolean {
  return link.chain === 'state' && content.newest > (link.head?.seq ?? -1)
}
