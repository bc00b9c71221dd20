/** How long gossip holds a frame of its own accord, at members and relays alike: what docs/SECURITY.md says. */
import type { GossipSub } from '@libp2p/gossipsub'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GOSSIP_LIMITS } from 'ghost-chat/network/gossip'
import { gossipNode } from '../support/raw-peer.ts'
import { until } from '../support/until.ts'
import { findMarkers, marker } from './needles.ts'

/** Private fields of gossipsub 17.1. */
interface Caches {
  readonly heartbeatTicks: number
  readonly mcache: { readonly msgs: Map<string, { readonly message: { readonly data: Uint8Array } }> }
  readonly seenCache: { readonly entries: Map<string, { readonly validUntilMs: number }> }
}

const TOPIC = marker()
/** Heartbeats, one a second: five windows, and what is left of the one that is open. */
const HELD = 6

type Node = Awaited<ReturnType<typeof gossipNode>>
let nodes: Node[]
beforeAll(async () => {
  nodes = await Promise.all([gossipNode(['/ip4/127.0.0.1/tcp/0/ws']), gossipNode()])
  const [listener, dialler] = nodes as [Node, Node]
  await dialler.dial(listener.getMultiaddrs())
  for (const { services } of nodes) services.gossip.subscribe(TOPIC)
  await until('both to be in the topic', () =>
    nodes.every(({ services }) => services.gossip.getSubscribers(TOPIC).length === 1),
  )
})
afterAll(async () => {
  for (const node of nodes) await node.stop()
})

const cachesOf = (gossip: GossipSub): Caches => gossip as unknown as Caches

test('a frame is held for six heartbeats at most, whether the room was left or not, and its hash for 120 s', async () => {
  const text = marker()
  const [listener, dialler] = nodes.map(({ services }) => services.gossip) as [GossipSub, GossipSub]
  await dialler.publish(TOPIC, Buffer.from(text))
  await until('it to arrive', () => cachesOf(listener).mcache.msgs.size === 1)
  const since = [listener, dialler].map((gossip) => cachesOf(gossip).heartbeatTicks)
  listener.unsubscribe(TOPIC)
  for (const [place, gossip] of [listener, dialler].entries()) {
    const { mcache, seenCache } = cachesOf(gossip)
    await until('it to be dropped', () => mcache.msgs.size === 0)
    expect(cachesOf(gossip).heartbeatTicks - (since[place] ?? 0)).toBeLessThanOrEqual(HELD)
    const [[id, { validUntilMs }] = ['', { validUntilMs: Infinity }]] = [...seenCache.entries]
    expect(seenCache.entries.size).toBe(1)
    expect(findMarkers(Buffer.from(id), [text])).toEqual([])
    expect(Buffer.from(id, 'base64').length).toBe(32)
    expect(validUntilMs).toBeLessThanOrEqual(Date.now() + GOSSIP_LIMITS.seen)
  }
})
