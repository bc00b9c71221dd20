/** Whom a member answers and whose links it closes, by a clock that the test moves. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection, Libp2p, PeerId as Libp2pPeerId, Stream, StreamHandler } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DIRECT_TIMES, DirectLinks } from '../../src/network/libp2p/direct.ts'
import type { Upgrades } from '../../src/network/libp2p/upgrades.ts'
import type { PeerId } from '../../src/network/port.ts'

const SELF = '12D3KooWPN7GziczR9ohZqWz3tn8rM7EfNSL5hny8Foa3LVD5tTD' as PeerId
/** It has the lower peer id, so it is the one that dials. */
const PEER = '12D3KooWGBjyJFFZk5QZ8T65di8NSB9usLkLHKh3dRUXcUsVfbnp' as PeerId

const answered = vi.hoisted(() => [] as string[])
vi.mock('../../src/network/libp2p/webrtc.ts', () => ({
  hasWebRtc: true,
  answer: async (_stream: unknown, { remotePeer }: { remotePeer: string }) => {
    answered.push(remotePeer)
    throw new Error('This is as far as the test goes.')
  },
}))

/** Whom this member began to dial, in order, and what ends the first attempt. */
const [dialled, giveUp] = vi.hoisted(() => [[] as string[], Promise.withResolvers<never>()])
vi.mock('../../src/network/libp2p/introduction.ts', () => ({
  introduce: (_libp2p: unknown, _relays: unknown, peer: string) =>
    dialled.push(peer) === 1 ? giveUp.promise : new Promise(() => undefined),
  isUnsupported: () => false,
}))

let closing: AbortController
beforeEach(() => {
  closing = new AbortController()
  answered.length = 0
  dialled.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  closing.abort()
  vi.useRealTimers()
})

/** Links on a node that has one of them, and takes down what is done to it. */
async function links(self: PeerId = SELF) {
  const closed = vi.fn(async () => undefined)
  const connections: Partial<Connection>[] = [
    {
      remotePeer: peerIdFromString(PEER),
      remoteAddr: multiaddr(`/webrtc/p2p/${PEER}`),
      status: 'open',
      close: closed,
    },
  ]
  let handler: StreamHandler | undefined
  const libp2p = {
    peerId: peerIdFromString(self),
    services: { upgrades: {} },
    addEventListener: () => undefined,
    getConnections: (peer?: Libp2pPeerId) =>
      peer === undefined || peer.toString() === PEER ? connections : [],
    handle: async (_protocol: string, given: StreamHandler) => (handler = given),
  } as unknown as Libp2p<{ upgrades: Upgrades }>
  const direct = new DirectLinks({
    libp2p,
    relays: () => [multiaddr('/ip4/127.0.0.1/tcp/1')],
    relaysTo: () => [],
    iceServers: () => [],
    inmost: () => 'loopback',
    onChange: () => undefined,
    signal: closing.signal,
  })
  await direct.serve()
  return {
    direct,
    closed,
    /** The peer opens a stream to ask for a link; gives what becomes of it. */
    ask(peer: PeerId = PEER) {
      const abort = vi.fn()
      void handler?.(
        { status: 'open', abort } as unknown as Stream,
        { remotePeer: peerIdFromString(peer) } as Connection,
      )
      return abort
    },
  }
}

/** So many peers, of which all but the first are for the first to dial. */
async function crowd(size: number): Promise<readonly [PeerId, ...PeerId[]]> {
  const peers = await Promise.all(
    Array.from({ length: size + 1 }, async () => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))),
  )
  const [first, ...others] = peers.map((peer) => peer.toString() as PeerId).sort()
  return [first as PeerId, ...others]
}

describe('a link', () => {
  test('[NW13] is closed 30 s after the room asks for it no more, and not before', async () => {
    const { direct, closed } = await links()
    direct.meet('room', [PEER])
    await vi.advanceTimersByTimeAsync(10 * DIRECT_TIMES.linger)
    direct.meet('room', [])
    await vi.advanceTimersByTimeAsync(29_999)
    expect(closed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(closed).toHaveBeenCalledOnce()
  })

  test('[NW13] stays when the room, or another, asks for it again in time', async () => {
    const { direct, closed } = await links()
    direct.meet('room', [PEER])
    direct.meet('room', null)
    await vi.advanceTimersByTimeAsync(29_999)
    direct.meet('other', [PEER])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(closed).not.toHaveBeenCalled()

    // The time starts anew.
    direct.meet('other', null)
    await vi.advanceTimersByTimeAsync(29_999)
    expect(closed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(closed).toHaveBeenCalledOnce()
  })
})

describe('who is to be dialled', () => {
  test('[NW13] is dialled at once when it is the only one', async () => {
    const [self, other] = await crowd(1)
    const { direct } = await links(self)
    direct.meet('room', [other as PeerId])
    await vi.advanceTimersByTimeAsync(0)
    await vi.waitFor(() => expect(dialled).toEqual([other]))
  })

  test('[NW13] of ten who come together is dialled 450 ms later, four at a time', async () => {
    const [self, ...others] = await crowd(10)
    const { direct } = await links(self)
    direct.meet('room', others)
    await vi.advanceTimersByTimeAsync(449)
    expect(dialled).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await vi.waitFor(() => expect(dialled).toEqual(others.slice(0, 4)))
    giveUp.reject(new Error('No path was found.'))
    await vi.waitFor(() => expect(dialled).toEqual(others.slice(0, 5)))
  })
})

describe('who asks for a link', () => {
  test('[NW11] before this member has heard of it is answered if it does within 8 s', async () => {
    const { direct, ask } = await links()
    const aborted = ask()
    await vi.advanceTimersByTimeAsync(7_999)
    expect(answered).toEqual([])
    expect(aborted).not.toHaveBeenCalled()
    direct.meet('room', [PEER])
    await vi.waitFor(() => expect(answered).toEqual([PEER]))
  })

  test('[NW11] and is not in the room by then is refused, and may ask again', async () => {
    const { direct, ask } = await links()
    const aborted = ask()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(aborted).toHaveBeenCalledOnce()
    direct.meet('room', [PEER])
    await vi.advanceTimersByTimeAsync(0)
    expect(answered).toEqual([])

    ask()
    await vi.waitFor(() => expect(answered).toEqual([PEER]))
  })

  test('[NW11] and is known is answered, however many strangers ask', async () => {
    const highest = (await crowd(40)).at(-1)!
    const { direct, ask } = await links(highest)
    const strangers = (await crowd(20)).filter((peer) => peer < highest)
    for (const stranger of strangers) ask(stranger)
    await vi.advanceTimersByTimeAsync(0)
    direct.meet('room', [PEER])
    ask()
    await vi.waitFor(() => expect(answered).toEqual([PEER]))
  })

  test('[NW11] of five strangers the first gives way', async () => {
    const highest = (await crowd(40)).at(-1)!
    const { direct, ask } = await links(highest)
    const strangers = (await crowd(8)).filter((peer) => peer < highest).slice(0, 5)
    const refused = strangers.map((stranger) => ask(stranger))
    await vi.advanceTimersByTimeAsync(0)
    expect(refused.map((abort) => abort.mock.calls.length)).toEqual([1, 0, 0, 0, 0])
    direct.meet('room', strangers)
    await vi.waitFor(() => expect(answered.toSorted()).toEqual(strangers.slice(1).toSorted()))
  })
})
