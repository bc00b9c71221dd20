import type { GossipSub } from '@libp2p/gossipsub'
import { once } from 'node:events'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { expect, onTestFinished, test } from 'vitest'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { openRoom } from '../../../../tests/support/member.ts'
import { startRelay } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { hubbedMesh, MEMBER_MESH, type MeshSize } from '../../src/network/libp2p/gossip.ts'
import type { GossipInternals } from '../../src/network/libp2p/gossip-internals.ts'
import { Mesh } from '../../src/network/libp2p/mesh.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A member that takes every frame, and is dialled at an address of its own. */
async function listener(relay: string, topic: string) {
  const network = await libp2pNetwork({
    relays: [relay],
    listen: ['/ip4/127.0.0.1/tcp/0/ws'],
    discovery: { rendezvous: false },
  })
  onTestFinished(() => network.close())
  const heard: string[] = []
  const { channel } = openRoom(network, topic, {
    judge(frame) {
      heard.push(new TextDecoder().decode(frame))
      return Promise.resolve('accept')
    },
  })
  await until('the topic to be reached over a relay', () => channel.state === 'relayed')
  return { network, channel, heard }
}

function meshOf({ libp2p }: Libp2pNetwork, topic: string): string[] {
  // The class has more than the interface.
  return (libp2p.services.gossip as GossipSub & { getMeshPeers: (topic: string) => string[] }).getMeshPeers(
    topic,
  )
}

async function link(one: Libp2pNetwork, other: Libp2pNetwork): Promise<void> {
  const addresses = other.libp2p
    .getMultiaddrs()
    .filter((address) => !address.toString().includes('p2p-circuit'))
  await one.libp2p.dial(addresses)
}

const beat = ({ libp2p }: Libp2pNetwork): Promise<unknown> =>
  once(libp2p.services.gossip as unknown as EventTarget, 'gossipsub:heartbeat')

test('[NW19] members with a hub mesh with it alone, and hear by each other what it holds back', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.kill())
  const topic = freshTopic()
  const [ann, bob, cid] = await Promise.all([
    listener(relay.url, topic),
    listener(relay.url, topic),
    listener(relay.url, topic),
  ])
  await Promise.all([link(ann.network, bob.network), link(bob.network, cid.network)])
  const subscribers = (of: Libp2pNetwork): number => of.libp2p.services.gossip.getSubscribers(topic).length
  await until('them to know of each other', () => {
    return subscribers(ann.network) === 2 && subscribers(bob.network) === 3 && subscribers(cid.network) === 2
  })
  for (let beats = 0; beats < 2; beats++)
    await Promise.all([ann, bob, cid].map(({ network }) => beat(network)))
  for (const { network } of [ann, bob, cid]) expect(meshOf(network, topic)).toEqual([relay.peerId])

  // No envelope, so that the relay keeps it to itself. Ann hands it to Bob, and Bob says that he has it.
  await ann.channel.publish(bytes('not for relays'))
  await until('it to come by Bob', () => cid.heard.includes('not for relays'))
  expect(cid.heard).toEqual(['not for relays'])
}, 60_000)

test('[NW19] who loses the hub meshes with those who are linked', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.kill())
  const topic = freshTopic()
  const [ann, bob] = await Promise.all([listener(relay.url, topic), listener(relay.url, topic)])
  await link(ann.network, bob.network)
  const { gossip } = ann.network.libp2p.services
  await until('them to know of each other', () => gossip.getSubscribers(topic).length === 2)
  await beat(ann.network)
  await relay.kill()
  await until('them to mesh', () => {
    return [ann, bob].every(({ network }, at) => {
      const other = [bob, ann][at]?.network.self ?? ''
      return meshOf(network, topic).includes(other)
    })
  })
  await ann.channel.publish(bytes('without a relay'))
  await until('it to come', () => bob.heard.includes('without a relay'))
}, 60_000)

test('[NW19] of two relays both are meshed, at once', async () => {
  const [one, two] = await Promise.all([startRelay(), startRelay()])
  onTestFinished(async () => {
    await Promise.all([one.kill(), two.kill()])
  })
  const topic = freshTopic()
  const network = await libp2pNetwork({ relays: [one.url, two.url], discovery: { rendezvous: false } })
  onTestFinished(() => network.close())
  openRoom(network, topic)
  await until('both hubs', () => meshOf(network, topic).length === 2)
  expect(meshOf(network, topic).sort()).toEqual([one.peerId, two.peerId].sort())
}, 60_000)

test('[NW19] a hub counts where it is meshed; one topic without one is enough to mesh with members', () => {
  const reached = new Set<string>()
  const heard = new Set<string>()
  const sizes: Partial<MeshSize>[] = []
  const grafted: string[] = []
  const internals = {
    isReached: (topic: string, peer: string) => reached.has(`${topic} ${peer}`),
    hears: (topic: string, peer: string) => heard.has(`${topic} ${peer}`),
    resize: (size: Partial<MeshSize>) => void sizes.push(size),
    subscribers: () => ['hub', 'ann', 'bob'],
    graftNow: (topic: string, peer: string) => void grafted.push(`${topic} ${peer}`),
  }
  const mesh = new Mesh(internals as unknown as GossipInternals, MEMBER_MESH)
  mesh.look([], ['hub'])
  mesh.look(['one'], ['hub'])
  expect(sizes).toEqual([])
  reached.add('one hub')
  heard.add('one hub')
  mesh.look(['one'], ['hub'])
  mesh.look(['one'], ['hub'])
  expect(sizes).toEqual([hubbedMesh(1)])
  // Another hub that hears the topic is meshed with, too: it may serve others.
  heard.add('one other')
  grafted.length = 0
  mesh.look(['one'], ['hub', 'other', 'deaf'])
  expect(sizes.splice(0)).toEqual([hubbedMesh(1), hubbedMesh(2)])
  expect(grafted.splice(0)).toContain('one other')
  mesh.look(['one', 'two'], ['hub'])
  expect(sizes.splice(0)).toEqual([MEMBER_MESH])
  expect(grafted).toEqual(['two hub', 'two ann', 'two bob'])
  reached.add('two hub')
  heard.add('two hub')
  mesh.look(['one', 'two'], ['hub'])
  mesh.look(['one', 'two'], [])
  expect(sizes).toEqual([hubbedMesh(1), MEMBER_MESH])
})
