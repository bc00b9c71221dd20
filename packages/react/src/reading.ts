/**
 * What is read of a chat, by the same reference for as long as it says the same: what React needs of a store.
 * Knows no React.
 */
import type { ChatEvents, GhostChat } from 'ghost-chat'

export interface ReadingInit<T> {
  /** What may change it. */
  readonly events: readonly (keyof ChatEvents)[]
  /** What there is without a chat, and on a server. */
  readonly nothing: T
  readonly read: (chat: GhostChat) => T
  /** Gives `before` where `now` says the same, or `now` with those of its parts that are the same as before. */
  readonly settle: (before: T, now: T) => T
  /**
   * Whether it is read each time somebody looks: where it may change without an event.
   * @default false: while somebody listens, only after an event
   */
  readonly always?: boolean
}

export interface Source<T> {
  /** Adds a listener; returns what takes it away. While there is none, the chat has none of ours either. */
  readonly subscribe: (changed: () => void) => () => void
  readonly value: () => T
}

/** Gives the source of each chat: one, however many ask for it. */
export function reading<T>(init: ReadingInit<T>): (chat: GhostChat | undefined) => Source<T> {
  const sources = new WeakMap<GhostChat, Source<T>>()
  const none: Source<T> = { subscribe: () => () => undefined, value: () => init.nothing }
  return (chat) => {
    if (chat === undefined) return none
    const known = sources.get(chat)
    if (known !== undefined) return known
    const source = sourceOf(chat, init)
    sources.set(chat, source)
    return source
  }
}

function sourceOf<T>(
  chat: GhostChat,
  { events, nothing, read, settle, always = false }: ReadingInit<T>,
): Source<T> {
  const listeners = new Set<() => void>()
  let value = nothing
  let isFresh = false
  let stop: readonly (() => void)[] = []

  const tell = (): void => {
    isFresh = false
    for (const listener of [...listeners]) listener()
  }
  return {
    value() {
      if (isFresh) return value
      value = settle(value, read(chat))
      isFresh = listeners.size > 0 && !always
      return value
    },
    subscribe(changed) {
      const listener = (): void => changed()
      if (listeners.size === 0) {
        // What happened while nobody listened.
        isFresh = false
        stop = events.map((event) => chat.on(event, tell))
      }
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        isFresh = false
        for (const one of stop) one()
        stop = []
      }
    },
  }
}

/** For lists whose members are frozen, and new ones where they say something new. */
export function sameList<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  const isSame = before.length === now.length && before.every((one, at) => one === now[at])
  return isSame ? before : Object.freeze([...now])
}

/** For what is told apart by what it says. */
export function sameSaid<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}
