import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const node = await createLibp2p({
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify(), gossip: gossipsub() },
})
const { gossip } = node.services
gossip.addEventListener('message', ({ detail }) => console.log(new TextDecoder().decode(detail.data)))
gossip.subscribe('room')
await node.dial(multiaddr(`/dns4/${location.hostname}/tcp/443/wss`))
await gossip.publish('room', new TextEncoder().encode('hello'))
