/**
 * Typed events. Many listeners live side by side; one that throws harms nobody else.
 */

export type Listener<Args extends readonly unknown[]> = (...args: Args) => unknown

/** Tells of an error of the app's own, in a function that it gave us. Browsers have `reportError`, which reaches `window.onerror`; Node has not. */
export const report = (error: unknown): void => {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error)
  // eslint-disable-next-line no-console -- the app's own error: hiding it would help nobody
  else console.error('A function of the app failed:', error)
}

export class Emitter<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #listeners = new Map<
    keyof Events,
    Set<{ readonly call: Listener<readonly unknown[]>; readonly given: unknown }>
  >()

  /** Adds a listener. Returns what takes it away again; calling that twice is harmless. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    return this.#add(name, listener as Listener<readonly unknown[]>, listener)
  }

  /** As `on`, for the next event only. */
  once<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const remove = this.#add(
      name,
      (...args) => {
        remove()
        return (listener as Listener<readonly unknown[]>)(...args)
      },
      listener,
    )
    return remove
  }

  /** Takes a listener away, however often it was added. */
  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    const entries = this.#listeners.get(name)
    for (const entry of entries ?? []) if (entry.given === listener) entries?.delete(entry)
  }

  /** Calls the listeners there are now, in the order they came. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const entry of [...(this.#listeners.get(name) ?? [])]) {
      try {
        const result = entry.call(...args)
        // An async listener fails later: that must not become an unhandled rejection either.
        if (result instanceof Promise) result.catch(report)
      } catch (error) {
        report(error)
      }
    }
  }

  #add(name: keyof Events, call: Listener<readonly unknown[]>, given: unknown): () => void {
    if (typeof call !== 'function') throw new TypeError(`"listener" expected a function, got ${typeof call}`)
    const entry = { call, given }
    const entries = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, entries.add(entry))
    return () => {
      entries.delete(entry)
    }
  }
}
