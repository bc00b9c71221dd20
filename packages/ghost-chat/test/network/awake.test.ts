import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { awakeTimeout } from '../../src/network/libp2p/awake.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A clock that the test sets, beside timers that it lets fire. */
function clock(): { now: () => number; pass: (ms: number) => void } {
  let time = 0
  return { now: () => time, pass: (ms) => (time += ms) }
}

test('[NW16] time that is looked at passes as on any clock', () => {
  const { now, pass } = clock()
  const { signal } = awakeTimeout(1_500, now)
  for (let at = 0; at < 5; at++) {
    pass(250)
    vi.advanceTimersByTime(250)
  }
  expect(signal.aborted).toBe(false)
  pass(250)
  vi.advanceTimersByTime(250)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})

test('[NW16] of time that was slept through, or in which nothing was read, a second counts', () => {
  const { now, pass } = clock()
  const { signal } = awakeTimeout(1_500, now)
  pass(3_600_000)
  vi.advanceTimersByTime(250)
  expect(signal.aborted).toBe(false)
  pass(3_600_000)
  vi.advanceTimersByTime(250)
  expect(signal.aborted).toBe(true)
})

test('[NW16] nothing ends once the answer is there', () => {
  const { now, pass } = clock()
  const { signal, clear } = awakeTimeout(1_500, now)
  clear()
  pass(10_000)
  vi.advanceTimersByTime(10_000)
  expect(signal.aborted).toBe(false)
  expect(vi.getTimerCount()).toBe(0)
})
