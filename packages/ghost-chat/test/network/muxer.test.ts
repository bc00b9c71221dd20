import type { MultiaddrConnection } from '@libp2p/interface'
import { multiaddrConnectionPair } from '@libp2p/utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { muxer } from '../../src/network/libp2p/muxer.ts'
import { silentLog } from '../support/silent-log.ts'
import { turn } from '../support/sync-crypto.ts'

const open: MultiaddrConnection[] = []

afterEach(() => {
  for (const connection of open.splice(0)) connection.abort(new Error('The test is over.'))
})

function connected(): readonly [MultiaddrConnection, MultiaddrConnection] {
  const pair = multiaddrConnectionPair({ outbound: { log: silentLog } })
  open.push(...pair)
  return pair
}

/** A stream, and how many bytes of it came to the other side. */
async function counted() {
  const [out, inbound] = connected()
  const [ours, theirs] = [muxer(4)().createStreamMuxer(out), muxer(4)().createStreamMuxer(inbound)]
  let bytes = 0
  theirs.addEventListener('stream', ({ detail }) => {
    detail.addEventListener('message', ({ data }) => {
      bytes += data.byteLength
    })
  })
  return { stream: await ours.createStream(), inbound, heard: () => bytes }
}

describe('a muxer', () => {
  it('carries what is written on a stream', async () => {
    const [out, inbound] = connected()
    const [ours, theirs] = [muxer(4)().createStreamMuxer(out), muxer(4)().createStreamMuxer(inbound)]
    const heard = new Promise<Uint8Array>((resolve) => {
      theirs.addEventListener('stream', ({ detail }) => {
        detail.addEventListener('message', ({ data }) => resolve(data.subarray()))
      })
    })
    const stream = await ours.createStream()
    stream.send(Uint8Array.of(1, 2, 3))
    expect([...(await heard)]).toEqual([1, 2, 3])
  })

  it('reports a window when half of it is used up, and not for every message', async () => {
    const { stream, inbound, heard } = await counted()
    stream.send(new Uint8Array(1))
    await vi.waitFor(() => expect(heard()).toBe(1))
    const answers = vi.spyOn(inbound, 'send')
    for (let at = 0; at < 100; at++) stream.send(new Uint8Array(1_000))
    await vi.waitFor(() => expect(heard()).toBe(100_001))
    expect(answers).not.toHaveBeenCalled()
    stream.send(new Uint8Array(40_000))
    await vi.waitFor(() => expect(answers).toHaveBeenCalledOnce())
  })

  it('keeps a stream that comes before anybody listens for streams', async () => {
    const [out, inbound] = connected()
    const [ours, theirs] = [muxer(4)().createStreamMuxer(out), muxer(4)().createStreamMuxer(inbound)]
    const stream = await ours.createStream()
    stream.send(Uint8Array.of(1))
    await vi.waitFor(() => expect(theirs.streams).toHaveLength(1))
    await turn()
    const came = new Promise((resolve) => theirs.addEventListener('stream', resolve, { once: true }))
    await came
  })

  it('carries far more than a window holds', async () => {
    const { stream, heard } = await counted()
    const size = 4_000_000
    stream.send(new Uint8Array(size))
    await vi.waitFor(() => expect(heard()).toBe(size), { timeout: 20_000 })
  })

  it('ends with its streams, and nothing else does, when a stream is opened on a connection that has closed', async () => {
    const [out] = connected()
    const ours = muxer(4)().createStreamMuxer(out)
    out.send = () => {
      throw new Error('Cannot write to a stream that is closed')
    }
    const stream = await ours.createStream()
    await turn()
    expect(stream.status).not.toBe('open')
    await expect(ours.createStream()).rejects.toThrow()
  })
})
