/**
 * Learning from others what happened before: the roster after a join (SPEC PR8, PR9), and what was said
 * meanwhile after an interruption.
 */
import { LIMITS } from '../wire/limits.ts'
import type { Effect } from './effects.ts'
import type { Sessions } from './sessions.ts'

type What = 'roster' | 'backlog'

/** Long enough for a greeting to come first, and between two attempts. */
const PATIENCE = 1_000
/** Members that are asked, where the first may not know: after an interruption, and for who came meanwhile. */
const ROUNDS = 3
/** How often a member is asked that only a stranger's relay leads to, where nobody else is there (FD7). */
const FAR = 3
/** Members that were taken for gone during an interruption, and are asked when nobody else is known to be here. */
const FORMER = 8
/** Members that greeted this one first, and are remembered. */
const GREETERS = 3

export class Catchup {
  readonly #sessions: Sessions
  readonly #reaches: (peer: string) => boolean
  readonly #wanted = new Set<What>(['roster'])
  readonly #asking = new Set<What>()
  /** Whom to ask next: the room's sessions in turn, so that one that does not answer is passed over. */
  #turn = 0
  #acquainted = false
  #askAt: number | null = null
  /** How often such a member may still be asked. */
  #farLeft = FAR
  /** Members still to be asked whatever the others have said. */
  #rounds = 0
  /** When to ask who came at the same moment as this member; `null` until it has the roster (PR17). */
  #newcomersAt: number | null = null
  #newcomersLeft = 0
  /** Peers of members that fell silent before the interruption ended. */
  #former: readonly string[] = []
  #formerAsked = 0
  readonly #greeters: string[] = []

  /** @param reaches whether a peer can be asked without a stranger's relay; where none can, all are as good */
  constructor(sessions: Sessions, reaches: (peer: string) => boolean = () => true) {
    this.#sessions = sessions
    this.#reaches = reaches
  }

  /** Everything is to be learnt anew. */
  restart(): void {
    this.#wanted.add('roster').add('backlog')
    // At once, for there is nothing to wait for.
    this.#askAt = -Infinity
    this.#rounds = ROUNDS
    this.#farLeft = FAR
    this.#newcomersAt = null
    this.#former = this.#sessions.silentPeers(FORMER)
    this.#formerAsked = 0
  }

  /** The first that greeted this member, in their order: who greets early has been here, and is near. */
  get greeters(): readonly string[] {
    return this.#greeters
  }

  greetedBy(peer: string): readonly Effect[] {
    if (this.#greeters.length < GREETERS && !this.#greeters.includes(peer)) this.#greeters.push(peer)
    // Another one may be nearer; if there is none, this one is asked in a moment.
    return this.#reaches(peer) ? this.#ask('roster', peer) : []
  }

  done(what: What, succeeded: boolean): void {
    this.#asking.delete(what)
    if (succeeded) this.#wanted.delete(what)
    if (succeeded && what === 'roster') this.#acquainted = true
  }

  /** Whether this member was ever given a roster. */
  get acquainted(): boolean {
    return this.#acquainted
  }

  /** Whether this member has been told of everyone: whom it meets from now on came after it (SQ4). */
  get knowsAll(): boolean {
    return this.#acquainted && this.#sessions.present < LIMITS.rosterItems
  }

  /** What to ask now, if nobody came forward by himself. */
  due(now: number): readonly Effect[] {
    const newcomers = this.#wanted.has('roster') ? [] : this.#newcomers(now)
    if (this.#wanted.size === 0 && this.#rounds === 0) return newcomers
    this.#askAt ??= now + PATIENCE
    if (now < this.#askAt) return newcomers
    this.#askAt = now + PATIENCE
    const peer = this.somePeer() ?? this.#formerPeer()
    if (peer === null || !this.#mayAsk(peer)) return newcomers
    if (this.#rounds > 0) {
      this.#rounds = Math.min(this.#rounds, this.#sessions.present + this.#former.length) - 1
      for (const what of ['roster', 'backlog'] as const) this.#asking.delete(what)
      this.#wanted.add('roster').add('backlog')
    }
    return [...newcomers, ...this.#ask('roster', peer), ...this.#ask('backlog', peer)]
  }

  /** When to look again, in milliseconds. */
  get dueAt(): number {
    const ask = this.#wanted.size > 0 || this.#rounds > 0 ? (this.#askAt ?? Infinity) : Infinity
    const asksNewcomers = this.#newcomersLeft > 0 && !this.#wanted.has('roster')
    return asksNewcomers ? Math.min(ask, this.#newcomersAt ?? Infinity) : ask
  }

  /** One of the room's peers but one, another each time; `null` where there is none. */
  somePeer(but: string | null = null): string | null {
    return this.#peerAt(this.#turn++, but)
  }

  #peerAt(place: number, but: string | null = null): string | null {
    const all = Array.from(this.#sessions.here(), ({ presence }) => presence.body.peer)
    const near = all.filter(this.#reaches)
    const peers = near.length > 0 ? near : all
    if (peers.length === 0) return null
    const from = place % peers.length
    return [...peers.slice(from), ...peers.slice(0, from)].find((peer) => peer !== but) ?? null
  }

  /** It was this member that was away: those whom it missed may not even have noticed. */
  #formerPeer(): string | null {
    const { length } = this.#former
    return length === 0 ? null : (this.#former[this.#formerAsked++ % length] ?? null)
  }

  /** Whoever came while the roster was on its way is neither in it nor was heard. */
  #newcomers(now: number): readonly Effect[] {
    if (this.#newcomersAt === null) {
      this.#newcomersAt = now + LIMITS.newcomersDelay
      this.#newcomersLeft = ROUNDS
    }
    if (now < this.#newcomersAt || this.#newcomersLeft === 0) return []
    // Those who are asked may have come a moment ago themselves: one after another, and later.
    this.#newcomersLeft--
    this.#newcomersAt = now + LIMITS.newcomersDelay * 2 ** (ROUNDS - this.#newcomersLeft)
    const peer = this.#peerAt(ROUNDS - this.#newcomersLeft)
    return peer === null ? [] : [{ do: 'ask-newcomers', peer, since: now - LIMITS.newcomersSince }]
  }

  /** Whether a peer may be asked. Counts those that only a stranger's relay leads to. */
  #mayAsk(peer: string): boolean {
    return this.#reaches(peer) || this.#farLeft-- > 0
  }

  #ask(what: What, peer: string): Effect[] {
    if (!this.#wanted.has(what) || this.#asking.has(what)) return []
    this.#asking.add(what)
    return [{ do: what === 'roster' ? 'ask-roster' : 'ask-backlog', peer }]
  }
}
