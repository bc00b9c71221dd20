/**
 * Keeping a registration alive. Knows no network: registering, time and randomness are given.
 */
import type { RendezvousError } from './errors.ts'

/** Timers, so that tests need not wait. */
export interface Timers {
  /** Calls back once, after so many milliseconds, and gives a function that calls it off. */
  readonly after: (ms: number, callback: () => void) => () => void
}

export interface KeepOptions {
  /** When to renew, as a part of the TTL. Default 0.5: one failure costs nothing. */
  readonly fraction?: number
  /** How far that is varied, either way, so that a crowd does not come back all at once. Default 0.1. */
  readonly jitter?: number
  /** Milliseconds until the first try after a failure; doubled each time. Default 1,000. */
  readonly retry?: number
  /** The longest of these, in milliseconds. Default 60,000. */
  readonly retryMost?: number
  /** Ends it, as `stop` does. */
  readonly signal?: AbortSignal
  readonly onRegistered?: (registered: { readonly ttl: number }) => void
  readonly onError?: (error: RendezvousError) => void
  readonly timers?: Timers
  /** From 0 up to 1. */
  readonly random?: () => number
}

/** A registration that is kept. */
export interface Refresh {
  /** Ends it. The registration itself stays until its TTL, or until `unregister`. May be called again. */
  readonly stop: () => void
}

const MAX_TIMER = 2 ** 31 - 1

const systemTimers: Timers = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/** Registers at once, and again at a part of each TTL, until it is stopped. */
export function keepRegistered(
  register: (signal: AbortSignal) => Promise<{ readonly ttl: number }>,
  options: KeepOptions = {},
): Refresh {
  const { fraction = 0.5, jitter = 0.1, retry = 1_000, retryMost = 60_000 } = options
  const { timers = systemTimers, random = systemRandom } = options
  const stopped = new AbortController()
  const { signal } = stopped
  let callOff = (): void => undefined
  let failures = 0

  const stop = (): void => {
    options.signal?.removeEventListener('abort', stop)
    callOff()
    stopped.abort()
  }
  const again = (ms: number): void => {
    const varied = ms * (1 + jitter * (2 * random() - 1))
    callOff = timers.after(Math.min(varied, MAX_TIMER), () => void once())
  }
  const once = async (): Promise<void> => {
    let tell: () => void
    try {
      const registered = await register(signal)
      if (signal.aborted) return
      failures = 0
      again(registered.ttl * 1_000 * fraction)
      tell = () => options.onRegistered?.(registered)
    } catch (error) {
      if (signal.aborted) return
      again(Math.min(retry * 2 ** failures++, retryMost))
      tell = () => options.onError?.(error as RendezvousError)
    }
    tell() // Last, and outside: a listener that throws is no failure to register.
  }

  if (options.signal?.aborted === true) stop()
  else {
    options.signal?.addEventListener('abort', stop)
    void once()
  }
  return Object.freeze({ stop })
}

function systemRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word / 2 ** 32
}
