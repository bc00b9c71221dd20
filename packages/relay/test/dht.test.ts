import fc from 'fast-check'
import { multiaddr } from '@multiformats/multiaddr'
import { Key } from 'interface-datastore'
import { describe, expect, test } from 'vitest'
import { networkOf } from '../src/network-address.ts'
import { RELAY_LIMITS } from '../src/limits.ts'
import { dialable, ProviderStore } from '../src/dht.ts'

const key = (room: string, peer: string): Key => new Key(`/relays/provider/${room}/${peer}`)
const BYTES = new Uint8Array(6)

async function recordsOf(store: ProviderStore, room: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key: name } of store.query({ prefix: `/relays/provider/${room}` }))
    found.push(name.toString().split('/').at(-1) ?? '')
  return found
}

describe('what other relays say that they serve', () => {
  const limits = { ...RELAY_LIMITS, providers: 6, providersPerRoom: 3, providerTtl: 100 }

  test('is bounded for a room: the oldest record gives way', async () => {
    const store = new ProviderStore(limits, undefined, () => 0)
    for (const peer of ['a', 'b', 'c']) await store.put(key('r', peer), BYTES)
    expect(await recordsOf(store, 'r')).toEqual(['a', 'b', 'c'])
    await store.put(key('r', 'd'), BYTES)
    expect(await recordsOf(store, 'r')).toEqual(['b', 'c', 'd'])
    expect(store.provides('a')).toBe(false)
    expect(store.provides('d')).toBe(true)
  })

  test('is bounded in all, and 10,000 relays that provide 10,000 rooms take no more', async () => {
    const store = new ProviderStore(limits, undefined, () => 0)
    for (let at = 0; at < 10_000; at++) await store.put(key(`r${at % 100}`, `p${at}`), BYTES)
    expect(store.records).toBe(6)
    let kept = 0
    for await (const _ of store.query({ prefix: '/relays/provider' })) kept++
    expect(kept).toBe(6)
  })

  test('counts for its time only, and again when it is said again', async () => {
    let now = 0
    const store = new ProviderStore(limits, undefined, () => now)
    await store.put(key('r', 'a'), BYTES)
    now = 60
    await store.put(key('r', 'b'), BYTES)
    now = 99
    expect(await recordsOf(store, 'r')).toEqual(['a', 'b'])
    now = 100
    expect(await recordsOf(store, 'r')).toEqual(['b'])
    await store.put(key('r', 'b'), BYTES)
    now = 199
    expect(await recordsOf(store, 'r')).toEqual(['b'])
    await store.delete(key('r', 'b'))
    expect(store.records).toBe(0)
  })

  test('[FD1] takes in nothing but provider records and what libp2p knows of peers', async () => {
    const store = new ProviderStore(limits)
    for (let at = 0; at < 20; at++) await store.put(new Key(`/peers/${at}`), BYTES)
    let kept = 0
    for await (const _ of store.query({ prefix: '/peers' })) kept++
    expect(kept).toBe(20)
    for (const name of ['/relays/record/bafk', '/relays/provider', '/relay/provider/r/a', '/peers', '/pk/a'])
      expect(() => store.put(new Key(name), BYTES), name).toThrow('keep no values')
  })
})

