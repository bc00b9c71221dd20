// For mortice, by which the peer store takes turns: many read a peer's record, or one writes it. Within one page;
// mortice can do so across workers too.
type Release = () => void

interface Waiting {
  readonly writes: boolean
  readonly enter: () => void
}

class Lock {
  readonly #waiting: Waiting[] = []
  #readers = 0
  #writing = false

  readLock(options?: { signal?: AbortSignal }): Promise<Release> {
    return this.#take(false, options?.signal)
  }

  writeLock(options?: { signal?: AbortSignal }): Promise<Release> {
    return this.#take(true, options?.signal)
  }

  /** Nothing is kept anywhere else. */
  finalize(): void {
    this.#waiting.length = 0
  }

  #take(writes: boolean, signal: AbortSignal | undefined): Promise<Release> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(signal?.reason as Error)
        this.#next()
      }
      const enter = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve(this.#enter(writes))
      }
      const waiting = { writes, enter }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(waiting)
      this.#next()
    })
  }

  #enter(writes: boolean): Release {
    if (writes) this.#writing = true
    else this.#readers++
    let held = true
    return () => {
      if (!held) return
      held = false
      if (writes) this.#writing = false
      else this.#readers--
      this.#next()
    }
  }

  /** In the order in which they came: a writer waits for all readers, and those behind it wait for the writer. */
  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#writing || (first.writes && this.#readers > 0)) return
      this.#waiting.shift()
      first.enter()
    }
  }
}

export default function createLock(): Lock {
  return new Lock()
}
