import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RELAY_LIMITS, type RelayLimits } from '../src/limits.ts'
import { LostPeers, type LostOptions } from '../src/lost.ts'

interface Word {
  readonly member: string
  readonly topic: string
  readonly peer: string
}

let words: Word[]
let rooms: Map<string, Set<string>>
let lostPeers: LostPeers
beforeEach(() => {
  vi.useFakeTimers()
  words = []
  rooms = new Map([['room', new Set(['a', 'b', 'c', 'd', 'e'])]])
})
afterEach(() => {
  lostPeers.close()
  vi.useRealTimers()
})

function start(limits: Partial<RelayLimits> = {}, tell?: LostOptions['tell']): LostPeers {
  lostPeers = new LostPeers({
    limits: { ...RELAY_LIMITS, ...limits },
    membersOf: (topic) => rooms.get(topic) ?? new Set(),
    tell:
      tell ??
      ((member, topic, peer) => {
        words.push({ member, topic, peer })
        return Promise.resolve()
      }),
  })
  return lostPeers
}

const peersTold = (): string[] => [...new Set(words.map(({ peer }) => peer))]

describe('[NW6] the word about a lost peer', () => {
  test('goes to three others of each of its topics, or to all where there are fewer', () => {
    rooms.set('pair', new Set(['y', 'z']))
    start().lost('gone', ['room', 'pair', 'empty'])
    const members = (topic: string): string[] =>
      words.filter((word) => word.topic === topic).map(({ member }) => member)
    expect(new Set(members('room')).size).toBe(3)
    expect(members('room')).toHaveLength(3)
    expect(members('pair').sort()).toEqual(['y', 'z'])
    expect(members('empty')).toEqual([])
    expect(peersTold()).toEqual(['gone'])
  })

  test('goes to others each time', () => {
    const limits = { lostBurst: 100, lostAllBurst: 100 }
    start(limits)
    for (let i = 0; i < 100; i++) lostPeers.lost('gone', ['room'])
    expect(new Set(words.map(({ member }) => member))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']))
  })

  test('of one goes before that of a crowd that came from one address before it', () => {
    const many = Array.from({ length: 100 }, (_, i) => `room${i}`)
    for (const room of many) rooms.set(room, new Set(['a']))
    rooms.set('elsewhere', new Set(['z']))
    start({ lostAllBurst: 10, lostAllPerSecond: 10 })
    lostPeers.lost('crowd', many, 'one address')
    lostPeers.lost('alone', ['elsewhere'], 'another')
    vi.advanceTimersByTime(200)
    expect(words.filter(({ peer }) => peer === 'alone')).toHaveLength(1)
    expect(words.filter(({ peer }) => peer === 'crowd').length).toBeLessThan(20)
  })

  test('waits once 3 losses of a room were told at once, and holds up no other room', () => {
    rooms.set('other', new Set(['z']))
    start({ lostBurst: 3, lostPerSecond: 10 })
    for (let i = 0; i < 5; i++) lostPeers.lost(`gone-${i}`, ['room'])
    lostPeers.lost('elsewhere', ['other'])
    expect(peersTold()).toEqual(['gone-0', 'gone-1', 'gone-2', 'elsewhere'])
    vi.advanceTimersByTime(100)
    expect(peersTold()).toHaveLength(5)
    vi.advanceTimersByTime(100)
    expect(peersTold()).toEqual(['gone-0', 'gone-1', 'gone-2', 'elsewhere', 'gone-3', 'gone-4'])
    expect(lostPeers.counts.dropped).toBe(0)
  })

  test('waits once 3 losses of all rooms were told at once', () => {
    for (let i = 0; i < 4; i++) rooms.set(`room-${i}`, new Set(['a']))
    start({ lostAllBurst: 3, lostAllPerSecond: 10 })
    lostPeers.lost('gone', rooms.keys())
    expect(words).toHaveLength(5)
    vi.advanceTimersByTime(100)
    vi.advanceTimersByTime(100)
    expect(words.map(({ topic }) => topic)).toEqual([
      'room',
      'room',
      'room',
      'room-0',
      'room-1',
      'room-2',
      'room-3',
    ])
  })

  test('is not told of 11 who wait where 10 may', () => {
    start({ lostBurst: 1, lostPerSecond: 0, lostWaiting: 10 })
    for (let i = 0; i < 11; i++) lostPeers.lost(`gone-${i}`, ['room'])
    expect(lostPeers.counts.dropped).toBe(0)
    lostPeers.lost('gone-11', ['room'])
    expect(lostPeers.counts.dropped).toBe(1)
  })

  test('is not told of who came back meanwhile', () => {
    start({ lostBurst: 1, lostPerSecond: 10 })
    lostPeers.lost('gone', ['room'])
    lostPeers.lost('back', ['room'])
    rooms.get('room')?.add('back')
    vi.advanceTimersByTime(1_000)
    expect(peersTold()).toEqual(['gone'])
  })

  test('waits for no slow member, and is told by no more streams than allowed', async () => {
    const signals: AbortSignal[] = []
    start({ lostStreams: 4, lostTimeout: 50 }, (_member, _topic, _peer, signal) => {
      signals.push(signal)
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error)
        }),
      )
    })
    lostPeers.lost('one', ['room'])
    lostPeers.lost('two', ['room'])
    expect(signals).toHaveLength(4)
    expect(lostPeers.counts.failed).toBe(2)
    // The timeout of a signal is the system's own.
    vi.useRealTimers()
    await vi.waitFor(() => expect(lostPeers.counts.failed).toBe(6))
    lostPeers.lost('three', ['room'])
    expect(signals).toHaveLength(7)
  })

  test('is not told once the relay ends', () => {
    start({ lostBurst: 1, lostPerSecond: 10 })
    lostPeers.lost('one', ['room'])
    lostPeers.lost('two', ['room'])
    lostPeers.close()
    lostPeers.lost('three', ['room'])
    vi.advanceTimersByTime(1_000)
    expect(peersTold()).toEqual(['one'])
  })
})
