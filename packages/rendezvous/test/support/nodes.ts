import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { onTestFinished } from 'vitest'
import { rendezvous, type RendezvousInit } from '@ghost-chat/rendezvous'
import { rendezvousServer, type RendezvousServerInit } from '@ghost-chat/rendezvous/server'

const settings = () => ({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
})

/** Makes a node a test's own: it is stopped with the test. */
function own<Node extends { stop: () => Promise<void> | void }>(node: Node): Node {
  onTestFinished(async () => {
    await node.stop()
  })
  return node
}

export const clientNode = async (init: RendezvousInit = {}) =>
  own(await createLibp2p({ ...settings(), services: { rendezvous: rendezvous(init) } }))

export const serverNode = async (init: RendezvousServerInit = {}) =>
  own(
    await createLibp2p({
      ...settings(),
      services: { rendezvous: rendezvousServer(init), identify: identify() },
    }),
  )

/** A node that speaks nothing by itself. */
export const plainNode = async () => own(await createLibp2p(settings()))
