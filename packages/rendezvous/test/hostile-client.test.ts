// What a server does with streams that no honest client opens.
import type { Stream } from '@libp2p/interface'
import { describe, expect, it, vi } from 'vitest'
import { encodeRequest, PROTOCOL } from '../src/message.ts'
import { varintOf } from '../src/protobuf.ts'
import type { RendezvousServerInit } from '../src/server/server.ts'
import { clientNode, plainNode, serverNode } from './support/nodes.ts'

/** A server, and a peer that opens streams to it as it likes. */
async function attack(init: RendezvousServerInit = {}) {
  const [server, attacker] = await Promise.all([serverNode(init), plainNode()])
  const connection = await attacker.dial(server.getMultiaddrs())
  const open = () => connection.newStream(PROTOCOL)
  return { server, attacker, open, stats: () => server.services.rendezvous.stats() }
}

/** Resolves when a stream has been ended from the other side by a reset. */
const reset = (stream: Stream): Promise<unknown> =>
  vi.waitFor(() => expect(stream.status).toBe('reset'), { timeout: 10_000 })

const discover = encodeRequest({ type: 'discover', ns: 'ns', limit: undefined, cookie: undefined })

describe('a stream is reset', () => {
  const frames: readonly [what: string, bytes: Uint8Array][] = [
    ['a frame that says it is longer than a request may be', varintOf(16_385)],
    ['a length that never ends', new Uint8Array(64).fill(0xff)],
    ['a frame that is no message', Uint8Array.of(2, 0x08, 0x09)],
    ['an empty frame', Uint8Array.of(0)],
    ['a response for a request', Uint8Array.of(4, 0x08, 0x01, 0x1a, 0x00)],
    ['bytes without end', new Uint8Array(200_000).fill(0x10)],
  ]

  it.each(frames)('at %s', async (_what, bytes) => {
    const { open, stats } = await attack()
    const stream = await open()
    stream.send(bytes)
    await reset(stream)
    expect(stats().brokenStreams).toBe(1)
  })

  it('when no request comes in time, and when half a one comes', async () => {
    const { open, stats } = await attack({ limits: { requestTimeout: 50 } })
    const [silent, slow] = await Promise.all([open(), open()])
    slow.send(Uint8Array.of(10, 0x08))
    await Promise.all([reset(silent), reset(slow)])
    expect(stats().brokenStreams).toBe(2)
  })

  it('when it is closed within a frame', async () => {
    const { open, stats } = await attack()
    const stream = await open()
    stream.send(Uint8Array.of(10, 0x08))
    await stream.close()
    await vi.waitFor(() => expect(stats().brokenStreams).toBe(1))
  })
})

it('a frame of exactly the longest length is read', async () => {
  const { open, stats } = await attack({ limits: { requestBytes: discover.length } })
  const stream = await open()
  stream.send(Uint8Array.of(discover.length, ...discover))
  await vi.waitFor(() => expect(stats().discover.OK).toBe(1))
  expect(stats().brokenStreams).toBe(0)
})

it.each([
  [2, 2],
  [3, 3],
  [4, 3],
])('of %i requests on a stream that takes 3, %i are answered', async (sent, answered) => {
  const { open, stats } = await attack({ limits: { requestsPerStream: 3 } })
  const stream = await open()
  for (let i = 0; i < sent; i++) stream.send(Uint8Array.of(discover.length, ...discover))
  void stream.close()
  await vi.waitFor(() => expect(stream.status).toBe('closed'))
  expect(stats().discover.OK).toBe(answered)
})

it('a connection has so many streams at once', async () => {
  const { open } = await attack({ limits: { streamsPerConnection: 2 } })
  const streams = await Promise.all([open(), open()])
  const third = await open().catch(() => null)
  // The protocol is agreed on before the server counts: then the stream is reset.
  if (third !== null) await reset(third)
  expect(streams.map(({ status }) => status)).toEqual(['open', 'open'])
})

it('another peer’s request is answered while streams hang', async () => {
  const { server, open } = await attack()
  for (let i = 0; i < 16; i++) await open()
  const honest = await clientNode()
  expect(await honest.services.rendezvous.register(server.getMultiaddrs(), 'ns')).toEqual({ ttl: 7_200 })
})

it('a server that is stopped ends the streams that hang, and starts again', async () => {
  const { server, open } = await attack()
  const stream = await open()
  await vi.waitFor(() => expect(server.getConnections()[0]!.streams.length).toBeGreaterThan(0))
  await server.services.rendezvous.stop()
  await reset(stream)
  await expect(open()).rejects.toThrow()
  await server.services.rendezvous.start()
  expect((await open()).status).toBe('open')
})
