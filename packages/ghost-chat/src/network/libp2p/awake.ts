/**
 * Waiting in time that this process was there for. One that slept, or has too much to do, reads an answer late: that
 * is no fault of whoever gave it, and who then parts with everybody has more to do still.
 */

/** Between two looks at the clock, in milliseconds, and what counts of one at most: the rest was slept through. */
const STEP = 250
const MOST = 1_000

export interface AwakeTimeout {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal
  readonly clear: () => void
}

/** @param now milliseconds; for tests */
export function awakeTimeout(
  milliseconds: number,
  now: () => number = () => performance.now(),
): AwakeTimeout {
  const ending = new AbortController()
  let left = milliseconds
  let last = now()
  const timer = setInterval(() => {
    const time = now()
    left -= Math.min(time - last, MOST)
    last = time
    if (left > 0) return
    clearInterval(timer)
    ending.abort(new DOMException('It took too long.', 'TimeoutError'))
  }, STEP)
  return { signal: ending.signal, clear: () => clearInterval(timer) }
}
