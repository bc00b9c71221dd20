import { multiaddr } from '@multiformats/multiaddr'
import { Key } from 'interface-datastore'
import { describe, expect, test } from 'vitest'
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
    const store = new ProviderStore(limits, () => 0)
    for (const peer of ['a', 'b', 'c']) await store.put(key('r', peer), BYTES)
    expect(await recordsOf(store, 'r')).toEqual(['a', 'b', 'c'])
    await store.put(key('r', 'd'), BYTES)
    expect(await recordsOf(store, 'r')).toEqual(['b', 'c', 'd'])
    expect(store.provides('a')).toBe(false)
    expect(store.provides('d')).toBe(true)
  })

  test('is bounded in all, and 10,000 relays that provide 10,000 rooms take no more', async () => {
    const store = new ProviderStore(limits, () => 0)
    for (let at = 0; at < 10_000; at++) await store.put(key(`r${at % 100}`, `p${at}`), BYTES)
    expect(store.records).toBe(6)
    let kept = 0
    for await (const _ of store.query({ prefix: '/relays/provider' })) kept++
    expect(kept).toBe(6)
  })

  test('counts for its time only, and again when it is said again', async () => {
    let now = 0
    const store = new ProviderStore(limits, () => now)
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

  test('leaves what else libp2p keeps alone', async () => {
    const store = new ProviderStore(limits)
    for (let at = 0; at < 20; at++) await store.put(new Key(`/peers/${at}`), BYTES)
    let kept = 0
    for await (const _ of store.query({ prefix: '/peers' })) kept++
    expect(kept).toBe(20)
  })
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
