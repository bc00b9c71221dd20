import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SeenFrames } from '../../src/network/libp2p/seen-frames.ts'

const LIMITS = { ids: 200, idsPerOwner: 150, age: 120_000 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Notes ids and keeps them as an owner's. */
function fill(seen: SeenFrames, owner: string, count: number): void {
  for (let i = 0; i < count; i++) {
    seen.put(`${owner}${i}`)
    seen.keep(`${owner}${i}`, owner)
  }
}

describe('[VE4] what gossip has seen', () => {
  test('is noted once, and as if it had never come after it was forgotten', () => {
    const seen = new SeenFrames(LIMITS)
    expect([seen.put('a'), seen.put('a'), seen.has('a'), seen.latest]).toEqual([false, true, true, 'a'])
    seen.forget('a')
    expect([seen.has('a'), seen.put('a')]).toEqual([false, false])
    seen.keep('a', 'someone')
    seen.forget('a')
    expect(seen.size).toBe(0)
  })

  test('is forgotten after two minutes, kept or not', () => {
    const seen = new SeenFrames(LIMITS)
    fill(seen, 'a', 3)
    seen.put('unowned')
    vi.advanceTimersByTime(60_000)
    fill(seen, 'b', 2)
    vi.advanceTimersByTime(60_001)
    seen.prune()
    expect([seen.size, seen.has('b0'), seen.has('a0')]).toEqual([2, true, false])
  })

  test('of one owner has a bound of its own: the oldest goes', () => {
    const seen = new SeenFrames(LIMITS)
    fill(seen, 'a', 151)
    expect([seen.size, seen.has('a0'), seen.has('a1'), seen.has('a150')]).toEqual([150, false, true, true])
  })

  test('of all has a bound: the owner that has most gives way, and the others keep what they have', () => {
    const seen = new SeenFrames(LIMITS)
    fill(seen, 'modest', 20)
    fill(seen, 'greedy', 140)
    for (let i = 0; i < 100; i++) fill(seen, `new ${i} `, 1)
    expect(seen.size).toBeLessThanOrEqual(200)
    const left = Array.from({ length: 20 }, (_, i) => seen.has(`modest${i}`))
    expect(left).not.toContain(false)
    expect(seen.has('greedy0')).toBe(false)
  })
})
