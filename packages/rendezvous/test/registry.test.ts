import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SERVER_LIMITS, type ServerLimits } from '../src/server/limits.ts'
import { Registry, type FoundPage } from '../src/server/registry.ts'
import type { Position } from '../src/server/ring.ts'

/** A generator of 48 bits with a seed: a page's sample is the same at each run. */
function seeded(seed = 1): () => number {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    const t = Math.imul(state ^ (state >>> 15), state | 1)
    return (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ (t >>> 14)) >>> 0
  }
  return () => (word() & 0xffff) * 2 ** 32 + word()
}

const registryOf = (limits: Partial<ServerLimits> = {}, random = seeded()) =>
  new Registry({ ...SERVER_LIMITS, ...limits }, random)

/** A record that says whose it is, so that a page shows whom it gave. */
const recordOf = (peer: string, seq = 1n) => ({ bytes: new TextEncoder().encode(peer), seq })
const peersOf = ({ found }: FoundPage) => found.map(({ record }) => new TextDecoder().decode(record))

/** Every page behind a position, until an empty one; the position after it. */
function walk(
  registry: Registry,
  limit: number,
  now = 0,
  from: Position | null = null,
  ns: string | undefined = 'ns',
) {
  const peers: string[] = []
  for (let position = from; ;) {
    const page = registry.discover(ns, position, limit, now)
    if (page.found.length === 0) return { peers, position: page.position }
    expect(page.found.length).toBeLessThanOrEqual(limit)
    peers.push(...peersOf(page))
    ;({ position } = page)
  }
}

describe('registrations', () => {
  it('last as long as their TTL, to the second, and never less', () => {
    const registry = registryOf()
    registry.register('a', 'ns', recordOf('a'), 10, 500)
    expect(registry.discover('ns', null, 10, 500).found).toMatchObject([{ namespace: 'ns', ttl: 10 }])
    expect(registry.discover('ns', null, 10, 10_499).found).toMatchObject([{ ttl: 1 }])
    expect(registry.discover('ns', null, 10, 11_000).found).toEqual([])
    expect(registry.counts(11_000)).toMatchObject({
      registrations: 0,
      peers: 0,
      namespaces: 0,
      bytes: 0,
      expired: 1,
    })
  })

  it('are renewed: the new TTL holds, shorter or longer', () => {
    const registry = registryOf()
    registry.register('a', 'ns', recordOf('a'), 10, 0)
    registry.register('a', 'ns', recordOf('a'), 100, 5_000)
    expect(registry.counts(50_000).registrations).toBe(1)
    registry.register('a', 'ns', recordOf('a'), 1, 50_000)
    expect(registry.counts(51_000).registrations).toBe(0)
  })

  it('end when they are taken back, and only their own peer’s', () => {
    const registry = registryOf()
    registry.register('a', 'ns', recordOf('a'), 10, 0)
    registry.register('b', 'ns', recordOf('b'), 10, 0)
    expect(registry.unregister('a', 'other', 0)).toBe(false)
    expect(registry.unregister('c', 'ns', 0)).toBe(false)
    expect(registry.unregister('a', 'ns', 0)).toBe(true)
    expect(registry.unregister('a', 'ns', 0)).toBe(false)
    expect(walk(registry, 10).peers).toEqual(['b'])
  })

  it('of one peer all show its newest record; an older one is refused while any lasts', () => {
    const registry = registryOf()
    registry.register('a', 'one', recordOf('old', 5n), 10, 0)
    expect(registry.register('a', 'two', recordOf('new', 6n), 20, 0)).toBe('OK')
    expect(peersOf(registry.discover('one', null, 10, 0))).toEqual(['new'])
    expect(registry.register('a', 'one', recordOf('old', 5n), 10, 0)).toBe('E_INVALID_SIGNED_PEER_RECORD')
    expect(registry.register('a', 'one', recordOf('new', 6n), 10, 0)).toBe('OK')
    expect(registry.register('a', 'one', recordOf('old', 5n), 10, 30_000)).toBe('OK')
  })
})

