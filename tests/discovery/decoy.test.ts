/** Addresses that strangers name, and who dials them: a decoy that listens counts its connections. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createRelay, type Relay } from '@ghost-chat/relay'
import { rendezvous } from '@ghost-chat/rendezvous'
import { multiaddr } from '@multiformats/multiaddr'
import { openSpace } from 'ghost-chat'
import type { PeerId } from 'ghost-chat/network'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { freshPeerId, startDecoy, type Decoy } from '../support/decoy.ts'
import { freshTopic, sender } from '../support/envelopes.ts'
import { openRoom } from '../support/member.ts'
import { rawPeer } from '../support/raw-peer.ts'
import { until } from '../support/until.ts'

let relay: Relay
let decoy: Decoy
const ends: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  relay = await createRelay({ port: 0 })
  decoy = await startDecoy()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  decoy.close()
  await relay.close()
})

const HOW = [
  ['by relays alone', true],
  ['otherwise', false],
] as const

async function network(options: Partial<Parameters<typeof libp2pNetwork>[0]> = {}): Promise<Libp2pNetwork> {
  const made = await libp2pNetwork({ relays: [relay.url], ...options })
  ends.push(() => made.close())
  return made
}

describe('[NW12] who keeps to relays dials none but those that the app named', () => {
  test.each(HOW)('for a member that names another in its presence: %s', async (_, relayOnly) => {
    const made = await network({ relayOnly, discovery: { rendezvous: false } })
    const { channel } = openRoom(made, freshTopic(), { via: () => [decoy.address] })
    await until('the room to be reached', () => channel.state === 'relayed')
    const asked = channel.request((await freshPeerId()) as PeerId, new Uint8Array(4), {
      maxFrames: 1,
      maxBytes: 1_000,
      strangers: true,
    })
    await expect(asked[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(decoy.connections > 0).toBe(!relayOnly)
  })

  test.each(HOW)(
    'for a peer in a rendezvous record: %s',
    async (_, relayOnly) => {
      await relay.close()
      relay = await createRelay({ port: 0, hub: false })
      const topic = freshTopic()
      for (const circuit of ['', '/p2p-circuit']) {
        const liar = await network({ discovery: { rendezvous: false } })
        const point = await until('it to be connected', () => liar.libp2p.getPeers()[0])
        const addresses = [
          multiaddr(`${circuit === '' ? decoy.address.split('/p2p/')[0] : decoy.address}${circuit}`),
        ]
        await rendezvous()(liar.libp2p.services.rendezvousParts.components).register(point, topic, {
          ttl: 600,
          addresses,
        })
      }
      // One who is there is found in the same answer.
      const honest = await network({ relayOnly: true })
      openRoom(honest, topic)
      await until(
        'the honest one to be registered',
        () => (relay.stats().rendezvous?.registrations ?? 0) >= 3,
      )
      const made = await network({ relayOnly })
      openRoom(made, topic)
      await until(
        'the honest one to be met',
        () => made.libp2p.getPeers().some((peer) => peer.equals(honest.libp2p.peerId)),
        40_000,
      )
      if (relayOnly) expect(decoy.connections).toBe(0)
      else await until('the decoy to be dialled', () => decoy.connections > 0)
    },
    60_000,
  )

  test.each(HOW)(
    'for a peer that a routing server names: %s',
    async (_, relayOnly) => {
      let answers = 0
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json')
        const provider = async (addrs: string): Promise<unknown> => ({
          Schema: 'peer',
          ID: await freshPeerId(),
          Addrs: [addrs],
          Protocols: [],
        })
        void Promise.all([
          provider(decoy.address.split('/p2p/')[0] ?? ''),
          provider(`${decoy.address}/p2p-circuit`),
        ]).then((Providers) => {
          response.end(JSON.stringify({ Providers }))
          answers++
        })
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const { port } = server.address() as AddressInfo
      const made = await network({
        relayOnly,
        discovery: { rendezvous: false, routing: [`http://127.0.0.1:${port}`] },
      })
      openRoom(made, freshTopic())
      // When it asks again, it is done with the first answer.
      await until('a second question', () => answers >= 2, 40_000)
      if (relayOnly) expect(decoy.connections).toBe(0)
      else await until('the decoy to be dialled', () => decoy.connections > 0)
    },
    60_000,
  )
})

describe('[FD7] what a stranger says has nobody dial a relay that the stranger names', () => {
  test.each(HOW)(
    'a message that is missing: %s',
    async (_, relayOnly) => {
      const made = await network({ relayOnly })
      const space = await openSpace('tests', { network: made })
      ends.push(() => space.close())
      const chat = await space.joinChat('decoy')
      // Somebody else is there to be asked.
      const other = await openSpace('tests', { network: await network({ relayOnly: true }) })
      await other.joinChat('decoy')
      ends.push(() => other.close())
      await until('the two to meet', () => chat.onlineUsers().includes(other.did))
      const stranger = await rawPeer(relay.url)
      ends.push(() => stranger.stop())
      const topic = '3box.chat.tests.decoy'
      await stranger.join(topic)
      const { did, say } = await sender()
      // A peer that it is not for the member to dial, for a direct link (NW11).
      const peer = await until('such a peer', async () => {
        const id = await freshPeerId()
        return id < made.self ? id : null
      })
      const here = { type: 'here', prev: undefined, messages: undefined, peer, via: [decoy.address] }
      await stranger.gossip.publish(topic, await say(topic, '', { ...here, seq: 0, head: null }))
      await until('the stranger to be here', () => chat.onlineUsers().includes(did as never))
      const gaps: unknown[] = []
      chat.on('gap', (gap) => gaps.push(gap))
      const head = { seq: 3, id: 'A'.repeat(43) }
      await stranger.gossip.publish(topic, await say(topic, '', { ...here, seq: 1, head }))
      await until('what is missing to be asked for in vain', () => gaps.length > 0, 40_000)
      expect(decoy.connections).toBe(0)
    },
    60_000,
  )
})
