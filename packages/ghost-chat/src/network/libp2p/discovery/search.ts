/**
 * The search for others in one room: eager while nobody was met, ever slower while this member is alone, and none
 * at all once it is among others; then only the keepers stay announced (SPEC FD2). What looks is loaded when it is
 * first needed.
 */
import { Backoff, pause } from '../backoff.ts'
import type { Seeker } from './seeker.ts'

/** Times in milliseconds. */
export const SEARCH_TIMES = Object.freeze({
  /** A hub that serves the room makes all of this needless, and needs a moment; longer where many come at once. */
  first: 1_000,
  /** Between two looks while the room is not reached at all. */
  unmet: { first: 500, longest: 30_000 },
  /** And while it is, and nobody else is there. */
  alone: { first: 2_000, longest: 300_000 },
  /** Between two looks at whether to stay announced. */
  kept: 60_000,
  /** One round of all sources. */
  round: 15_000,
})

/** How a room is: `unmet` reached by nobody and nothing, `alone` without others, `met` with some. */
export type Situation = 'unmet' | 'alone' | 'met'

export interface SearchOptions {
  readonly topic: string
  /** Loads what looks for others; `null` where that cannot be had now. */
  readonly seeker: () => Promise<Pick<Seeker, 'announce' | 'find'> | null>
  readonly situation: () => Situation
  /** Whether this member is one of those that stay announced. */
  readonly isKeeper: () => boolean
  /** Ends it. */
  readonly signal: AbortSignal
}

export class Search {
  readonly #options: SearchOptions
  #wake = new AbortController()
  readonly #ended: Promise<null>
  readonly stopped: Promise<void>

  constructor(options: SearchOptions) {
    this.#options = options
    this.#ended = new Promise((resolve) => {
      options.signal.addEventListener('abort', () => resolve(null), { once: true })
    })
    this.stopped = this.#run()
  }

  /** Something changed that makes another look worth it. */
  hurry(): void {
    this.#wake.abort()
  }

  async #run(): Promise<void> {
    const { situation, isKeeper, signal } = this.#options
    const waits = { unmet: new Backoff(SEARCH_TIMES.unmet), alone: new Backoff(SEARCH_TIMES.alone) }
    let last: Situation | null = null
    await pause(SEARCH_TIMES.first, signal)
    while (!signal.aborted) {
      const now = situation()
      if (now !== last) for (const wait of Object.values(waits)) wait.reset()
      last = now
      this.#wake = new AbortController()
      if (now !== 'met' || isKeeper()) await this.#look(now !== 'met')
      await pause(now === 'met' ? SEARCH_TIMES.kept : waits[now].next(), signal, this.#wake.signal)
    }
  }

  /** One round: announces this member, and looks for others if it has none. */
  async #look(forOthers: boolean): Promise<void> {
    const { seeker, topic, signal } = this.#options
    // Code that does not arrive holds nobody back who leaves.
    const seeking = await Promise.race([seeker(), this.#ended])
    // The room may have been left meanwhile, and what was announced there withdrawn.
    if (signal.aborted) return
    await seeking?.announce(topic, this.#patience())
    if (forOthers) await seeking?.find(topic, this.#patience())
  }

  #patience(): AbortSignal {
    return AbortSignal.any([this.#options.signal, AbortSignal.timeout(SEARCH_TIMES.round)])
  }
}
