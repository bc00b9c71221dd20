/**
 * From a lost link to a session that is gone (SPEC PR11 to PR14): a hint is followed by a question, no answer by
 * a signed suspicion, and no refutation by the end of the session's presence.
 */
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Suspect } from '../wire/suspect.ts'
import type { Effect } from './effects.ts'
import type { SessionRecord, Sessions } from './sessions.ts'

export class Suspicions {
  readonly #sessions: Sessions
  readonly #random: () => number
  /** Peers that somebody lost, and when to ask them. */
  readonly #lost = new Map<string, number>()
  readonly #probing = new Set<string>()
  /** Sessions that did not answer and that nobody was told of yet. */
  readonly #silent = new Set<SessionRecord>()
  readonly #suspected = new Set<SessionRecord>()
  readonly #accusers = new Map<Did, { since: number; count: number }>()

  constructor(sessions: Sessions, random: () => number) {
    this.#sessions = sessions
    this.#random = random
  }

  /** A link to a peer ended. Its `leave` may be on its way, and so may the peer itself. */
  lost(peer: string, now: number): void {
    if (this.#lost.has(peer) || this.#probing.has(peer) || this.#lost.size >= LIMITS.lostPeers) return
    if (!this.#isUnsuspected(peer)) return
    // Others were told as well: whoever comes first spares them the question.
    this.#lost.set(peer, now + LIMITS.suspicionDelay + this.#random() * LIMITS.suspicionSpread)
  }

  /** Peers to ask now. */
  due(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const [peer, at] of this.#lost) {
      if (at > now) continue
      this.#lost.delete(peer)
      if (!this.#isUnsuspected(peer)) continue
      this.#probing.add(peer)
      effects.push({ do: 'probe', peer })
    }
    return effects
  }

  /** A lost peer was asked. */
  probed(peer: string, answered: boolean): readonly Effect[] {
    this.#probing.delete(peer)
    if (answered) return []
    for (const record of this.#sessions.at(peer)) {
      if (record.suspectedUntil === Infinity) this.#silent.add(record)
    }
    return this.#silent.size > 0 ? [{ do: 'suspect' }] : []
  }

  /** Whom to accuse: as many as one envelope holds. They stay until `accuse` says that it went out. */
  suspects(): readonly Suspect[] {
    const suspects: Suspect[] = []
    for (const record of this.#silent) {
      if (record.presence === null || record.suspectedUntil !== Infinity) this.#silent.delete(record)
      else if (suspects.length < LIMITS.suspectsPerEnvelope)
        suspects.push({ iss: record.did, sid: record.sid, seq: record.presenceSeq })
    }
    return suspects
  }

  /** Whether one more accuser's envelope is believed (PR14). Counts. */
  mayAccuse(accuser: Did, count: number, now: number): boolean {
    let spent = this.#accusers.get(accuser)
    if (spent === undefined || now - spent.since >= LIMITS.suspicionWindow) {
      for (const [did, { since }] of this.#accusers) {
        if (now - since >= LIMITS.suspicionWindow) this.#accusers.delete(did)
      }
      spent = { since: now, count: 0 }
      this.#accusers.set(accuser, spent)
    }
    spent.count += count
    return spent.count <= LIMITS.suspicions
  }

  /** Somebody accused sessions: those that were not heard of since have a moment to refute it. */
  accuse(suspects: readonly Suspect[], now: number): void {
    for (const suspect of suspects) {
      const record = this.#sessions.find(suspect)
      if (record === undefined || record.presence === null || record.presenceSeq > suspect.seq) continue
      this.#silent.delete(record)
      if (record.suspectedUntil !== Infinity) continue
      record.suspectedUntil = now + LIMITS.refutation
      this.#suspected.add(record)
    }
  }

  /** Sessions that were suspected and did not refute it. */
  *condemned(now: number): Generator<SessionRecord> {
    for (const record of this.#suspected) {
      if (record.suspectedUntil > now && record.suspectedUntil !== Infinity) continue
      this.#suspected.delete(record)
      if (record.suspectedUntil <= now) yield record
    }
  }

  /** When to look again, in milliseconds. */
  get dueAt(): number {
    let at = Infinity
    for (const due of this.#lost.values()) at = Math.min(at, due)
    for (const { suspectedUntil } of this.#suspected) at = Math.min(at, suspectedUntil)
    return at
  }

  /** This member is, or was, away itself: what it lost then says nothing of others. */
  clear(): void {
    this.#lost.clear()
    this.#silent.clear()
    for (const record of this.#suspected) record.suspectedUntil = Infinity
    this.#suspected.clear()
  }

  #isUnsuspected(peer: string): boolean {
    for (const { suspectedUntil } of this.#sessions.at(peer)) if (suspectedUntil === Infinity) return true
    return false
  }
}
