/**
 * Flood control at the relay (SPEC NW8): the members' own rule, so that what they would ignore is not even
 * passed on. Counts what was verified only: nobody can use up what another may say.
 */
import { FloodGate, LIMITS, type Envelope, type FloodRule } from 'ghost-chat/wire'

export class Flood {
  readonly #rule: FloodRule | null
  readonly #most: number
  readonly #rooms = new Map<string, FloodGate>()
  #dids = 0

  /**
   * @param rule `null` lets everything through
   * @param most DIDs of all rooms that are remembered; when there are more, the fullest room is forgotten
   */
  constructor(rule: FloodRule | null, most: number) {
    this.#rule = rule
    this.#most = most
  }

  /** DIDs that are remembered, each once per room. */
  get size(): number {
    return this.#dids
  }

  /** Whether an envelope on a topic keeps to the rule. Counts it if so. To be called in the order of arrival. */
  passes(topic: string, { claims, body }: Envelope): boolean {
    if (this.#rule === null || !('messages' in body)) return true
    const gate = this.#rooms.get(topic) ?? this.#open(topic, this.#rule)
    const { iss, issuedAt } = claims
    const count = body.messages.length
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
