/**
 * One stay in a room: enters, tries again with growing pauses while the relay is silent, and leaves. Once entered,
 * the library keeps the connection by itself. Knows no interface and not how a room is entered.
 */
import type { GhostChat } from 'ghost-chat'
import { explainJoin, mayPass } from '../text/explain.ts'

export type StayState =
  /** `reason`: why the attempt before this one failed. `slow`: it takes long. */
  | { readonly state: 'joining'; readonly reason?: string; readonly slow?: true }
  | { readonly state: 'waiting'; readonly reason: string; readonly seconds: number; readonly error: unknown }
  | { readonly state: 'joined'; readonly chat: GhostChat }
  | { readonly state: 'refused'; readonly reason: string; readonly error: unknown }

export interface Stay {
  readonly state: StayState
  /** Ends the pause, if there is one. */
  tryNow(): void
  /** Ends the stay. May be called twice. */
  end(): void
}

const FIRST_PAUSE_S = 1
const LONGEST_PAUSE_S = 30
/** So long an attempt takes before it is said that it takes long, in milliseconds. */
const SLOW = 3_000

export type Enter = (signal: AbortSignal) => Promise<GhostChat>

export interface StayEvents {
  /** A state after the first, `joining`; never once the stay has ended. */
  readonly state: (state: StayState) => void
  /** The same state, a second later. */
  readonly tick: (state: StayState) => void
}

export function startStay(enter: Enter, events: StayEvents): Stay {
  const ended = new AbortController()
  const { signal } = ended
  let state: StayState = Object.freeze({ state: 'joining' })
  let pause = FIRST_PAUSE_S
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: StayState, tell = events.state): void => {
    if (signal.aborted) return
    state = Object.freeze(next)
    tell(state)
  }

  const attempt = async (): Promise<void> => {
    timer = setTimeout(() => {
      if (state.state === 'joining') become({ ...state, slow: true })
    }, SLOW)
    try {
      const chat = await enter(signal)
      clearTimeout(timer)
      become({ state: 'joined', chat })
    } catch (error) {
      clearTimeout(timer)
      if (!signal.aborted) failed(error)
    }
  }

  const failed = (error: unknown): void => {
    const reason = explainJoin(error)
    if (!mayPass(error)) {
      become({ state: 'refused', reason, error })
      return
    }
    timer = setTimeout(count, 1000)
    become({ state: 'waiting', reason, seconds: pause, error })
    pause = Math.min(pause * 2, LONGEST_PAUSE_S)
  }

  /** A second of the pause is over. */
  const count = (): void => {
    if (state.state !== 'waiting' || signal.aborted) return
    const seconds = state.seconds - 1
    if (seconds === 0) {
      tryNow()
      return
    }
    timer = setTimeout(count, 1000)
    become({ ...state, seconds }, events.tick)
  }

  const tryNow = (): void => {
    if (state.state !== 'waiting' || signal.aborted) return
    clearTimeout(timer)
    // The reason stays to be read while it is tried again.
    become({ state: 'joining', reason: state.reason })
    void attempt()
  }

  // The device's own network coming back is the best moment to try.
  globalThis.addEventListener('online', tryNow, { signal })
  void attempt()

  return {
    get state() {
      return state
    },
    tryNow,
    end() {
      clearTimeout(timer)
      ended.abort()
    },
  }
}
