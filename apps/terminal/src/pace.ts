/**
 * Says one message after another, no faster than a room takes them: waits instead of failing.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from 'ghost-chat'
import { codeOf } from './text/explain.ts'

/** Beside the window itself: what clocks may differ by. */
const MARGIN_MS = 500
/** Where the same identity talks elsewhere too, its budget is known by trying. */
const AGAIN_MS = 2_000

export interface PaceInit {
  /** Told when it has to wait, and for how many seconds. */
  readonly onWait: (seconds: number) => void
  readonly signal?: AbortSignal
  /** Milliseconds; for tests. */
  readonly now?: () => number
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

export type Paced = <T>(send: () => Promise<T>) => Promise<T>

/** What it gives sends in the order of calling, each after the one before has gone out or failed. */
export function atPace({ onWait, signal, now = () => performance.now(), wait = waitFor }: PaceInit): Paced {
  const said: number[] = []
  let last: Promise<unknown> = Promise.resolve()

  const hold = async (ms: number): Promise<void> => {
    onWait(Math.ceil(ms / 1_000))
    await wait(ms, signal)
  }
  const sendOne = async <T>(send: () => Promise<T>): Promise<T> => {
    for (;;) {
      signal?.throwIfAborted()
      const oldest = said.length < LIMITS.floodMessages ? undefined : said[0]
      const left = oldest === undefined ? 0 : oldest + LIMITS.floodWindow + MARGIN_MS - now()
      if (left > 0) await hold(left)
      try {
        const sent = await send()
        said.push(now())
        if (said.length > LIMITS.floodMessages) said.shift()
        return sent
      } catch (error) {
        if (codeOf(error) !== 'ERR_RATE_LIMITED') throw error
        await hold(AGAIN_MS)
      }
    }
  }
  return (send) => {
    const sent = last.then(() => sendOne(send))
    last = sent.catch(() => undefined)
    return sent
  }
}

async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, signal === undefined ? {} : { signal })
}
