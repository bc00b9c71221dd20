/** Asking again while an earlier question is still open: on a network that has just come back, only the new ones arrive. */

export interface HedgeLimits {
  /** After how many milliseconds without an answer the next attempt starts beside the others. */
  readonly every: number
  /** Attempts under way at once. */
  readonly most: number
}

/**
 * Starts attempts until one succeeds, and ends the others then.
 * @throws the last attempt's error once all that were started have failed, or the signal's reason
 */
export async function hedge<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { every, most }: HedgeLimits,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const done = new AbortController()
  const each = AbortSignal.any([signal, done.signal])
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  let [started, failed] = [0, 0]
  const start = (): void => {
    if (started === most) return
    started++
    attempt(each).then(resolve, (error: unknown) => {
      // Whoever is refused need not wait for the next attempt to be refused as well.
      if (++failed === started) reject(error)
    })
  }
  const timer = setInterval(start, every)
  start()
  try {
    return await promise
  } finally {
    clearInterval(timer)
    done.abort()
  }
}
