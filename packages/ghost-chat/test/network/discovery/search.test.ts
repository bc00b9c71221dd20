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
  const counts = { loaded: 0, announced: 0, looks: 0 }
  const end = new AbortController()
  const made = new Search({
    topic: 'room',
    situation,
    isKeeper: () => isKeeper,
    signal: end.signal,
    seeker: async () => {
      counts.loaded++
      return {
        announce: async () => {
          counts.announced++
        },
        find: async () => {
          counts.looks++
        },
      }
    },
  })
  return { counts, end, made }
}

const HOUR = 3_600_000

describe('[FD2] the search for others', () => {
  test('does not begin where a hub serves the room at once, but for those that stay announced', async () => {
    const joiner = search(() => 'met', false)
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(joiner.counts).toEqual({ loaded: 0, announced: 0, looks: 0 })
    const keeper = search(() => 'met', true)
    await vi.advanceTimersByTimeAsync(HOUR)
    // Looks at whether to renew; a registration of 600 s is renewed after 300 s.
    expect(keeper.counts).toMatchObject({ announced: 60, looks: 0 })
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
    expect(counts).toEqual({ loaded: 1, announced: 1, looks: 1 })
    now = 'unmet'
    made.hurry()
    await vi.advanceTimersByTimeAsync(10)
    expect(counts.looks).toBe(2)
    end.abort()
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(counts.looks).toBe(2)
  })
})

describe('what looks for others', () => {
  function late(seeker: () => Promise<null>) {
    const end = new AbortController()
    const options = { topic: 'room', situation: (): Situation => 'unmet', isKeeper: () => true }
    return { end, made: new Search({ ...options, seeker, signal: end.signal }) }
  }

  test('is asked for again by the next look where it could not be loaded', async () => {
    let asked = 0
    const { end, made } = late(async () => {
      asked++
      return null
    })
    await vi.advanceTimersByTimeAsync(SEARCH_TIMES.first + 10 * SEARCH_TIMES.unmet.first)
    expect(asked).toBeGreaterThan(2)
    end.abort()
    await made.stopped
  })

  test('need not have arrived for the search to end', async () => {
    const { end, made } = late(() => new Promise(() => undefined))
    await vi.advanceTimersByTimeAsync(SEARCH_TIMES.first)
    end.abort()
    await made.stopped
  })

  test('is told nothing when it arrives after the room was left', async () => {
    let arrive: (seeker: object) => void = () => undefined
    const end = new AbortController()
    const asked: string[] = []
    const made = new Search({
      ...{ topic: 'room', situation: () => 'unmet', isKeeper: () => true, signal: end.signal },
      seeker: () => new Promise((resolve) => (arrive = resolve as typeof arrive)),
    })
    await vi.advanceTimersByTimeAsync(SEARCH_TIMES.first)
    arrive({ announce: () => asked.push('announce'), find: () => asked.push('find') })
    end.abort()
    await made.stopped
    expect(asked).toEqual([])
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