describe('bounds', () => {
  it.each([
    [2, 'OK'],
    [3, 'OK'],
    [4, 'E_NOT_AUTHORIZED'],
  ])('a peer has 3 namespaces at most; number %i is answered %s', (number, status) => {
    const registry = registryOf({ registrationsPerPeer: 3 })
    let last = ''
    for (let i = 1; i <= number; i++) last = registry.register('a', `ns ${i}`, recordOf('a'), 10, 0)
    expect(last).toBe(status)
    expect(registry.register('a', 'ns 1', recordOf('a'), 10, 0)).toBe('OK') // A renewal always may.
    expect(registry.register('b', 'ns 1', recordOf('b'), 10, 0)).toBe('OK') // Others may, too.
  })

  it.each([
    [2, 'OK'],
    [3, 'OK'],
    [4, 'E_UNAVAILABLE'],
  ])('a namespace has 3 peers at most; number %i is answered %s', (number, status) => {
    const registry = registryOf({ registrationsPerNamespace: 3 })
    let last = ''
    for (let i = 1; i <= number; i++) last = registry.register(`peer ${i}`, 'ns', recordOf('a'), 10, 0)
    expect(last).toBe(status)
    expect(registry.register('peer 1', 'ns', recordOf('a'), 10, 0)).toBe('OK')
    expect(registry.register('peer 9', 'another', recordOf('a'), 10, 0)).toBe('OK')
    expect(registry.register('peer 9', 'ns', recordOf('a'), 10, 10_000)).toBe('OK') // What has ended makes room.
  })

  it('in all, peers that have the most give way to those that have fewer', () => {
    const registry = registryOf({ registrations: 6 })
    for (let i = 0; i < 5; i++) registry.register('greedy', `ns ${i}`, recordOf('greedy'), 10, 0)
    expect(registry.register('modest', 'ns', recordOf('modest'), 10, 0)).toBe('OK')
    expect(registry.counts(0)).toMatchObject({ registrations: 6, evicted: 0 })
    expect(registry.register('newcomer', 'ns', recordOf('newcomer'), 10, 0)).toBe('OK')
    expect(registry.counts(0)).toMatchObject({ registrations: 6, evicted: 1, peers: 3 })
    expect(registry.discover('ns 0', null, 10, 0).found).toEqual([]) // Its oldest.
    expect(walk(registry, 10).peers.sort()).toEqual(['modest', 'newcomer'])
    expect(registry.register('greedy', 'more', recordOf('greedy'), 10, 0)).toBe('E_UNAVAILABLE')
  })

  it('in all, among equals whoever comes last is refused', () => {
    const registry = registryOf({ registrations: 3 })
    for (const peer of ['a', 'b', 'c']) registry.register(peer, 'ns', recordOf(peer), 10, 0)
    expect(registry.register('d', 'ns', recordOf('d'), 10, 0)).toBe('E_UNAVAILABLE')
    expect(registry.counts(0)).toMatchObject({ registrations: 3, evicted: 0 })
  })

  it('in bytes: a registration that would exceed them is refused, also as a renewal with a longer record', () => {
    const one = registryOf()
    one.register('a', 'ns', recordOf('a'), 10, 0)
    const { bytes } = one.counts(0)
    for (const [limit, status] of [
      [bytes - 1, 'E_UNAVAILABLE'],
      [bytes, 'OK'],
      [bytes + 1, 'OK'],
    ] as const) {
      const registry = registryOf({ bytes: limit })
      expect(registry.register('a', 'ns', recordOf('a'), 10, 0)).toBe(status)
    }
    const full = registryOf({ bytes })
    full.register('a', 'ns', recordOf('a'), 10, 0)
    expect(full.register('a', 'ns', recordOf('aa', 2n), 10, 0)).toBe('E_UNAVAILABLE')
    expect(full.register('a', 'ns', recordOf('b', 2n), 10, 0)).toBe('OK')
  })

  it('a page has as many as fit its bytes, and one at least', () => {
    const registry = registryOf({ pageBytes: 100 })
    for (let i = 0; i < 9; i++)
      registry.register(`peer ${i}`, 'ns', { bytes: new Uint8Array(20), seq: 1n }, 10, 0)
    expect(registry.discover('ns', null, 9, 0).found).toHaveLength(2) // 24 + 3 * 2 + 20, twice.
    const tight = registryOf({ pageBytes: 1 })
    tight.register('a', 'ns', recordOf('a'), 10, 0)
    expect(tight.discover('ns', null, 9, 0).found).toHaveLength(1)
  })
})

