/**
 * Opens connections to a relay or a member that listens, one group after the other, and writes garbage: below the
 * websocket, in it, behind a genuine Noise handshake, and on every protocol that the other side speaks.
 */
import { createLibp2p, type Libp2p } from 'libp2p'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { masked, rawWebsocket } from '../../support/websocket-frames.ts'
import { seededRandom } from '../../../packages/ghost-chat/src/network/memory/random.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly port: number
  readonly peerId: string
  /** Connections with garbage in websocket messages. */
  readonly sockets: number
  /** Streams with garbage, on all protocols together. */
  readonly streams: number
  readonly protocols: readonly string[]
  readonly seed: number
}

const { port, peerId, sockets, streams, protocols, seed } = ordersOf<Orders>()
const random = seededRandom(seed)

/** Ends one socket, whatever the other side does with it. */
async function garbledSocket(): Promise<void> {
  const client = await rawWebsocket(port, masked(0x82, bytes(random, 1 + Math.floor(random() * 512))))
  client.socket.write(bytes(random, 1 + Math.floor(random() * 512)))
  client.socket.end()
  await Promise.race([client.ended, new Promise((resolve) => setTimeout(resolve, 250))])
  client.socket.destroy()
}

function bytes(draw: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(draw() * 256))
}

async function node(): Promise<Libp2p> {
  return createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
  })
}

let reset = 0
let libp2p = await node()
const address = multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peerId}`)
for (let done = 0; done < sockets; done += 16) {
  await Promise.all(
    Array.from({ length: Math.min(16, sockets - done) }, () => garbledSocket().catch(() => undefined)),
  )
  if (done % 512 === 0) await tell({ done: 'sockets', count: done })
}
await tell({ done: 'sockets', count: sockets })
for (let count = 0; count < streams; count++) {
  const protocol = protocols[count % protocols.length] ?? ''
  try {
    const stream = await libp2p.dialProtocol(address, protocol, { signal: AbortSignal.timeout(5_000) })
    stream.send(bytes(random, 1 + Math.floor(random() * 4_096)))
    if (random() < 0.5) stream.abort(new Error('garbage'))
    else void stream.close().catch(() => undefined)
  } catch {
    // It hung up, as it should on one that only errs: the next one is another stranger.
    reset++
    await libp2p.stop()
    libp2p = await node()
  }
  if (count % 64 === 0) await tell({ done: 'streams', count })
}
await libp2p.stop()
await tell({ done: 'all', reset })
process.disconnect()
