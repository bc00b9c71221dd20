/**
 * The failure detector (SPEC PR11 to PR14). A lost link or another member's suspicion is a hint. Each member asks the
 * peer itself, within a budget, and takes a session for gone only if its own question was not answered.
 */
import type { Did, EnvelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Suspect } from '../wire/suspect.ts'
import type { Effect } from './effects.ts'
import type { SessionRecord, Sessions } from './sessions.ts'

/** The outcome of a question: `gone` means that every relay that leads to the peer says that it is not there. */
export type ProbeOutcome = 'answered' | 'silent' | 'gone'

/** How long a suspect has for its answer, however late it is asked. */
const LEAST_PATIENCE = LIMITS.refutation - LIMITS.checkDelay - LIMITS.checkSpread

interface Suspicion {
  /** When this member heard of it, and what the accuser's envelope gives as its own time. */
  readonly since: number
  readonly issuedAt: number
  askAt: number
  /** Whether this member lost the peer itself: its question is not taken from the budget. */
  isOwn: boolean
  evidence: 'none' | 'silent' | 'gone'
}

/** Why a peer is being asked: a link to it was lost, or a session at it is suspected, paid for or not. */
type Reason = 'lost' | 'own' | 'paid'

export class Suspicions {
  readonly #sessions: Sessions
  readonly #random: () => number
  /** Peers whose link was lost, and when to ask them. */
  readonly #lost = new Map<string, number>()
  readonly #asking = new Map<string, Reason>()
  /** Sessions that did not answer and that the room was not told of yet. */
  readonly #silent = new Map<SessionRecord, 'silent' | 'gone'>()
  readonly #suspected = new Map<SessionRecord, Suspicion>()
  readonly #accusers = new Map<Did, { since: number; count: number }>()
  /** Questions that others' suspicions may still cause, and when that was reckoned. */
  #budget: number = LIMITS.checksPerSecond
  #budgetAt = -Infinity

  constructor(sessions: Sessions, random: () => number) {
    this.#sessions = sessions
    this.#random = random
  }

