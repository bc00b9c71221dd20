/** Whom a member answers and whose links it closes, by a clock that the test moves. */
import type { Connection, Libp2p, Stream, StreamHandler } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
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

let closing: AbortController
beforeEach(() => {
  closing = new AbortController()
  answered.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  closing.abort()
  vi.useRealTimers()
})

/** Links on a node that has one of them, and takes down what is done to it. */
async function links() {
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
    peerId: peerIdFromString(SELF),
    services: { upgrades: {} },
    addEventListener: () => undefined,
    getConnections: () => connections,
    handle: async (_protocol: string, given: StreamHandler) => (handler = given),
  } as unknown as Libp2p<{ upgrades: Upgrades }>
  const direct = new DirectLinks({
    libp2p,
    relays: () => [],
    relaysTo: () => [],
    iceServers: () => [],
    onChange: () => undefined,
    signal: closing.signal,
  })
  await direct.serve()
  return {
    direct,
    closed,
    /** The peer opens a stream to ask for a link; gives what becomes of it. */
    ask() {
      const abort = vi.fn()
      void handler?.(
        { status: 'open', abort } as unknown as Stream,
        { remotePeer: peerIdFromString(PEER) } as Connection,
      )
      return abort
    },
  }
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

describe('who asks for a link', () => {
  test('[NW11] before this member has heard of it is answered if it does within 3 s', async () => {
    const { direct, ask } = await links()
    const aborted = ask()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(answered).toEqual([])
    expect(aborted).not.toHaveBeenCalled()
    direct.meet('room', [PEER])
    await vi.waitFor(() => expect(answered).toEqual([PEER]))
  })

  test('[NW11] and is not in the room by then is refused, and may ask again', async () => {
    const { direct, ask } = await links()
    const aborted = ask()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(aborted).toHaveBeenCalledOnce()
    direct.meet('room', [PEER])
    await vi.advanceTimersByTimeAsync(0)
    expect(answered).toEqual([])

    ask()
    await vi.waitFor(() => expect(answered).toEqual([PEER]))
  })
})