describe('[FD1] fair shares of what is kept', () => {
  const limits = { ...RELAY_LIMITS, providers: 64, providersPerRoom: 8, providersPerRelay: 32 }
  const honest = ['a', 'b', 'c']

  test('one relay holds so many records and pushes out its own', async () => {
    const store = new ProviderStore(limits)
    for (let at = 0; at < 31; at++) await store.put(key(`r${at}`, 'greedy'), BYTES)
    expect(store.records).toBe(31)
    await store.put(key('r31', 'greedy'), BYTES)
    expect(store.records).toBe(32)
    await store.put(key('r32', 'greedy'), BYTES)
    expect(store.records).toBe(32)
    expect(await recordsOf(store, 'r0')).toEqual([])
    expect(await recordsOf(store, 'r32')).toEqual(['greedy'])
  })

  test('16,384 records of a hundred keys at one address leave those of honest relays alone', async () => {
    const store = new ProviderStore(limits, (peer) => (honest.includes(peer) ? peer : 'the attacker'))
    for (const peer of honest) await store.put(key(`of ${peer}`, peer), BYTES)
    for (let at = 0; at < 16_384; at++) await store.put(key(`r${at}`, `p${at % 100}`), BYTES)
    expect(store.records).toBe(64)
    for (const peer of honest) expect(await recordsOf(store, `of ${peer}`)).toEqual([peer])
  })

  test('what one address says of a room makes no other give way in it', async () => {
    const store = new ProviderStore(limits, (peer) => (peer.startsWith('liar') ? 'one address' : peer))
    for (const peer of ['a', 'b']) await store.put(key('r', peer), BYTES)
    for (let at = 0; at < 32; at++) await store.put(key('r', `liar ${at}`), BYTES)
    const left = await recordsOf(store, 'r')
    expect(left).toHaveLength(8)
    expect(left.slice(0, 2)).toEqual(['a', 'b'])
  })

  test('of those at one address the relay with most records gives way', async () => {
    const store = new ProviderStore({ ...limits, providers: 20 }, () => 'behind a proxy')
    await store.put(key('quiet', 'honest'), BYTES)
    for (let at = 0; at < 100; at++) await store.put(key(`r${at}`, 'greedy'), BYTES)
    expect(await recordsOf(store, 'quiet')).toEqual(['honest'])
  })

  test('a relay never forgets its own rooms for others', async () => {
    const store = new ProviderStore(limits, (peer) => (peer === 'self' ? null : peer))
    for (let at = 0; at < 32; at++) await store.put(key(`r${at}`, 'self'), BYTES)
    for (let at = 0; at < 1_000; at++) await store.put(key(`s${at % 50}`, `p${at}`), BYTES)
    for (let at = 0; at < 32; at++) expect(await recordsOf(store, `r${at}`)).toEqual(['self'])
    expect(store.records).toBe(64)
  })

  test('the books are right after any order of puts, deletes and time', () => {
    const step = fc.record({
      room: fc.integer({ min: 0, max: 5 }),
      peer: fc.integer({ min: 0, max: 5 }),
      does: fc.constantFrom('put', 'put', 'put', 'delete', 'wait'),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        let now = 0
        const small = {
          ...RELAY_LIMITS,
          providers: 9,
          providersPerRoom: 3,
          providersPerRelay: 4,
          providerTtl: 50,
        }
        const store = new ProviderStore(
          small,
          (peer) => (peer === 'p0' ? null : `at ${peer}`),
          () => now,
        )
        const times = new Map<string, number>()
        for (const { room, peer, does } of steps) {
          const name = key(`r${room}`, `p${peer}`)
          if (does === 'wait') now += 7
          else if (does === 'delete') {
            void store.delete(name)
            times.delete(name.toString())
          } else {
            void store.put(name, BYTES)
            times.set(name.toString(), now)
          }
          expect(store.records).toBeLessThanOrEqual(9 + 6)
          if (does === 'put') expect(store.provides(`p${peer}`)).toBe(true)
        }
        now += 50
        void store.query({ prefix: '/relays/provider' })
        expect(store.records).toBe(0)
        for (let peer = 0; peer < 6; peer++) expect(store.provides(`p${peer}`)).toBe(false)
      }),
    )
  })
})

test('one network is an IPv4 address, or the /64 of an IPv6 one', () => {
  const of = (text: string): string | null => networkOf(multiaddr(text))
  expect(of('/ip4/192.0.2.1/tcp/1')).toBe('192.0.2.1')
  expect(of('/ip4/192.0.2.1/tcp/2/ws')).toBe('192.0.2.1')
  expect(of('/ip6/2001:db8:1:2:3::1/tcp/1')).toBe('2001:db8:1:2::/64')
  expect(of('/ip6/2001:db8:1:2:ffff::9/tcp/1')).toBe('2001:db8:1:2::/64')
  expect(of('/ip6/2001:db8:1:3::1/tcp/1')).toBe('2001:db8:1:3::/64')
  expect(of('/ip6/::ffff:c000:201/tcp/1')).toBe('192.0.2.1')
  expect(of('/dns4/relay.example/tcp/1')).toBeNull()
})

test('[FD4] a public relay dials no private address that another gives of itself, and no more than eight', () => {
  const given = [
    '/ip4/127.0.0.1/tcp/1/ws',
    '/ip4/10.0.0.1/tcp/1/ws',
    '/ip4/8.8.8.8/tcp/1',
    '/ip4/8.8.8.8/tcp/1/ws/p2p-circuit',
    ...Array.from({ length: 10 }, (_, at) => `/ip4/8.8.8.8/tcp/${at + 1}/ws`),
  ].map((text) => multiaddr(text))
  const far = dialable(given, 'public').map(String)
  expect(far).toHaveLength(8)
  expect(far.every((text) => /^\/ip4\/8\.8\.8\.8\/tcp\/\d+\/ws$/.test(text))).toBe(true)
  expect(dialable(given, 'loopback').map(String)).toContain('/ip4/127.0.0.1/tcp/1/ws')
})
