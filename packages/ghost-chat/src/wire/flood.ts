/**
 * Flood control (SPEC GC3, GC5, TP3): how much one DID may say, judged by the envelopes' own times, so that every
 * member comes to the same result.
 */
import type { Envelope } from './envelope.ts'
import type { Did, SessionId } from './ids.ts'
import { LIMITS } from './limits.ts'

export interface FloodRule {
  readonly messages: number
  /** Milliseconds. */
  readonly window: number
}

export const DEFAULT_FLOOD: FloodRule = Object.freeze({
  messages: LIMITS.floodMessages,
  window: LIMITS.floodWindow,
})

/** What a DID may say of its typing: the same everywhere (TP3). */
export const TYPING_FLOOD: FloodRule = Object.freeze({
  messages: LIMITS.typingPerWindow,
  window: LIMITS.typingWindow,
})

/** The bound of a DID beside `chat`, in envelopes and in bytes: the same everywhere (GC5). */
export const CONTROL_FLOOD: FloodRule = Object.freeze({
  messages: LIMITS.controlEnvelopes,
  window: LIMITS.controlWindow,
})
export const CONTROL_BYTES: FloodRule = Object.freeze({
  messages: LIMITS.controlBytes,
  window: LIMITS.controlWindow,
})

/** How many sessions a DID may begin: the same everywhere (GC6). */
export const NEW_SESSIONS: FloodRule = Object.freeze({
  messages: LIMITS.newSessions,
  window: LIMITS.newSessionsWindow,
})

/** The amount said at a moment: messages, envelopes or bytes. */
export interface Said {
  readonly at: number
  readonly count: number
}

/**
 * Whether `count` messages at `time` keep to a rule beside those of `said`, which is in the order of time. Every
 * window that holds `time` counts, those that end later too: else a DID could say as much as it likes by
 * stamping each message earlier than the one before.
 */
export function isWithin(
  rule: FloodRule | null,
  said: readonly Said[],
  time: number,
  count: number,
): boolean {
  if (rule === null) return true
  const { messages, window } = rule
  // An arriving envelope is nearly always the newest: its place is looked for from the end.
  let first = said.length
  let later = said.length
  let within = 0
  for (let one = said[first - 1]; one !== undefined && one.at > time - window; one = said[first - 1]) {
    first--
    if (one.at > time) later = first
    else within += one.count
  }
  // The window that ends at `time`, then those that end with each of the later ones.
  for (; ; later++) {
    if (within + count > messages) return false
    const end = said[later]
    if (end === undefined || end.at >= time + window) return true
    within += end.count
    for (let old = said[first]; old !== undefined && old.at <= end.at - window; old = said[first]) {
      first++
      within -= old.count
    }
  }
}

/** The words of one DID within a gate's span. */
interface Spent {
  said: Said[]
  sum: number
}

export class FloodGate {
  readonly #rule: FloodRule | null
  readonly #span: number
  readonly #most: number
  /** By DID, those that said something last at the end: first who said little, then who said much. */
  readonly #little = new Map<Did, Spent>()
  readonly #much = new Map<Did, Spent>()

  /**
   * @param rule `null` lets everything through
   * @param span milliseconds between the oldest and the newest envelope that may still come. What was noted is
   * kept for so long: if less were, a DID could fill the present and then say at will in the past.
   * @param most DIDs that are remembered. Beyond them a DID gives way that said less than half of what the rule
   * allows, the one silent the longest: so new DIDs, which cost nothing, reset no greedy one's count.
   */
  constructor(
    rule: FloodRule | null,
    span: number = LIMITS.lifetime + LIMITS.skew,
    most: number = LIMITS.floodDids,
  ) {
    this.#rule = rule
    this.#span = span
    this.#most = most
  }

  /** DIDs that are remembered. */
  get size(): number {
    return this.#little.size + this.#much.size
  }

