/**
 * The search for others in one room: eager while nobody was met, ever slower while this member is alone, and none
 * at all once it is among others; then only the keepers stay announced (SPEC FD2).
 */
import { Backoff, pause } from '../backoff.ts'
import type { Found, Source } from './source.ts'

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
  readonly sources: readonly Source[]
  readonly situation: () => Situation
  /** Whether this member is one of those that stay announced. */
  readonly isKeeper: () => boolean
  readonly onFound: (found: Found) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

export class Search {
  readonly #options: SearchOptions
  #wake = new AbortController()
  readonly stopped: Promise<void>

  constructor(options: SearchOptions) {
    this.#options = options
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
      if (now !== 'met' || isKeeper()) await this.#announce()
      if (now !== 'met') await this.#find()
      await pause(now === 'met' ? SEARCH_TIMES.kept : waits[now].next(), signal, this.#wake.signal)
    }
  }

  async #announce(): Promise<void> {
    const { sources, topic } = this.#options
    const signal = this.#patience()
    await Promise.all(sources.map(async (source) => source.announce?.(topic, signal)))
  }

  async #find(): Promise<void> {
    const { sources, topic, onFound } = this.#options
    const signal = this.#patience()
    const find = async (source: Source): Promise<void> => {
      if (source.find === undefined) return
      for await (const found of source.find(topic, signal)) if (!signal.aborted) onFound(found)
    }
    await Promise.all(sources.map(find))
  }

  #patience(): AbortSignal {
    return AbortSignal.any([this.#options.signal, AbortSignal.timeout(SEARCH_TIMES.round)])
  }
}
