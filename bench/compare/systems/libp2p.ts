/**
 * What ghost-chat is built of, bare: gossipsub between members who dialled each other over TCP, its own signatures
 * on or off; and one libp2p stream. The first member listens, the others dial it.
 */
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { System } from '../system.ts'

const LANE = '/bench/lane/1.0.0'
const text = { encode: new TextEncoder(), decode: new TextDecoder() }

const base = {
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  // All members share a host here, of which no more than five a second would be let in, and come at once.
  connectionManager: { inboundConnectionThreshold: Infinity, maxIncomingPendingConnections: 1_000 },
}

async function dial(node: Libp2p, url: string): Promise<void> {
  if (url !== '') await node.dial(multiaddr(url))
}

function gossip(globalSignaturePolicy: 'StrictSign' | 'StrictNoSign'): System {
  return {
    async join(url, room, { onMessage, onPeer }) {
      const services = {
        identify: identify(),
        gossip: gossipsub({ globalSignaturePolicy, allowPublishToZeroTopicPeers: true }),
      }
      const node = await createLibp2p({ ...base, services })
      const { gossip: topics } = node.services
      topics.addEventListener('message', ({ detail }) => onMessage(text.decode.decode(detail.data)))
      topics.addEventListener('subscription-change', onPeer)
      topics.subscribe(room)
      await dial(node, url)
      return {
        address: node.getMultiaddrs()[0]?.toString() ?? '',
        send: (message) => topics.publish(room, text.encode.encode(message)),
        leave: async () => node.stop(),
      }
    },
  }
}

export const gossipSigned = gossip('StrictSign')
export const gossipUnsigned = gossip('StrictNoSign')

/** One stream, and what a lane needs of it: messages with their lengths before them. */
export const stream: System = {
  async join(url, _room, { onMessage, onPeer }) {
    const node = await createLibp2p({ ...base, services: { identify: identify() } })
    let lane: Stream | undefined
    const open = (made: Stream): void => {
      lane = made
      let rest = new Uint8Array()
      made.addEventListener('message', ({ data }) => {
        let bytes = concat(rest, data.subarray())
        while (bytes.length >= 2) {
          const length = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
          if (bytes.length < 2 + length) break
          onMessage(text.decode.decode(bytes.subarray(2, 2 + length)))
          bytes = bytes.subarray(2 + length)
        }
        rest = bytes
      })
    }
    await node.handle(LANE, (made) => {
      open(made)
      onPeer()
    })
    if (url !== '') open(await node.dialProtocol(multiaddr(url), LANE))
    return {
      address: node.getMultiaddrs()[0]?.toString() ?? '',
      send: (message) => {
        const bytes = text.encode.encode(message)
        return lane?.send(concat(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes))
      },
      leave: async () => node.stop(),
    }
  },
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
