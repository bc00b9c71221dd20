/**
 * Listeners as Node's EventEmitter has them, of which one that throws harms nobody else.
 */
import type { Did } from '../index.ts'
import type { Backlog, Post } from './post.ts'

/** What a thread tells, and what its listeners are given. */
export interface ThreadEvents {
  message: readonly [post: Post]
  'user-joined': readonly [event: 'joined', did: Did, peerId: string]
  'user-left': readonly [event: 'left', did: Did, peerId: string]
  'backlog-received': readonly [backlog: Backlog]
}

type Listener<Name extends keyof ThreadEvents> = (...args: ThreadEvents[Name]) => unknown

interface Entry {
  readonly call: (...args: readonly never[]) => unknown
  readonly isOnce: boolean
}

export class ThreadEmitter {
  readonly #listeners = new Map<keyof ThreadEvents, Set<Entry>>()

  on<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>): this {
    return this.#add(name, listener, false)
  }

  once<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>): this {
    return this.#add(name, listener, true)
  }

  addListener<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>): this {
    return this.on(name, listener)
  }

  off<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>): this {
    const entries = this.#listeners.get(name)
    for (const entry of entries ?? []) if (entry.call === listener) entries?.delete(entry)
    return this
  }

  removeListener<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>): this {
    return this.off(name, listener)
  }

  removeAllListeners(name?: keyof ThreadEvents): this {
    if (name === undefined) this.#listeners.clear()
    else this.#listeners.delete(name)
    return this
  }

  /** Tells the listeners there are now, in the order they came. */
  protected tell<Name extends keyof ThreadEvents>(name: Name, ...args: ThreadEvents[Name]): void {
    const entries = this.#listeners.get(name)
    for (const entry of [...(entries ?? [])]) {
      if (entry.isOnce) entries?.delete(entry)
      try {
        const result = (entry.call as Listener<Name>)(...args)
        // An async listener fails later: that must not become an unhandled rejection either.
        if (result instanceof Promise) result.catch(report)
      } catch (error) {
        report(error)
      }
    }
  }

  #add<Name extends keyof ThreadEvents>(name: Name, listener: Listener<Name>, isOnce: boolean): this {
    if (typeof listener !== 'function') {
      throw new TypeError(`"listener" expected a function, got ${typeof listener}`)
    }
    const entries = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, entries.add({ call: listener, isOnce }))
    return this
  }
}

/** Tells of an error of the app's own. Browsers have `reportError`; Node has not. */
function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error)
  // eslint-disable-next-line no-console -- the app's own error: hiding it would help nobody
  else console.error('A listener of the app failed:', error)
}
