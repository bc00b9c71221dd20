/** A libp2p node with gossip and none of our own care: what a stranger could run. */
import { gossipsub, type GossipSub, type GossipsubOpts } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { gossipOptions, MEMBER_MESH, PROTOCOL_PREFIX } from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import { until } from './until.ts'

export interface RawPeer {
  readonly libp2p: Libp2p<{ gossip: GossipSub }>
  readonly gossip: GossipSub
  /** Subscribes, and waits until the relay is in the topic and meshed. */
  readonly join: (topic: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A node with gossip. `changes` replace the gossip options that the network shares. */
export async function gossipNode(
  listen: string[] = [],
  changes: Partial<GossipsubOpts> = {},
): Promise<Libp2p<{ gossip: GossipSub }>> {
  return createLibp2p({
    addresses: { listen },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { protocolPrefix: PROTOCOL_PREFIX },
    services: {
      identify: identify({ protocolPrefix: PROTOCOL_PREFIX }),
      ping: ping({ protocolPrefix: PROTOCOL_PREFIX }),
      gossip: gossipsub({ ...gossipOptions(MEMBER_MESH, () => true), ...changes }),
    },
  })
}

/** Such a node, connected to a relay. It dials once. */
export async function rawPeer(relayUrl: string, changes: Partial<GossipsubOpts> = {}): Promise<RawPeer> {
  const libp2p = await gossipNode([], changes)
  const { addresses } = (await (await fetch(`${relayUrl}/.well-known/ghost-chat.json`)).json()) as {
    addresses: string[]
  }
  try {
    await libp2p.dial(addresses.map((address) => multiaddr(address)))
  } catch (error) {
    await libp2p.stop()
    throw error
  }
  const { gossip } = libp2p.services
  return {
    libp2p,
    gossip,
    async join(topic) {
      gossip.subscribe(topic)
      await until('the hub to be in the topic', () => gossip.getSubscribers(topic).length > 0)
    },
    stop: async () => libp2p.stop(),
  }
}
