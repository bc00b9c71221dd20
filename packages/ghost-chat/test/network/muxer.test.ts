import type { MultiaddrConnection } from '@libp2p/interface'
import { multiaddrConnectionPair } from '@libp2p/utils'
import { afterEach, describe, expect, it } from 'vitest'
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
