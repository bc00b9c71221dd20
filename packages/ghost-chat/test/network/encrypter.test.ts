import { generateKeyPair } from '@libp2p/crypto/keys'
import type { MessageStream, SecuredConnection } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddrConnectionPair } from '@libp2p/utils'
import { afterEach, describe, expect, it } from 'vitest'
import { encrypter } from '../../src/network/libp2p/encrypter.ts'
import { silentLog, silentLogger } from '../support/silent-log.ts'

const open: MessageStream[] = []

afterEach(() => {
  for (const stream of open.splice(0)) stream.abort(new Error('The test is over.'))
})

async function secured(): Promise<readonly [MessageStream, MessageStream, MessageStream]> {
  const pair = multiaddrConnectionPair({ outbound: { log: silentLog } })
  const sides = ['secureOutbound', 'secureInbound'] as const
  const both: Promise<SecuredConnection<never>>[] = sides.map(async (side, place) => {
    const privateKey = await generateKeyPair('Ed25519')
    const upgrader = { getStreamMuxers: () => new Map() }
    const components = {
      peerId: peerIdFromPrivateKey(privateKey),
      privateKey,
      logger: silentLogger,
      upgrader,
    }
    return encrypter()(components as never)[side](pair[place] as MessageStream) as never
  })
  const [ours, theirs] = (await Promise.all(both)).map(({ connection }) => connection) as [
    MessageStream,
    MessageStream,
  ]
  open.push(ours, theirs)
  return [ours, theirs, pair[0]]
}

describe('what is encrypted', () => {
  it('arrives as it was, in however many pieces', async () => {
    const [ours, theirs, wire] = await secured()
    const send = wire.send.bind(wire)
    wire.send = (data) => {
      const bytes = data.subarray()
      for (let at = 0; at < bytes.length; at += 7) send(bytes.subarray(at, at + 7))
      return true
    }
    const heard: number[] = []
    const done = new Promise<void>((resolve) => {
      theirs.addEventListener('message', ({ data }) => {
        heard.push(...data.subarray())
        if (heard.length === 100) resolve()
      })
    })
    ours.send(Uint8Array.from({ length: 60 }, (_, i) => i))
    ours.send(Uint8Array.from({ length: 40 }, (_, i) => 60 + i))
    await done
    expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('is written in one piece, for a socket makes a packet of each', async () => {
    const [ours, theirs, wire] = await secured()
    const send = wire.send.bind(wire)
    const written: unknown[] = []
    wire.send = (data) => {
      written.push(data)
      return send(data)
    }
    const heard = new Promise((resolve) => theirs.addEventListener('message', resolve, { once: true }))
    ours.send(Uint8Array.from({ length: 60 }, (_, i) => i))
    await heard
    expect(written).toEqual([expect.any(Uint8Array)])
  })

  it('is written in pieces of one frame at most, for a websocket makes a message of each', async () => {
    const [ours, theirs, wire] = await secured()
    const send = wire.send.bind(wire)
    const written: number[] = []
    wire.send = (data) => {
      for (const piece of data instanceof Uint8Array ? [data] : data) written.push(piece.byteLength)
      return send(data)
    }
    const size = 3_000_000
    let heard = 0
    const done = new Promise<void>((resolve) => {
      theirs.addEventListener('message', ({ data }) => {
        heard += data.byteLength
        if (heard === size) resolve()
      })
    })
    ours.send(new Uint8Array(size))
    await done
    expect(Math.max(...written)).toBeLessThanOrEqual(65_537)
  })

  it('is decrypted without making an error of every end', async () => {
    const [ours, theirs] = await secured()
    const before = RangeError
    let errors = 0
    globalThis.RangeError = new Proxy(before, {
      apply: (target, _self, [message]: [string]) => (errors++, new target(message)),
    })
    try {
      const heard = new Promise((resolve) => theirs.addEventListener('message', resolve, { once: true }))
      ours.send(Uint8Array.of(1))
      await heard
    } finally {
      globalThis.RangeError = before
    }
    expect(errors).toBe(0)
  })
})