  /** Whether `did` may have said `count` messages at `time`. */
  allows(did: Did, time: number, count: number): boolean {
    return isWithin(this.#rule, this.#of(did)?.said ?? [], time, count)
  }

  /** The rule, and what `did` said under it. */
  spentBy(did: Did): { readonly rule: FloodRule | null; readonly said: readonly Said[] } {
    return { rule: this.#rule, said: this.#of(did)?.said ?? [] }
  }

  /** Notes that `did` said `count` messages at `time`. */
  note(did: Did, time: number, count: number): void {
    if (this.#rule === null) return
    const spent = this.#of(did) ?? { said: [], sum: 0 }
    const { said } = spent
    let place = said.length
    while ((said[place - 1]?.at ?? -Infinity) > time) place--
    said.splice(place, 0, { at: time, count })
    spent.sum += count
    const oldest = (said.at(-1)?.at ?? time) - this.#span
    const kept = said.findIndex(({ at }) => at >= oldest)
    for (const { count: gone } of said.splice(0, kept)) spent.sum -= gone
    this.#little.delete(did)
    this.#much.delete(did)
    const isMuch = 2 * spent.sum >= this.#rule.messages
    ;(isMuch ? this.#much : this.#little).set(did, spent)
    if (this.size <= this.#most) return
    const fewest = this.#little.size > 0 ? this.#little : this.#much
    dropFirst(fewest, fewest.size - 1)
  }

  /** Forgets those who have been silent for longer than the span. */
  forget(now: number): void {
    for (const spent of [this.#little, this.#much])
      for (const [did, { said }] of spent) if ((said.at(-1)?.at ?? 0) < now - this.#span) spent.delete(did)
  }

  #of(did: Did): Spent | undefined {
    return this.#much.get(did) ?? this.#little.get(did)
  }
}

/** The rule for everything but `chat`, which GC3 counts: one DID's control traffic in one room (GC5). */
export class ControlGate {
  readonly #envelopes: FloodGate
  readonly #bytes: FloodGate

  /** @param most DIDs that are remembered */
  constructor(most: number = LIMITS.floodDids) {
    // Only what is live is counted: from a minute ago to a minute ahead, and by windows back from there.
    const span = 2 * LIMITS.skew + LIMITS.controlWindow
    this.#envelopes = new FloodGate(CONTROL_FLOOD, span, most)
    this.#bytes = new FloodGate(CONTROL_BYTES, span, most)
  }

  /** DIDs that are remembered. */
  get size(): number {
    return this.#envelopes.size
  }

  /** Whether an envelope keeps to the rule. Counts nothing, so it may be asked before a signature is verified. */
  allows({ body, claims: { iss, issuedAt }, text }: Pick<Envelope, 'body' | 'claims' | 'text'>): boolean {
    if (!isControl(body)) return true
    return this.#envelopes.allows(iss, issuedAt, 1) && this.#bytes.allows(iss, issuedAt, text.length)
  }

  /** Whether half of what the rule allows a DID is left: members keep the other half for what must go out (PR8). */
  isHalfFree(did: Did, now: number): boolean {
    const envelopes = CONTROL_FLOOD.messages / 2
    return (
      this.#envelopes.allows(did, now, envelopes) && this.#bytes.allows(did, now, CONTROL_BYTES.messages / 2)
    )
  }

  /** Counts a verified envelope. */
  note({ body, claims: { iss, issuedAt }, text }: Pick<Envelope, 'body' | 'claims' | 'text'>): void {
    if (!isControl(body)) return
    this.#envelopes.note(iss, issuedAt, 1)
    this.#bytes.note(iss, issuedAt, text.length)
  }

  forget(now: number): void {
    this.#envelopes.forget(now)
    this.#bytes.forget(now)
  }
}

/**
 * The rule for new sessions where sessions are not remembered otherwise, at a relay (GC6): of each DID it knows as many
 * again as may be new in a window, those heard last.
 */
export class SessionGate {
  readonly #flood: FloodGate
  readonly #known = new Map<Did, Set<SessionId>>()
  readonly #most: number

  /** @param most DIDs that are remembered; beyond them one that was not heard for the longest gives way */
  constructor(most: number = LIMITS.floodDids) {
    this.#most = most
    this.#flood = new FloodGate(NEW_SESSIONS, 2 * LIMITS.skew + LIMITS.newSessionsWindow, most)
  }

  /** DIDs that are remembered. */
  get size(): number {
    return this.#known.size
  }

  /** Whether a verified envelope is of a session that is known, or may be new. Counts it. */
  passes({ iss, sid, issuedAt }: Pick<Envelope['claims'], 'iss' | 'sid' | 'issuedAt'>): boolean {
    const known = this.#known.get(iss) ?? new Set()
    if (!known.has(sid)) {
      if (!this.#flood.allows(iss, issuedAt, 1)) return false
      this.#flood.note(iss, issuedAt, 1)
    }
    this.#known.delete(iss)
    this.#known.set(iss, known)
    known.delete(sid)
    known.add(sid)
    dropFirst(known, LIMITS.recordsPerDid)
    dropFirst(this.#known, this.#most)
    return true
  }

  forget(now: number): void {
    this.#flood.forget(now)
  }
}

/** Drops what was set first, where there is more than may be. */
function dropFirst<Key>(map: Map<Key, unknown> | Set<Key>, most: number): void {
  if (map.size <= most) return
  for (const first of map.keys()) {
    map.delete(first)
    return
  }
}

/** Whether GC5 counts an envelope: all but what GC3 and DM6 count. */
export function isControl({ type }: Envelope['body']): boolean {
  return type !== 'chat' && type !== 'direct'
}