  /** A link to a peer ended. Its `leave` may be on its way, and so may the peer itself. */
  lost(peer: string, now: number): void {
    if (this.#lost.has(peer) || this.#asking.has(peer) || this.#lost.size >= LIMITS.lostPeers) return
    if (this.#sessions.at(peer)[Symbol.iterator]().next().done === true) return
    // Others were told as well: the first to ask spares them the question.
    this.#lost.set(peer, now + LIMITS.suspicionDelay + this.#random() * LIMITS.suspicionSpread)
  }

  /** Peers to ask now. */
  due(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const [peer, at] of this.#lost) {
      if (at > now) continue
      this.#lost.delete(peer)
      if (this.#own(peer)) continue
      if (this.#asking.has(peer) || !this.#isUnsuspected(peer)) continue
      this.#asking.set(peer, 'lost')
      effects.push({ do: 'probe', peer, patience: LIMITS.probeTimeout })
    }
    for (const [record, suspicion] of this.#suspected) {
      const { peer } = record
      if (suspicion.evidence !== 'none' || suspicion.askAt > now || peer === null) continue
      if (record.suspectedUntil === Infinity || this.#asking.has(peer)) continue
      if (!suspicion.isOwn && !this.#spend(now)) {
        suspicion.askAt = now + LIMITS.suspicionDelay
        continue
      }
      this.#asking.set(peer, suspicion.isOwn ? 'own' : 'paid')
      // A question that waited for the budget leaves the suspect no less time than the others do.
      const patience = Math.max(LEAST_PATIENCE, record.suspectedUntil - now)
      effects.push({ do: 'probe', peer, patience })
    }
    return effects
  }

  /** A peer was asked. */
  probed(peer: string, outcome: ProbeOutcome, now: number): readonly Effect[] {
    const reason = this.#asking.get(peer)
    if (reason === undefined) return []
    this.#asking.delete(peer)
    // A question about a peer that is gone was no waste: strangers cannot use the budget up by true suspicions.
    if (reason === 'paid' && outcome === 'gone') this.#budget++
    for (const record of this.#sessions.at(peer)) {
      const suspicion = this.#suspected.get(record)
      if (outcome === 'answered') this.#acquit(record)
      else if (suspicion === undefined) {
        if (reason === 'lost') this.#silent.set(record, outcome)
      } else if (outcome === 'gone' || reason !== 'lost') suspicion.evidence = outcome
      else {
        // It had a moment only; it is asked once more, with patience.
        suspicion.isOwn = true
        suspicion.askAt = now
      }
    }
    return this.#silent.size > 0 ? [{ do: 'suspect' }] : []
  }

  /** Whom to accuse: as many as one envelope holds. They stay until `accuse` says that it went out. */
  suspects(): readonly Suspect[] {
    const suspects: Suspect[] = []
    for (const record of this.#silent.keys()) {
      if (record.presence === null || record.suspectedUntil !== Infinity) this.#silent.delete(record)
      else if (suspects.length < LIMITS.suspectsPerEnvelope)
        suspects.push({ iss: record.did, sid: record.sid, seq: record.presenceSeq })
    }
    return suspects
  }

  /** Whether one more accuser's envelope is looked at (PR14). Counts. */
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

  /** Sessions are accused: those that were not heard of since will be asked. */
  accuse(suspects: readonly Suspect[], now: number, issuedAt = now): void {
    for (const suspect of suspects) {
      const record = this.#sessions.find(suspect)
      if (record === undefined || record.presence === null || record.presenceSeq > suspect.seq) continue
      const found = this.#silent.get(record)
      this.#silent.delete(record)
      if (record.suspectedUntil !== Infinity || this.#suspected.size >= LIMITS.suspectsInHand) continue
      record.suspectedUntil = now + LIMITS.refutation
      // Most suspects say that they are here before anyone has to ask.
      const wait = LIMITS.checkDelay + this.#random() * LIMITS.checkSpread
      this.#suspected.set(record, {
        since: now,
        issuedAt,
        askAt: found === undefined ? now + wait : now,
        isOwn: found !== undefined,
        evidence: found === 'gone' ? 'gone' : 'none',
      })
    }
  }

  /** A session said something, live. What it made after it was accused shows that it is here. */
  heard(record: SessionRecord, issuedAt: number): void {
    const suspicion = this.#suspected.get(record)
    if (suspicion !== undefined && issuedAt > suspicion.issuedAt) this.#acquit(record)
  }

  /** Sessions that were suspected, and that this member found to be gone. */
  *condemned(now: number): Generator<SessionRecord> {
    for (const [record, { since, evidence }] of this.#suspected) {
      if (record.suspectedUntil === Infinity) this.#suspected.delete(record)
      else if (evidence === 'gone' && now >= since + LIMITS.refutationGone) {
        this.#suspected.delete(record)
        yield record
      } else if (now >= record.suspectedUntil && !this.#asking.has(record.peer ?? '')) {
        this.#suspected.delete(record)
        if (evidence !== 'none') yield record
        // There was no asking it: its lease says when it is gone.
        else record.suspectedUntil = Infinity
      }
    }
  }

  /** When to look again, in milliseconds. */
  get dueAt(): number {
    let at = Infinity
    for (const due of this.#lost.values()) at = Math.min(at, due)
    for (const [{ suspectedUntil, peer }, { since, askAt, evidence }] of this.#suspected) {
      if (evidence === 'gone') at = Math.min(at, since + LIMITS.refutationGone)
      if (this.#asking.has(peer ?? '')) continue
      at = Math.min(at, suspectedUntil, evidence === 'none' ? askAt : Infinity)
    }
    return at
  }

  /** This member is, or was, away itself: what it lost then says nothing of others. */
  clear(): void {
    this.#lost.clear()
    this.#silent.clear()
    this.#asking.clear()
    for (const record of this.#suspected.keys()) record.suspectedUntil = Infinity
    this.#suspected.clear()
  }

  #acquit(record: SessionRecord): void {
    record.suspectedUntil = Infinity
    this.#silent.delete(record)
    this.#suspected.delete(record)
  }

  /** This member lost a peer that is suspected already. Returns whether it is. */
  #own(peer: string): boolean {
    let isSuspected = false
    for (const record of this.#sessions.at(peer)) {
      const suspicion = this.#suspected.get(record)
      if (suspicion === undefined) continue
      suspicion.isOwn = true
      isSuspected = true
    }
    return isSuspected
  }

  /** The room's questions are few in all, whatever its size. */
  #spend(now: number): boolean {
    const most = LIMITS.checksPerSecond
    const perSecond = Math.min(most, LIMITS.checksInRoom / (this.#sessions.present + 1))
    const passed = Math.max(0, now - this.#budgetAt) / 1_000
    this.#budget = Math.min(most, Math.max(1, perSecond), this.#budget + passed * perSecond)
    this.#budgetAt = now
    if (this.#budget < 1) return false
    this.#budget--
    return true
  }

  #isUnsuspected(peer: string): boolean {
    for (const { suspectedUntil } of this.#sessions.at(peer)) if (suspectedUntil === Infinity) return true
    return false
  }
}

/**
 * How many of the accused say to all that they are here: so many a second in a room of any size (PR13). Which of them,
 * every session reckons alike from the accusations.
 */
export class Refutations {
  #since = -Infinity
  readonly #chosen = new Set<string>()

  /**
   * @param accused sessions that are here and were not heard of since
   * @param salt another for each accusation, so that not always the same are chosen
   * @returns whether `own` is chosen
   */
  isChosen(accused: readonly Accused[], own: string, salt: EnvelopeId, now: number): boolean {
    if (now - this.#since >= 1_000) {
      this.#since = now
      this.#chosen.clear()
    }
    let mix = 0
    for (const letter of salt.slice(0, 6)) mix = Math.imul(mix ^ letter.charCodeAt(0), 0x01000193)
    const rank = ({ prefix }: Accused): number => Math.imul(prefix ^ mix, 0x9e3779b1) >>> 0
    for (const { sid } of [...accused].sort((a, b) => rank(a) - rank(b))) {
      if (this.#chosen.size < LIMITS.refutationsPerSecond) this.#chosen.add(sid)
    }
    return this.#chosen.has(own)
  }
}

interface Accused {
  readonly sid: string
  readonly prefix: number
}
