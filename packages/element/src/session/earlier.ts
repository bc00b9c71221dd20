/**
 * What was said before: asked for once by itself as soon as there is somebody to ask, and whenever the person
 * wants it.
 */
import type { GhostChat, Message } from 'ghost-chat'
import type { Earlier } from '../model.ts'
import { strings } from '../strings/strings.ts'

/** Whoever comes later than this was not here before us either, and has nothing to tell. */
const BY_ITSELF_MS = 15_000
const TRIES_BY_ITSELF = 4
/** Who is here is known by then. With nobody to ask, nothing is waited for. */
const ANYBODY_MS = 2_000
/** Whoever answered somebody's question too late is not to be asked again at once. */
const AGAIN_MS = 3_500

export interface EarlierEvents {
  readonly changed: () => void
  /** How many of them were new. */
  readonly given: (messages: readonly Message[]) => number
}

export class AskEarlier {
  readonly #events: EarlierEvents
  readonly #begun = Date.now()
  #chat: GhostChat | undefined
  #state: Earlier = { state: 'first', note: '' }
  #tries = 0
  #answered = false
  #asking = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #anybody: ReturnType<typeof setTimeout> | undefined

  constructor(events: EarlierEvents) {
    this.#events = events
  }

  get state(): Earlier {
    return this.#state
  }

  connect(chat: GhostChat): void {
    this.#chat = chat
    this.#anybody ??= setTimeout(() => {
      if (!this.#asking) this.#loaded()
    }, ANYBODY_MS)
  }

  /** The room cannot be joined now, so nothing is waited for. */
  stop(): void {
    if (!this.#asking) this.#loaded()
  }

  ask(): void {
    if (this.#asking || this.#chat === undefined) return
    this.#become('asking', '')
    this.#request().then(
      (added) => {
        if (added === 0) this.#become('done', strings.earlier.none)
        else this.#become('idle', '')
      },
      () => {
        this.#become('failed', strings.earlier.failed)
      },
    )
  }

  /** How many stays beside this one are known to be in the room: readers and one's own other tabs answer too. */
  others(count: number): void {
    if (this.#answered || this.#asking || count < 1 || this.#tries === TRIES_BY_ITSELF) return
    if (this.#timer !== undefined || Date.now() - this.#begun > BY_ITSELF_MS) return
    this.#tries += 1
    this.#request().then(
      () => {
        this.#answered = true
        this.#loaded()
      },
      () => {
        this.#loaded()
        // Whoever did not answer may have been leaving, or busy.
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.others(count)
        }, AGAIN_MS)
      },
    )
  }

  end(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#anybody)
    this.#tries = TRIES_BY_ITSELF
    this.#chat = undefined
  }

  async #request(): Promise<number> {
    const chat = this.#chat
    if (chat === undefined) return 0
    this.#asking = true
    try {
      return this.#events.given(await chat.requestBacklog())
    } finally {
      this.#asking = false
    }
  }

  /** The first were loaded, or cannot be. */
  #loaded(): void {
    if (this.#state.state === 'first') this.#become('idle', '')
  }

  #become(state: Earlier['state'], note: string): void {
    this.#state = Object.freeze({ state, note })
    this.#events.changed()
  }
}
