import type { Libp2p } from '@libp2p/interface'
import { gossipInternals, watchGossip } from 'ghost-chat/network/gossip'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshTopic, sender, type Sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { gossipNode } from '../support/raw-peer.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
let alice: Member
let bob: Member
let topic: string
let by: Sender
beforeEach(async () => {
  relay = await startRelay(NO_FLOOD)
  topic = freshTopic()
  by = await sender()
  alice = await member([relay.url], topic)
  bob = await member([relay.url], topic)
})
afterEach(async () => {
  await Promise.all([alice.network.close(), bob.network.close()])
  await relay.stop()
})

/** A node with gossip and the watchdog, and nothing else of ours. */
async function watchedPeer(listen: string[] = []) {
  const peer = await gossipNode(listen)
  const { gossip } = peer.services
  let heard = 0
  gossip.addEventListener('message', () => heard++)
  const watchdog = watchGossip({ libp2p: peer, gossip: gossipInternals(gossip), protocols: gossip.protocols })
  return {
    libp2p: peer,
    gossip,
    heard: () => heard,
    async stop() {
      watchdog.stop()
      await peer.stop()
    },
  }
}

/** Counts connections that were identified, each on each side. */
function countIdentified(nodes: readonly Libp2p[]): () => number {
  let count = 0
  for (const node of nodes) node.addEventListener('peer:identify', () => count++)
  return () => count
}

/** Says it, again with a new envelope while nobody is there to take it. */
async function say(from: Member, text: string): Promise<void> {
  await until(`somebody to take "${text}"`, async () =>
    from.channel.publish(await by.say(topic, text)).then(
      () => true,
      () => false,
    ),
  )
}

test('[trap 2] gossip moves to the other connection when the one it ran on closes', async () => {
  const here = await watchedPeer()
  const there = await watchedPeer(['/ip4/127.0.0.1/tcp/0/ws'])
  const [address] = there.libp2p.getMultiaddrs()
  const identified = countIdentified([here.libp2p, there.libp2p])
  const first = await here.libp2p.dial(address!)
  for (const { gossip } of [here, there]) gossip.subscribe(topic)
  const subscribed = (): boolean =>
    [here, there].every(({ gossip }) => gossip.getSubscribers(topic).length === 1)
  await until('both to be subscribed', subscribed)
  const second = await here.libp2p.dial(address!, { force: true })
  expect(second.id).not.toBe(first.id)
  await until('both connections to be known on both sides', () => identified() === 4)
  await first.close()
  await until('one to be left', () => there.libp2p.getConnections().length === 1)

  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    await until('one to hear the other', async () => {
      await from.gossip.publish(topic, crypto.getRandomValues(new Uint8Array(8))).catch(() => undefined)
      return to.heard() > 0
    })
  }
  expect(here.libp2p.getConnections().map(({ id }) => id)).toEqual([second.id])
  for (const peer of [here, there]) await peer.stop()
})

test('[trap 2] a member that comes back is heard, though the relay has not missed its first connection', async () => {
  const { libp2p } = alice.network
  const [first] = libp2p.getConnections()
  await libp2p.dial(first!.remoteAddr, { force: true })
  await until('the relay to have closed the first', () => first!.status !== 'open')
  await until('alice to hear bob', async () => {
    await say(bob, 'to alice')
    return alice.heard.includes('to alice')
  })
  await until('bob to hear alice', async () => {
    await say(alice, 'to bob')
    return bob.heard.includes('to bob')
  })
  expect(alice.channel.state).toBe('relayed')
})

test('[trap 2] gossip opens its stream again when only the stream was lost', async () => {
  const [connection] = alice.network.libp2p.getConnections()
  const isGossip = (protocol: string): boolean => protocol.startsWith('/meshsub/')
  for (const stream of connection!.streams) if (isGossip(stream.protocol)) stream.abort(new Error('lost'))

  await until('alice to hear bob', async () => {
    await say(bob, 'to alice')
    return alice.heard.includes('to alice')
  })
  await until('bob to hear alice', async () => {
    await say(alice, 'to bob')
    return bob.heard.includes('to bob')
  })
})
