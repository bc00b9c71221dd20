/**
 * One stay in a room: enters, tries again with growing pauses while the relay is silent, and leaves. Once entered,
 * the library keeps the connection by itself. Knows no interface and not how a room is entered.
 */
import type { GhostChat } from 'ghost-chat'
import { explainJoin, mayPass } from '../text/explain.ts'

export type StayState =
  | { readonly state: 'joining' }
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

export type Enter = (signal: AbortSignal) => Promise<GhostChat>

/** `onState` is called with every state after the first, `joining`; never once the stay has ended. */
export function startStay(enter: Enter, onState: (state: StayState) => void): Stay {
  const ended = new AbortController()
  const { signal } = ended
  let state: StayState = Object.freeze({ state: 'joining' })
  let pause = FIRST_PAUSE_S
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: StayState): void => {
    if (signal.aborted) return
    state = Object.freeze(next)
    onState(state)
  }

  const attempt = async (): Promise<void> => {
    try {
      become({ state: 'joined', chat: await enter(signal) })
    } catch (error) {
      if (!signal.aborted) failed(error)
    }
  }

  const failed = (error: unknown): void => {
    const reason = explainJoin(error)
    if (!mayPass(error)) {
      become({ state: 'refused', reason, error })
      return
    }
    timer = setTimeout(tryNow, pause * 1000)
    become({ state: 'waiting', reason, seconds: pause, error })
    pause = Math.min(pause * 2, LONGEST_PAUSE_S)
  }

  const tryNow = (): void => {
    if (state.state !== 'waiting' || signal.aborted) return
    clearTimeout(timer)
    become({ state: 'joining' })
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
