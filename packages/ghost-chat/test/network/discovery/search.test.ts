import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CANDIDATE_LIMITS, Candidates } from '../../../src/network/libp2p/discovery/candidates.ts'
import { Search, SEARCH_TIMES, type Situation } from '../../../src/network/libp2p/discovery/search.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function search(situation: () => Situation, isKeeper = true) {
  const counts = { announced: 0, looks: 0 }
  const end = new AbortController()
  const made = new Search({
    topic: 'room',
    situation,
    isKeeper: () => isKeeper,
    onFound: () => undefined,
    signal: end.signal,
    sources: [
      {
        announce: async () => {
          counts.announced++
        },
        async *find() {
          counts.looks++
          yield* []
        },
      },
    ],
  })
  return { counts, end, made }
}

const HOUR = 3_600_000

describe('[FD2] the search for others', () => {
  test('does not begin where a hub serves the room at once, but for those that stay announced', async () => {
    const joiner = search(() => 'met', false)
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(joiner.counts).toEqual({ announced: 0, looks: 0 })
    const keeper = search(() => 'met', true)
    await vi.advanceTimersByTimeAsync(HOUR)
    // Looks at whether to renew; a registration of 600 s is renewed after 300 s.
    expect(keeper.counts).toEqual({ announced: 60, looks: 0 })
    for (const { end } of [joiner, keeper]) end.abort()
  })

  test('is eager at first and ever slower, and stays within its budget of an hour', async () => {
    const unmet = search(() => 'unmet')
    await vi.advanceTimersByTimeAsync(SEARCH_TIMES.first + 2_000)
    expect(unmet.counts.looks).toBeGreaterThanOrEqual(2)
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(unmet.counts.looks).toBeLessThanOrEqual(135)
    const alone = search(() => 'alone')
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(alone.counts.looks).toBeLessThanOrEqual(25)
    for (const { end } of [unmet, alone]) end.abort()
  })

  test('ends once others were met, and begins again when they are lost', async () => {
    let now: Situation = 'alone'
    const { counts, end, made } = search(() => now, false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(counts.looks).toBe(1)
    now = 'met'
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(counts).toEqual({ announced: 1, looks: 1 })
    now = 'unmet'
    made.hurry()
    await vi.advanceTimersByTimeAsync(10)
    expect(counts.looks).toBe(2)
    end.abort()
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(counts.looks).toBe(2)
  })
})

test('peers that were found are 64 in a room at most, and forgotten after a minute', () => {
  const candidates = new Candidates()
  for (let at = 0; at < 65; at++) candidates.add('room', `peer ${at}`, [], at)
  expect(candidates.of('room', 100)).toHaveLength(CANDIDATE_LIMITS.peers)
  expect(candidates.of('room', 100)).not.toContain('peer 0')
  expect(candidates.of('room', CANDIDATE_LIMITS.age + 63)).toEqual(['peer 64'])
  expect(candidates.of('other', 0)).toEqual([])
})
