import { expect, it, vi } from 'vitest'
import { RendezvousError } from '../src/errors.ts'
import { keepRegistered, type KeepOptions } from '../src/refresh.ts'

/** Timers that fire when they are told to. */
function byHand() {
  const waiting: { ms: number; callback: () => void }[] = []
  const timers = {
    after: (ms: number, callback: () => void) => {
      const timer = { ms, callback }
      waiting.push(timer)
      return () => {
        const at = waiting.indexOf(timer)
        if (at >= 0) waiting.splice(at, 1)
      }
    },
  }
  /** Waits for the one timer, fires it, and says how long it would have waited. */
  const fire = async (): Promise<number> => {
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    const { ms, callback } = waiting.pop()!
    callback()
    return ms
  }
  return { timers, fire, waiting }
}

function kept(outcomes: (number | Error)[], options: KeepOptions = {}) {
  const hand = byHand()
  const errors: unknown[] = []
  let calls = 0
  const refresh = keepRegistered(
    async () => {
      const outcome = outcomes[calls++ % outcomes.length]!
      if (typeof outcome === 'number') return { ttl: outcome }
      throw outcome
    },
    { timers: hand.timers, random: () => 0.5, onError: (error) => errors.push(error), ...options },
  )
  return { ...hand, refresh, errors, calls: () => calls }
}

it('registers at once, and again at half of each TTL', async () => {
  const { fire, calls } = kept([7_200, 100])
  expect(await fire()).toBe(3_600_000)
  expect(await fire()).toBe(50_000)
  expect(calls()).toBe(3)
})

it.each([
  [0, 2_700_000],
  [0.5, 3_600_000],
  [1, 4_500_000],
])('varies that by a quarter, where told to: with %d drawn, after %i ms', async (drawn, ms) => {
  expect(await kept([7_200], { random: () => drawn, jitter: 0.25 }).fire()).toBe(ms)
})

it('tries again after a failure, later each time up to a minute, and as before after a success', async () => {
  const down = new RendezvousError('ERR_UNREACHABLE')
  const { fire, errors } = kept([...Array.from({ length: 8 }, () => down), 10])
  const waits: number[] = []
  for (let i = 0; i < 10; i++) waits.push(await fire())
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 5_000, 1_000])
  expect(errors.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => down))
})

it('a timer never waits longer than timers can', async () => {
  expect(await kept([1e9]).fire()).toBe(2 ** 31 - 1)
})

it('stops: nothing is registered any more, and what is under way is called off', async () => {
  const { refresh, waiting, calls } = kept([10])
  await vi.waitFor(() => expect(waiting).toHaveLength(1))
  refresh.stop()
  refresh.stop()
  expect(waiting).toHaveLength(0)
  expect(calls()).toBe(1)

  const hand = byHand()
  let underWay: AbortSignal | undefined
  const late = Promise.withResolvers<{ ttl: number }>()
  const registered = vi.fn()
  const other = keepRegistered(
    (signal) => {
      underWay = signal
      return late.promise
    },
    { timers: hand.timers, onRegistered: registered },
  )
  other.stop()
  expect(underWay?.aborted).toBe(true)
  late.resolve({ ttl: 10 })
  await late.promise
  expect([hand.waiting.length, registered.mock.calls.length]).toEqual([0, 0])
})

it('stops with a signal, also one that aborted before', async () => {
  const controller = new AbortController()
  const { waiting } = kept([10], { signal: controller.signal })
  await vi.waitFor(() => expect(waiting).toHaveLength(1))
  controller.abort()
  expect(waiting).toHaveLength(0)
  expect(kept([10], { signal: controller.signal }).calls()).toBe(0)
})
