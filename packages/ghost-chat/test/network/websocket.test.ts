import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { multiaddr } from '@multiformats/multiaddr'
import { until } from '../../../../tests/support/until.ts'
import { createLibp2p } from 'libp2p'
import { encrypter } from '../../src/network/libp2p/encrypter.ts'
import { muxer } from '../../src/network/libp2p/muxer.ts'
import { webSocketTransport } from '../../src/network/libp2p/websockets.ts'
import { openWebSocket } from '../../src/network/libp2p/websocket.ts'

let server: WebSocketServer
let url: string

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const client of server.clients) client.terminate()
  server.close()
  await once(server, 'close')
})

function happens(target: EventTarget, event: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(event, resolve, { once: true }))
}

describe('a websocket of a member in Node', () => {
  it('ends at once when it is given up, though the other side says nothing any more', async () => {
    server.on('connection', (_websocket, { socket }) => socket.pause())
    const websocket = openWebSocket(url, null)
    await happens(websocket, 'open')
    const closed = happens(websocket, 'close')
    websocket.close(1006)
    expect(await closed).toMatchObject({ code: 1006, wasClean: false })
  })

  it(
    'ends within seconds of its goodbye, though the other side does not answer it',
    { timeout: 15_000 },
    async () => {
      server.on('connection', (_websocket, { socket }) => socket.pause())
      const websocket = openWebSocket(url, null)
      await happens(websocket, 'open')
      const closed = happens(websocket, 'close')
      websocket.close()
      expect(await closed).toMatchObject({ wasClean: false })
    },
  )

  it('says goodbye when it is closed', async () => {
    const arrived = once(server, 'connection')
    const websocket = openWebSocket(url, null)
    const [theirs] = (await arrived) as [WebSocket]
    await happens(websocket, 'open')
    const told = happens(theirs, 'close')
    websocket.close()
    expect(await told).toMatchObject({ wasClean: true })
  })

  it('that nobody answers fails with an event, and not with the process', async () => {
    const deaf = createServer((socket: Socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(deaf, 'listening')
    const websocket = openWebSocket(`ws://127.0.0.1:${(deaf.address() as AddressInfo).port}`, null)
    expect(await happens(websocket, 'error')).toBeDefined()
    deaf.close()
  })

  it('takes a message of 1 MiB, and ends with a longer one', async () => {
    server.on('connection', (theirs) => {
      theirs.on('error', () => undefined)
      theirs.send(new Uint8Array(1_048_576))
      theirs.send(new Uint8Array(1_048_577))
    })
    const websocket = openWebSocket(url, null)
    websocket.binaryType = 'arraybuffer'
    const sizes: number[] = []
    websocket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      sizes.push(data.byteLength)
    })
    await happens(websocket, 'close')
    expect(sizes).toEqual([1_048_576])
  })
})

it('[NW20] a dial that is given up leaves no socket behind', async () => {
  const arrived = once(server, 'connection')
  const node = await createLibp2p({
    transports: [webSocketTransport()],
    connectionEncrypters: [encrypter()],
    streamMuxers: [muxer(8)],
    connectionGater: { denyDialMultiaddr: () => false },
  })
  try {
    const address = multiaddr(`/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/ws`)
    const giving = new AbortController()
    const dial = node.dial(address, { signal: giving.signal })
    // The server is a websocket and no more: it says nothing.
    await arrived
    giving.abort()
    await expect(dial).rejects.toThrow()
    await until('the socket to be closed', () => server.clients.size === 0)
  } finally {
    await node.stop()
  }
})
