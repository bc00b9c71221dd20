/** Whether one is alone in the room for long enough that others are to be invited. Knows no interface. */
import type { RoomSession } from '../session/room-session.ts'

/** `first`: nothing has been said here. `only`: something has. */
export interface Alone {
  readonly state: 'first' | 'only'
  /** Whether others were here while one was. */
  readonly met: boolean
}

/** Others show themselves within this time after one has come. */
const SETTLED_MS = 1_500

export class Solitude {
  readonly #changed: () => void
  #session: RoomSession | undefined
  #met = false
  /** Milliseconds since 1970 at which the last other person was gone. */
  #since: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** `undefined` where others are here, and while that is not known yet. */
  look(session: RoomSession | undefined, now = Date.now()): Alone | undefined {
    clearTimeout(this.#timer)
    if (session !== this.#session) {
      this.#session = session
      this.#met = false
      this.#since = undefined
    }
    const state = session?.chat?.connection.state
    if (session === undefined || (state !== 'relayed' && state !== 'direct')) return undefined
    if (!session.company.alone) {
      this.#met = true
      this.#since = undefined
      return undefined
    }
    this.#since ??= now
    const left = this.#since + SETTLED_MS - now
    if (left > 0) {
      this.#timer = setTimeout(this.#changed, left)
      return undefined
    }
    const isSilent = !session.talk.entries.some((entry) => entry.kind === 'message')
    return { state: isSilent ? 'first' : 'only', met: this.#met }
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
