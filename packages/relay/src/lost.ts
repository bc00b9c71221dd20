/**
 * Tells members whom the relay has lost (SPEC NW6).
 *
 * A member whose process ends says nothing, and the relay is the first to notice. What it says is a hint: a few
 * hear of it, and the room finds out by itself what is true of it.
 */
import { randomInt } from 'node:crypto'
import { Rate } from 'ghost-chat/network/gossip'
import type { RelayLimits } from './limits.ts'

export interface LostOptions {
  readonly limits: RelayLimits
  /** Who is in a topic now. */
  readonly membersOf: (topic: string) => ReadonlySet<string>
  /** Tells one member. May reject, which is nobody's business. */
  readonly tell: (member: string, topic: string, peer: string, signal: AbortSignal) => Promise<void>
}

/** Words by what became of them. */
export interface LostCounts {
  /** Members that were told. */
  readonly told: number
  /** Members that did not take it. */
  readonly failed: number
  /** Losses that nobody was told of, because there were too many. */
  readonly dropped: number
}

interface Loss {
  /** Where the peer came from. */
  readonly address: string
  readonly topic: string
  readonly peer: string
}

/** How often losses that had to wait are looked at, in milliseconds. */
const TURN = 100
/** The one bucket of what is counted for all rooms together. */
const ALL = 'all'

export class LostPeers {
  readonly #options: LostOptions
  readonly #perTopic: Rate
  readonly #altogether: Rate
  readonly #closing = new AbortController()
  #waiting: Loss[] = []
  #underWay = 0
  #turn: ReturnType<typeof setTimeout> | null = null
  #told = 0
  #failed = 0
  #dropped = 0

  constructor(options: LostOptions) {
    const { lostPerSecond, lostBurst, lostAllPerSecond, lostAllBurst } = options.limits
    this.#options = options
    this.#perTopic = new Rate({ perSecond: lostPerSecond, burst: lostBurst })
    this.#altogether = new Rate({ perSecond: lostAllPerSecond, burst: lostAllBurst })
  }

  get counts(): LostCounts {
    return Object.freeze({ told: this.#told, failed: this.#failed, dropped: this.#dropped })
  }

  /** A peer's last connection ended while it was in these topics. */
  lost(peer: string, topics: Iterable<string>, address = peer): void {
    if (this.#closing.signal.aborted) return
    for (const topic of topics) {
      if (this.#options.membersOf(topic).size === 0) continue
      this.#waiting.push({ address, topic, peer })
    }
    this.#waiting = inTurn(this.#waiting)
    this.#tellWaiting()
    // The last in turn are of the address that lost most.
    const over = this.#waiting.splice(this.#options.limits.lostWaiting)
    this.#dropped += over.length
  }

  /** A room was dropped. */
  forget(topic: string): void {
    this.#perTopic.forget(topic)
  }

  /** Nobody is told any more: who is hung up on by a relay that ends was not lost. */
  close(): void {
    this.#closing.abort()
    if (this.#turn !== null) clearTimeout(this.#turn)
    this.#waiting = []
  }

  /** Tells what may be told now, one of each address in turn; a room that is over its rate holds up no other. */
  #tellWaiting(): void {
    const now = performance.now()
    const later: Loss[] = []
    let full = false
    for (const loss of this.#waiting) {
      // It came back while this waited.
      if (this.#options.membersOf(loss.topic).has(loss.peer)) continue
      if (full || !this.#perTopic.take(loss.topic, now)) later.push(loss)
      else if (this.#altogether.take(ALL, now)) this.#tellSome(loss)
      else {
        full = true
        later.push(loss)
      }
    }
    this.#waiting = later
    if (later.length === 0 || this.#turn !== null) return
    this.#turn = setTimeout(() => {
      this.#turn = null
      this.#tellWaiting()
    }, TURN).unref()
  }

  #tellSome({ topic, peer }: Loss): void {
    const members = [...this.#options.membersOf(topic)]
    for (let i = 0; i < this.#options.limits.lostTold && members.length > 0; i++) {
      const [member] = members.splice(randomInt(members.length), 1)
      if (member !== undefined) void this.#tell(member, topic, peer)
    }
  }

  /** Never waited for: a member that is slow holds up nobody. */
  async #tell(member: string, topic: string, peer: string): Promise<void> {
    const { limits, tell } = this.#options
    if (this.#underWay >= limits.lostStreams) {
      this.#failed++
      return
    }
    this.#underWay++
    try {
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(limits.lostTimeout)])
      await tell(member, topic, peer, signal)
      this.#told++
    } catch {
      // It may be gone itself, or not speak this. The others were told, and leases end by themselves.
      this.#failed++
    } finally {
      this.#underWay--
    }
  }
}

/** One of each address, then the next of each: a crowd that goes all at once holds up nobody who goes from elsewhere. */
function inTurn(losses: readonly Loss[]): Loss[] {
  const counts = new Map<string, number>()
  const turns = losses.map((loss) => {
    const turn = counts.get(loss.address) ?? 0
    counts.set(loss.address, turn + 1)
    return { loss, turn }
  })
  return turns.sort((one, other) => one.turn - other.turn).map(({ loss }) => loss)
}
