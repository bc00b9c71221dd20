import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DialPolicy } from '../../../src/network/libp2p/dial-policy.ts'
import { FOREIGN_LIMITS, ForeignRelays } from '../../../src/network/libp2p/discovery/foreign-relays.ts'

const OWN = multiaddr('/ip4/8.8.8.8/tcp/443/ws/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN')

interface FakeConnection {
  readonly remotePeer: string
  readonly remoteAddr: string
  readonly status: string
  readonly limits: object | undefined
  readonly close: () => Promise<void>
}

let connections: FakeConnection[]
let withdrawn: string[]
const end = new AbortController()
beforeEach(() => {
  vi.useFakeTimers()
  connections = []
  withdrawn = []
})
afterEach(() => {
  vi.useRealTimers()
})

async function via(host = '9.9.9.9'): Promise<string> {
  const peer = peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
  return `/ip4/${host}/tcp/443/ws/p2p/${peer}`
}

const policy = new DialPolicy({ relayOnly: false, chosen: () => [OWN], anchors: () => [OWN] })

function foreign(viaOf: (peer: string) => readonly string[]): ForeignRelays {
  return new ForeignRelays({
    libp2p: { getConnections: () => connections } as unknown as Libp2p,
    relays: () => [OWN],
    permits: (address) => policy.permits(address),
    viaOf,
    withdraw: (relay) => withdrawn.push(relay),
    signal: end.signal,
  })
}

describe('[FD7] the relays of others', () => {
  test('come after one’s own, eight of a peer at most, and never twice', async () => {
    const named = await Promise.all(Array.from({ length: 10 }, () => via()))
    const relays = foreign(() => [OWN.toString(), named[0] ?? '', ...named])
    expect(relays.to('anybody').map(String)).toEqual([OWN.toString(), ...named.slice(0, 8)])
    const more = foreign(() => named)
    expect(more.to('anybody').map(String)).toEqual([OWN.toString(), ...named.slice(0, 8)])
  })

  test('are eight at once, whoever names more', async () => {
    const named = await Promise.all(Array.from({ length: FOREIGN_LIMITS.relays + 2 }, () => via()))
    const relays = foreign((peer) => [named[Number(peer)] ?? ''])
    const lengths = named.map((_, at) => relays.to(String(at)).length)
    expect(lengths).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 1, 1])
    // What the user does has places of its own, and the one that is meant comes first.
    const [meant, other] = [await via(), await via()]
    const full = foreign(() => named.slice(0, 8))
    expect(full.to('anybody')).toHaveLength(9)
    expect(full.forUser('anybody', [meant]).map(String).slice(0, 2)).toEqual([OWN.toString(), meant])
    expect(full.over([other])).toEqual([])
    // Those that are known are used again.
    expect(relays.to('0')).toHaveLength(2)
  })

  test('[FD4] are not dialled at private addresses, nor at malformed ones', async () => {
    const relays = foreign(() => ['nonsense', '/ip4/10.0.0.1/tcp/1/ws/p2p/x', OWN.toString()])
    expect(relays.to('anybody')).toHaveLength(1)
    const inside = [await via('127.0.0.1'), await via('192.168.1.1'), await via('169.254.169.254')]
    expect(foreign(() => inside).to('anybody')).toHaveLength(1)
  })

  test('are left after 60 s without a circuit, with a word to them, and make room', async () => {
    const named = await via()
    const relay = named.split('/p2p/')[1] ?? ''
    const relays = foreign(() => [named])
    relays.to('anybody')
    const closed: string[] = []
    const connection = (remoteAddr: string, limits?: object): FakeConnection => ({
      ...{ remotePeer: relay, remoteAddr, status: 'open', limits },
      close: async () => void closed.push(remoteAddr),
    })
    connections = [connection(named), { ...connection(`${named}/p2p-circuit/p2p/x`, {}), remotePeer: 'x' }]
    await vi.advanceTimersByTimeAsync(3 * FOREIGN_LIMITS.idle)
    expect([closed, withdrawn]).toEqual([[], []])
    connections = connections.slice(0, 1)
    await vi.advanceTimersByTimeAsync(2 * FOREIGN_LIMITS.idle)
    expect([closed, withdrawn]).toEqual([[named], [relay]])
    expect(relays.has(relay)).toBe(false)
  })
})
