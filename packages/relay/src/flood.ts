/**
 * Flood control at the relay (SPEC NW8): the members' own rule, so that what they would ignore is not even
 * passed on. Counts what was verified only: nobody can use up what another may say.
 */
import {
  FloodGate,
  isControl,
  LIMITS,
  SessionGate,
  type Did,
  type Envelope,
  type FloodRule,
} from 'ghost-chat/wire'

/** The parts of an envelope by which it is counted. */
type Counted = Pick<Envelope, 'body' | 'text'>

/** How many messages an envelope holds. */
function messagesIn({ body }: Counted): number {
  return 'messages' in body ? body.messages.length : 0
}

/** Whether it says who types: bounded too, and apart, so that nobody types away what they may say. */
export function typingIn({ body }: Counted): number {
  return body.type === 'typing' ? 1 : 0
}

/** Whether it is control traffic, and its bytes (GC5). */
export function controlIn({ body }: Counted): number {
  return isControl(body) ? 1 : 0
}
export function controlBytesIn({ body, text }: Counted): number {
  return isControl(body) ? text.length : 0
}

export class Flood {
  readonly #countIn: (envelope: Counted) => number
  readonly #rule: FloodRule | null
  readonly #most: number
  readonly #rooms = new Map<string, FloodGate>()
  #dids = 0

  /**
   * @param rule `null` lets everything through
   * @param most DIDs of all rooms that are remembered; when there are more, the fullest room is forgotten
   * @param countIn what an envelope counts for; what counts for nothing passes
   */
  constructor(rule: FloodRule | null, most: number, countIn: (envelope: Counted) => number = messagesIn) {
    this.#countIn = countIn
    this.#rule = rule
    this.#most = most
  }

  /** DIDs that are remembered, each once per room. */
  get size(): number {
    return this.#dids
  }

  /** Whether an envelope on a topic keeps to the rule. Counts it if so. To be called in the order of arrival. */
  passes(topic: string, envelope: Envelope): boolean {
    const count = this.#countIn(envelope)
    if (this.#rule === null || count === 0) return true
    const gate = this.#rooms.get(topic) ?? this.#open(topic, this.#rule)
    const { iss, issuedAt } = envelope.claims
    if (!gate.allows(iss, issuedAt, count)) return false
    this.#counting(gate, () => gate.note(iss, issuedAt, count))
    if (this.#dids > this.#most) this.#forgetFullest()
    return true
  }

  /** Nobody is in a room any more. */
  drop(topic: string): void {
    this.#dids -= this.#rooms.get(topic)?.size ?? 0
    this.#rooms.delete(topic)
  }

  /** Forgets those whose last words are too old to count. */
  sweep(now: number): void {
    for (const gate of this.#rooms.values()) this.#counting(gate, () => gate.forget(now))
  }

  #open(topic: string, rule: FloodRule): FloodGate {
    // Only what is live comes here: from a minute ago to a minute ahead, and it is counted back by a window.
    const gate = new FloodGate(rule, 2 * LIMITS.skew + rule.window)
    this.#rooms.set(topic, gate)
    return gate
  }

  #counting(gate: FloodGate, change: () => void): void {
    const before = gate.size
    change()
    this.#dids += gate.size - before
  }

  #forgetFullest(): void {
    let fullest = ''
    let most = 0
    for (const [topic, { size }] of this.#rooms) {
      if (size > most) [fullest, most] = [topic, size]
    }
    this.drop(fullest)
  }
}

/** New sessions of a DID, per room (SPEC GC6). */
export class NewSessions {
  readonly #gate: SessionGate

  /** @param most DIDs that are remembered, each once per room; those that were not heard for the longest give way */
  constructor(most: number) {
    this.#gate = new SessionGate(most)
  }

  /** Whether an envelope is of a session that is known, or may be new. Counts it. */
  passes(topic: string, { claims: { iss, sid, issuedAt } }: Pick<Envelope, 'claims'>): boolean {
    return this.#gate.passes({ iss: `${iss} ${topic}` as Did, sid, issuedAt })
  }

  sweep(now: number): void {
    this.#gate.forget(now)
  }
}