describe('pages', () => {
  it('of a namespace that is larger than the limit are a random sample', () => {
    const seen = new Map<string, number>()
    for (let seed = 1; seed <= 400; seed++) {
      const registry = registryOf({}, seeded(seed))
      for (let i = 0; i < 20; i++) registry.register(`${i}`, 'ns', recordOf(`${i}`), 10, 0)
      for (const peer of peersOf(registry.discover('ns', null, 5, 0)))
        seen.set(peer, (seen.get(peer) ?? 0) + 1)
    }
    // 400 samples of 5 in 20: each peer 100 times, give or take 8.7. Six times that either way.
    expect(seen.size).toBe(20)
    for (const times of seen.values()) expect(Math.abs(times - 100)).toBeLessThan(52)
  })

  it('of one registry differ, so that no peer is always first', () => {
    const registry = registryOf()
    for (let i = 0; i < 50; i++) registry.register(`${i}`, 'ns', recordOf(`${i}`), 10, 0)
    const firsts = Array.from({ length: 100 }, () => peersOf(registry.discover('ns', null, 1, 0))[0])
    expect(new Set(firsts).size).toBeGreaterThan(20)
  })

  it('after the last one, bring only who came since, in the order they came', () => {
    const registry = registryOf()
    for (const peer of ['a', 'b', 'c']) registry.register(peer, 'ns', recordOf(peer), 100, 0)
    const { peers, position } = walk(registry, 2)
    expect(peers.sort()).toEqual(['a', 'b', 'c'])
    expect(registry.discover('ns', position, 10, 0).found).toEqual([])
    for (const peer of ['e', 'd']) registry.register(peer, 'ns', recordOf(peer), 100, 0)
    registry.register('a', 'ns', recordOf('a'), 100, 0)
    expect(peersOf(registry.discover('ns', position, 10, 0))).toEqual(['e', 'd'])
  })

  it('go on where the last one stopped, even if everyone on it has left', () => {
    const registry = registryOf()
    for (let i = 0; i < 10; i++) registry.register(`${i}`, 'ns', recordOf(`${i}`), 100, 0)
    const first = registry.discover('ns', null, 4, 0)
    for (const peer of peersOf(first)) registry.unregister(peer, 'ns', 0)
    const { peers } = walk(registry, 4, 0, first.position)
    expect([...peersOf(first), ...peers].sort()).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`))
  })

  it('of every namespace hold each registration once', () => {
    const registry = registryOf()
    for (const ns of ['one', 'two', 'three']) {
      for (const peer of ['a', 'b']) registry.register(peer, ns, recordOf(peer), 100, 0)
    }
    const found: string[] = []
    for (let position: Position | null = null; ;) {
      const page: FoundPage = registry.discover(undefined, position, 4, 0)
      if (page.found.length === 0) break
      found.push(...page.found.map(({ namespace }, i) => `${namespace} ${peersOf(page)[i] ?? ''}`))
      ;({ position } = page)
    }
    expect(found.sort()).toEqual(['one a', 'one b', 'three a', 'three b', 'two a', 'two b'])
  })
})

describe('whatever happens between pages', () => {
  const peer = fc.integer({ min: 0, max: 11 }).map((i) => `peer ${i}`)
  const step = fc.oneof(
    fc.record({ do: fc.constant('register' as const), peer, ttl: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ do: fc.constant('unregister' as const), peer }),
    fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ do: fc.constant('page' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  )
  const steps = fc.array(step, { maxLength: 60 })
  // Keys of few values, so that they collide.
  const keys = fc.infiniteStream(fc.integer({ min: 0, max: 7 }))

  it('who stayed registered from the first page to the last is given out exactly once', () => {
    fc.assert(
      fc.property(steps, steps, keys, (before, during, random) => {
        const registry = registryOf({}, () => (random.next() as IteratorYieldResult<number>).value)
        let now = 0
        /** When each registration ends, in milliseconds. */
        const ends = new Map<string, number>()
        /** Who has been registered since before the first page. */
        const steady = new Set<string>()
        const given = new Map<string, number>()
        let position: Position | null = null
        let walking = false
        const lapse = (name: string): void => {
          ends.delete(name)
          steady.delete(name)
          given.delete(name) // One that comes back is another registration.
        }
        const page = (limit: number): number => {
          const { found, position: next } = registry.discover('ns', position, limit, now)
          position = next
          for (const { record } of found) {
            const name = new TextDecoder().decode(record)
            given.set(name, (given.get(name) ?? 0) + 1)
            expect(given.get(name)).toBe(1)
            expect(ends.has(name)).toBe(true)
          }
          return found.length
        }
        const run = (each: (typeof before)[number]): void => {
          switch (each.do) {
            case 'register':
              expect(registry.register(each.peer, 'ns', recordOf(each.peer), each.ttl, now)).toBe('OK')
              ends.set(each.peer, now + each.ttl * 1_000)
              break
            case 'unregister':
              registry.unregister(each.peer, 'ns', now)
              lapse(each.peer)
              break
            case 'pass':
              now += each.seconds * 1_000
              for (const [name, end] of ends) if (end <= now) lapse(name)
              break
            case 'page':
              if (walking) page(each.limit)
          }
        }
        before.forEach(run)
        for (const name of ends.keys()) steady.add(name)
        walking = true
        page(1)
        during.forEach(run)
        while (page(2) > 0);
        for (const name of steady) expect(given.get(name)).toBe(1)
        // And whoever is there by now, came since or before, was given out as well.
        expect([...given.keys()].sort()).toEqual([...ends.keys()].sort())
      }),
      { numRuns: 500 },
    )
  })
})
