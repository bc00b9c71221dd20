/**
 * Waiting between attempts: exponential, with jitter so that everyone who lost a relay does not come back
 * in the same instant.
 */
export interface BackoffLimits {
  /** The first wait, in milliseconds. */
  readonly first: number
  /** The longest wait, in milliseconds. */
  readonly longest: number
}

/** A network that is back is to show within 5 s, whatever else that takes. */
const RECONNECT: BackoffLimits = Object.freeze({ first: 250, longest: 2_000 })

export class Backoff {
  readonly #limits: BackoffLimits
  #failures = 0

  constructor(limits: BackoffLimits = RECONNECT) {
    this.#limits = limits
  }

  /** The next wait in milliseconds: up to a half more than the doubled last one, and never above the longest. */
  next(): number {
    const { first, longest } = this.#limits
    const base = Math.min(first * 2 ** this.#failures, longest)
    if (base < longest) this.#failures++
    return Math.min(base * (1 + jitter() / 2), longest)
  }

  reset(): void {
    this.#failures = 0
  }
}

/** A number from 0 to 1. */
function jitter(): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return random / 0xffff_ffff
}

/** Resolves after `ms` milliseconds, or at once when one of the signals aborts. Never rejects. */
export function pause(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal.aborted)) {
      resolve()
      return
    }
    const done = (): void => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    for (const signal of signals) signal.addEventListener('abort', done, { once: true })
  })
}
