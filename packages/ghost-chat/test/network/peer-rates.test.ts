import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { multiaddr } from '@multiformats/multiaddr'
import type { PeerId } from '../../src/network/port.ts'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { openRoom } from '../../../../tests/support/member.ts'
import { gossipNode } from '../../../../tests/support/raw-peer.ts'
import { until } from '../../../../tests/support/until.ts'
import { gossipInternals } from '../../src/network/libp2p/gossip-internals.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { PEER_RATES, PeerRates } from '../../src/network/libp2p/peer-rates.ts'

const { framesPerSecond, frameBurst, bytesPerSecond, byteBurst, relayFactor, totalFactor, shares } =
  PEER_RATES

describe('[NW21] the rate of a peer', () => {
  let now: number
  let held: { peer: string; for: number }[]
  let rates: PeerRates
  beforeEach(() => {
    now = 0
    held = []
    const hold = (peer: string, milliseconds: number): void => void held.push({ peer, for: milliseconds })
    rates = new PeerRates(
      { hold },
      (peer) => peer === 'relay',
      () => now,
    )
  })

  it('has room for a burst, and then holds the peer for as long as its debt takes', () => {
    for (let i = 0; i < frameBurst; i++) expect(rates.spend('eve', 1, 100)).toBe(0)
    expect(rates.spend('eve', 1, 100)).toBeCloseTo(1_000 / framesPerSecond)
    expect(rates.spend('ann', 1, 100)).toBe(0)
    expect(held).toHaveLength(1)
    now += 1_000
    for (let i = 0; i < framesPerSecond - 1; i++) expect(rates.spend('eve', 1, 100)).toBe(0)
    expect(rates.spend('eve', 1, 100)).toBeGreaterThan(0)
  })

  it('counts bytes besides, and what is dearer as more', () => {
    expect(rates.spend('eve', 1, byteBurst)).toBe(0)
    expect(rates.spend('eve', 1, bytesPerSecond)).toBeCloseTo(1_000)
    expect(rates.spend('ben', frameBurst + framesPerSecond, 0)).toBeCloseTo(1_000)
  })

  it('lets no debt grow beyond a burst', () => {
    for (let i = 0; i < 100; i++) rates.spend('eve', frameBurst, byteBurst)
    expect(rates.spend('eve', 1, 1)).toBeCloseTo((frameBurst * 1_000) / framesPerSecond)
  })

  it('is larger for a relay that the app named', () => {
    for (let i = 0; i < frameBurst * relayFactor; i++) expect(rates.spend('relay', 1, 0)).toBe(0)
    expect(rates.spend('relay', 1, 0)).toBeGreaterThan(0)
  })

  /** What each of so many peers gets through in ten seconds that hands over as much as it is read, beyond its burst. */
  function readInTenSeconds(greedy: number, bytes: number): number {
    const until = new Map(Array.from({ length: greedy }, (_, i) => [`greedy ${i}`, 0]))
    let read = 0
    for (const start = now + 10_000, end = start + 10_000; now < end; now += 10)
      for (const [peer, heldUntil] of until)
        for (let i = 0; i < 10 && (until.get(peer) ?? heldUntil) <= now; i++) {
          if (now >= start) read++
          until.set(peer, now + rates.spend(peer, 1, bytes))
        }
    return read
  }

  it.each([
    ['frames', 0, framesPerSecond],
    ['bytes', 32_768, bytesPerSecond / 32_768],
  ])('in %s has a total over all peers, however many they are', (_, bytes, perSecond) => {
    const most = totalFactor * perSecond * 10
    expect(readInTenSeconds(16, bytes)).toBeLessThan(most * 1.1)
  })

  it('holds none that is within its share while others use the total up', () => {
    const share = (totalFactor * framesPerSecond) / shares
    for (let second = 0; second < 60; second++, now += 1_000) {
      for (let i = 0; i < 15; i++) rates.spend(`greedy ${i}`, framesPerSecond, 0)
      for (let i = 0; i < Math.floor(share); i++) expect(rates.spend('modest', 1, 100)).toBe(0)
    }
    const holds = held.filter(({ peer }) => peer !== 'modest')
    expect(held).toHaveLength(holds.length)
    expect(new Set(holds.map(({ peer }) => peer)).size).toBe(15)
  })

  it('leaves relays that the app named out of the total', () => {
    for (let i = 0; i < 16; i++) rates.spend(`greedy ${i}`, frameBurst, 0)
    expect(rates.spend('relay', frameBurst, 0)).toBe(0)
    for (let i = 0; i < 100; i++) rates.spend('relay', frameBurst, 0)
    const peer = rates.spend('later', 1, 0)
    expect(peer).toBe(0)
  })
})

describe('[NW21] a stranger that is linked to a member', () => {
  let network: Libp2pNetwork
  let stranger: Awaited<ReturnType<typeof gossipNode>>
  beforeEach(async () => {
    network = await libp2pNetwork({ relays: [], listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
    stranger = await gossipNode()
  })
  afterEach(async () => {
    await Promise.all([network.close(), stranger.stop()])
  })

  it('is read at its rate, and loses nothing that it sends', { timeout: 60_000 }, async () => {
    const topic = freshTopic()
    const heard: number[] = []
    let first = 0
    let last = 0
    openRoom(network, topic, {
      judge: async (frame: Uint8Array, _from: PeerId) => {
        if (heard.length === 0) first = performance.now()
        last = performance.now()
        heard.push(new DataView(frame.buffer, frame.byteOffset).getUint32(0))
        return 'accept'
      },
    })
    const { gossip } = stranger.services
    const internals = gossipInternals(gossip)
    gossip.subscribe(topic)
    await stranger.dial(network.libp2p.getMultiaddrs().map((address) => multiaddr(address.toString())))
    await until('the two to be meshed', () => [...internals.mesh(topic)].length > 0)
    // What was read before a pause, 1,024 frames of one RPC at most, is judged still.
    const readAhead = 1_024
    const most = frameBurst + readAhead + 2 * framesPerSecond
    for (let i = 0; i < most; i++) {
      const frame = new Uint8Array(64)
      new DataView(frame.buffer).setUint32(0, i)
      await gossip.publish(topic, frame)
    }
    await until('all frames to come', () => heard.length === most, 40_000)
    expect(heard).toEqual(Array.from({ length: most }, (_, i) => i))
    // Two seconds' worth is beyond the burst.
    const waited = most - frameBurst - readAhead
    expect(last - first).toBeGreaterThan((waited * 1_000) / framesPerSecond - 500)
  })
})
