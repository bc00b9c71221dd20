/**
 * Passing frames on no faster than those behind take them (SPEC NW18): what is passed on cannot be signed more slowly,
 * as one's own words can, and what waits for a slow reader beyond gossip's bound is lost with its stream.
 *
 * Nobody may hold up a room for long. Whoever took too little in time is not waited for, and of many such in a room
 * no more than a few.
 */
import type { Stream } from '@libp2p/interface'
import { Rate } from './rate.ts'
import { isBehind, roomToSend } from './room-to-send.ts'

/** Sizes are bytes, times milliseconds. */
export const ONWARD_LIMITS = Object.freeze({
  /** What may wait for a reader before more is held back. */
  behind: 262_144,
  /** How long one reader may hold a room up. */
  patience: 1_000,
  /** For how long a reader is not waited for that did. */
  slow: 10_000,
  /** Readers that may do so in one room, at once and per second. */
  slowBurst: 4,
  slowPerSecond: 0.2,
  /** The longest frame that passes those held back: presence with an account's proof and a picture. */
  passing: 12_288,
})

/** The properties of a frame that decide its place among others. */
interface InTurn {
  /** The session that signed it: its frames never overtake each other. */
  readonly session: string
  /** Whether it says what holds until the next one, presence above all. */
  readonly isState: boolean
  readonly bytes: number
}

const ROOM = 'room'

export class Onward {
  readonly #readers: () => Iterable<readonly [peer: string, stream: Stream]>
  readonly #now: () => number
  readonly #patience: Rate
  /** Readers who are not waited for until then. No more than there was patience for. */
  readonly #slow = new Map<string, number>()
  /** The last frame that is held back, in all and of each session. */
  #last: Promise<unknown> | null = null
  readonly #lastOf = new Map<string, Promise<unknown>>()

  /**
   * @param readers those to whom frames are passed on, and the streams on which they go
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(readers: () => Iterable<readonly [peer: string, stream: Stream]>, now: () => number) {
    this.#readers = readers
    this.#now = now
    const { slowPerSecond: perSecond, slowBurst: burst } = ONWARD_LIMITS
    this.#patience = new Rate({ perSecond, burst })
  }

  /**
   * Whether everybody has room who is to get a frame that came from this peer. `null` if so; else it settles once they
   * have, or have had their time.
   */
  ready(from: string): Promise<unknown> | null {
    const behind: Promise<void>[] = []
    for (const [peer, stream] of this.#readers()) {
      if (peer === from || !isBehind(stream, ONWARD_LIMITS.behind)) continue
      if (!this.#isSlow(peer)) behind.push(this.#wait(peer, stream))
    }
    return behind.length === 0 ? null : Promise.all(behind)
  }

  /**
   * Whether it is an accepted frame's turn. `null` if so; else it settles when it is. Frames go on in the order of
   * these calls, but for state: it waits for nothing but what its own session said before. So nobody's presence is late
   * because a reader is slow to take what others say.
   */
  turn(from: string, { session, isState, bytes }: InTurn): Promise<unknown> | null {
    const passes = isState && bytes <= ONWARD_LIMITS.passing
    if (passes) return this.#lastOf.get(session) ?? null
    const own = this.#last === null ? this.ready(from) : this.#last.then(() => this.ready(from))
    if (own === null) return null
    this.#last = own
    this.#lastOf.set(session, own)
    void own.finally(() => {
      if (this.#last === own) this.#last = null
      if (this.#lastOf.get(session) === own) this.#lastOf.delete(session)
    })
    return own
  }

  async #wait(peer: string, stream: Stream): Promise<void> {
    const { behind, patience } = ONWARD_LIMITS
    try {
      await roomToSend(stream, patience, { behind, inAll: patience })
    } catch {
      this.#patience.take(ROOM, this.#now())
      this.#slow.set(peer, this.#now() + ONWARD_LIMITS.slow)
    }
  }

  /** Also where the room has no patience left. */
  #isSlow(peer: string): boolean {
    const now = this.#now()
    for (const [one, until] of this.#slow) if (until <= now) this.#slow.delete(one)
    return this.#slow.has(peer) || !this.#patience.has(ROOM, now)
  }
}
