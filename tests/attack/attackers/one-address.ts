/**
 * One address that wants everything: silent TCP sockets, websockets that never shake hands, idle peers that answer pings,
 * and peers that enter as many rooms as they may. It keeps all of it, and comes again where it was thrown out.
 */
import { connect, type Socket } from 'node:net'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { gossipOptions, MEMBER_MESH, PROTOCOL_PREFIX } from 'ghost-chat/network/gossip'
import { createLibp2p, type Libp2p } from 'libp2p'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly port: number
  readonly peerId: string
  /** The loopback address that all of it comes from. */
  readonly from: string
  readonly sockets: number
  readonly pending: number
  readonly connections: number
  readonly rooms: number
  readonly roomsPerPeer: number
}

const orders = ordersOf<Orders>()
const { port, peerId, from } = orders
let isOver = false

/** Keeps so many raw sockets open. Each says `first`, and then nothing. */
function holdSockets(count: number, first: string): void {
  const open = (): void => {
    if (isOver) return
    const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from })
    socket.on('error', () => undefined)
    socket.on('connect', () => socket.write(first))
    socket.on('close', () => {
      if (!isOver) setTimeout(open, 250)
    })
    socket.resume()
  }
  for (let i = 0; i < count; i++) open()
}

const UPGRADE =
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

comeFrom(from)

type Node = Libp2p<{ gossip: GossipSub }>

async function node(): Promise<Node> {
  const libp2p = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    services: {
      identify: identify({ protocolPrefix: PROTOCOL_PREFIX }),
      ping: ping({ protocolPrefix: PROTOCOL_PREFIX }),
      gossip: gossipsub(gossipOptions(MEMBER_MESH, () => true)),
    },
  })
  return libp2p
}

async function connected(libp2p: Node): Promise<boolean> {
  try {
    await libp2p.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peerId}`), {
      signal: AbortSignal.timeout(12_000),
    })
    return true
  } catch {
    return false
  }
}

holdSockets(orders.sockets, '')
holdSockets(orders.pending, UPGRADE)
await tell({ done: 'sockets' })
const nodes: Node[] = []
let [held, refused, rooms] = [0, 0, 0]
process.on('disconnect', () => process.exit(0))
process.on('message', () => {
  isOver = true
  void tell({
    held: nodes.filter((libp2p) => libp2p.getConnections().length > 0).length,
    refused,
    rooms,
  }).then(() => process.exit(0))
})
while (held + refused < orders.connections) {
  await Promise.all(
    Array.from({ length: Math.min(8, orders.connections - held - refused) }, async () => {
      const libp2p = await node()
      if (!(await connected(libp2p))) {
        refused++
        await libp2p.stop()
        return
      }
      held++
      nodes.push(libp2p)
      for (let i = 0; i < orders.roomsPerPeer && rooms < orders.rooms; i++) {
        libp2p.services.gossip.subscribe(`3box.chat.attack.room-${rooms++}`)
      }
    }),
  )
}
await tell({ done: 'connections', held, refused, rooms })
