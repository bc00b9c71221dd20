/**
 * Keeps answers in the order of their questions (SPEC VE7).
 *
 * Frames are judged side by side and signatures verify in any order; without this, one sender's second
 * message could be forwarded before the first, and every member would ask for what it believes it missed.
 */
export class InOrder {
  readonly #most: number
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  /** @param most tasks that may be under way at once; more are refused */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * Starts a task now. The promise settles once the tasks before it have settled. `null` means that too many
   * are under way and the task was not started.
   * @param andThen what is done with its result before the next one has its turn
   */
  run<T>(task: () => Promise<T>, andThen?: (result: T) => Promise<unknown> | null): Promise<T> | null {
    if (this.#waiting >= this.#most) return null
    this.#waiting++
    const before = this.#last
    const own = Promise.resolve().then(task)
    // Whoever awaits `after` sees the failure; here it must not go unhandled while its turn has not come.
    own.catch(() => undefined)
    const after = before
      .then(async () => {
        const result = await own
        await andThen?.(result)
        return result
      })
      .finally(() => this.#waiting--)
    this.#last = after.catch(() => undefined)
    return after
  }
}
