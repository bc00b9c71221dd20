/** What peers of other libp2p networks are told: with libp2p's own names for its protocols. */
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, expect, test } from 'vitest'
import { createRelay, type Relay } from '../src/index.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function relay(): Promise<Relay> {
  const made = await createRelay({ port: 0 })
  stops.push(made.close)
  return made
}

test.each(['ipfs', 'ghost-chat'])(
  '[NW4] a relay answers identify by the prefix %s',
  async (protocolPrefix) => {
    const { addresses, peerId } = await relay()
    const node = await createLibp2p({
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify({ protocolPrefix, runOnConnectionOpen: false }) },
    })
    stops.push(async () => node.stop())
    const connection = await node.dial(addresses.map((address) => multiaddr(address)))
    const told = await node.services.identify.identify(connection)
    expect(told.peerId.toString()).toBe(peerId)
    expect(told.agentVersion).toMatch(/^ghost-chat/)
    expect(told.protocols).toEqual(expect.arrayContaining(['/ipfs/id/1.0.0', '/ghost-chat/id/1.0.0']))
  },
)
