import { generateKeyPair } from '@libp2p/crypto/keys'
import type { PeerDiscovery } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { localPeers, type LocalPeers } from '../../../src/network/libp2p/discovery/local-peers.ts'

class Neighbourhood extends EventTarget {
  readonly #ids = new Map<string, ReturnType<typeof peerIdFromPrivateKey>>()

  async says(name: string, port = 1): Promise<void> {
    const id = this.#ids.get(name) ?? peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
    this.#ids.set(name, id)
    const multiaddrs = [multiaddr(`/ip4/10.0.0.1/tcp/${port}/ws`)]
    this.dispatchEvent(new CustomEvent('peer', { detail: { id, multiaddrs } }))
  }

  nameOf(peer: { toString(): string }): string | undefined {
    return [...this.#ids].find(([, id]) => id.toString() === peer.toString())?.[0]
  }
}

let mdns: Neighbourhood
let peers: LocalPeers

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  mdns = new Neighbourhood()
  peers = localPeers(() => mdns as EventTarget as PeerDiscovery)({})
})
afterEach(() => vi.useRealTimers())

async function found(): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { peer, addresses } of peers.find())
    names.push(`${mdns.nameOf(peer)} ${addresses.map(String).join()}`)
  return names
}

describe('[FD6] whoever is heard on the local network', () => {
  it('is found for every room, also one that is opened later', async () => {
    await mdns.says('alice')
    await mdns.says('bob')
    for (let room = 0; room < 2; room++)
      expect(await found()).toEqual(['alice /ip4/10.0.0.1/tcp/1/ws', 'bob /ip4/10.0.0.1/tcp/1/ws'])
  })

  it('is worth a look at once when it was not there before, and only then', async () => {
    const onNew = vi.fn()
    peers.onNew = onNew
    await mdns.says('alice')
    await mdns.says('alice')
    expect(onNew).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(60_000)
    await mdns.says('alice')
    expect(onNew).toHaveBeenCalledTimes(2)
  })

  it('is found where it was heard last', async () => {
    await mdns.says('alice', 1)
    await mdns.says('alice', 2)
    expect(await found()).toEqual(['alice /ip4/10.0.0.1/tcp/2/ws'])
  })

  it('is forgotten when it has said nothing for 60 s', async () => {
    await mdns.says('alice')
    vi.advanceTimersByTime(59_999)
    await mdns.says('bob')
    expect(await found()).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(await found()).toEqual(['bob /ip4/10.0.0.1/tcp/1/ws'])
  })

  it('is one of 64 at most, the last that were heard', async () => {
    for (let i = 0; i < 100; i++) await mdns.says(`peer ${i}`)
    const names = (await found()).map((line) => line.split(' /')[0])
    expect(names).toEqual(Array.from({ length: 64 }, (_, i) => `peer ${i + 36}`))
  })
})
