/**
 * One stay in a room: joins, tries again with growing pauses while the relay is silent, and leaves. Once
 * joined, the library keeps the connection by itself.
 */
import type { GhostChat } from 'ghost-chat'
import { explainJoin, mayPass } from './text/explain.ts'
import type { Place } from './route.ts'
import { spaceNamed } from './spaces.ts'

export type Stay =
  | { state: 'joining' }
  | { state: 'waiting'; reason: string; seconds: number }
  | { state: 'joined'; chat: GhostChat }
  | { state: 'refused'; reason: string }

export interface Session {
  /** Ends the pause, if there is one. */
  tryNow(): void
  leave(): void
}

const FIRST_PAUSE_S = 1
const LONGEST_PAUSE_S = 30

export function startSession(place: Place, name: string | undefined, onStay: (stay: Stay) => void): Session {
  const ended = new AbortController()
  const { signal } = ended
  let joined: GhostChat | undefined
  let pause = FIRST_PAUSE_S
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting = false

  const attempt = async (): Promise<void> => {
    waiting = false
    onStay({ state: 'joining' })
    try {
      const space = await spaceNamed(place.space)
      signal.throwIfAborted()
      const chat = await space.joinChat(place.room, {
        signal,
        ...(name === undefined ? {} : { profile: { name } }),
      })
      if (signal.aborted) return void chat.leaveChat().catch(() => undefined)
      joined = chat
      onStay({ state: 'joined', chat })
    } catch (error) {
      if (!signal.aborted) failed(error)
    }
  }

  const failed = (error: unknown): void => {
    const reason = explainJoin(error)
    if (!mayPass(error)) {
      onStay({ state: 'refused', reason })
      return
    }
    waiting = true
    timer = setTimeout(tryNow, pause * 1000)
    onStay({ state: 'waiting', reason, seconds: pause })
    pause = Math.min(pause * 2, LONGEST_PAUSE_S)
  }

  const tryNow = (): void => {
    if (!waiting || signal.aborted) return
    clearTimeout(timer)
    void attempt()
  }

  // The device's own network coming back is the best moment to try.
  window.addEventListener('online', tryNow, { signal })
  void attempt()

  return {
    tryNow,
    leave() {
      if (signal.aborted) return
      ended.abort()
      clearTimeout(timer)
      joined?.leaveChat().catch(() => undefined)
    },
  }
}
