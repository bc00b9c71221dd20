/**
 * The floor under a join: a bare libp2p node that takes connections over websockets, Noise and Yamux, and echoes what a
 * stream brings. Says where it listens, and ends with its parent.
 */
import { noise } from '@libp2p/noise'
import { yamux } from '@libp2p/yamux'
import { webSockets } from '@libp2p/websockets'
import { createLibp2p } from 'libp2p'

const libp2p = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionManager: { inboundConnectionThreshold: Infinity, maxConnections: 10_000 },
  connectionMonitor: { enabled: false },
})
await libp2p.handle('/echo', (stream) => {
  stream.addEventListener('message', ({ data }) => {
    stream.send(data)
  })
})
process.send?.(libp2p.getMultiaddrs()[0]?.toString())
process.on('disconnect', () => process.exit(0))
