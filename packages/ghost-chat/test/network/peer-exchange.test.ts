import type { GossipSub } from '@libp2p/gossipsub'
import type { Libp2p } from '@libp2p/interface'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { gossipNode } from '../../../../tests/support/raw-peer.ts'
import { until } from '../../../../tests/support/until.ts'
import { gossipInternals, gossipOptions, MEMBER_MESH } from '../../src/network/libp2p/gossip.ts'

type Node = Libp2p<{ gossip: GossipSub }>

const LISTEN = ['/ip4/127.0.0.1/tcp/0/ws']
let nodes: Node[]
beforeEach(() => {
  nodes = []
})
afterEach(async () => {
  for (const one of nodes) await one.stop()
})

async function node(...making: Parameters<typeof gossipNode>): Promise<Node> {
  const made = await gossipNode(...making)
  nodes.push(made)
  return made
}

/** A relay that prunes a member from a room and names somebody else to it, with a record that is genuine. */
async function pruned(member: Node): Promise<Node> {
  const [relay, lure] = [await node(LISTEN), await node(LISTEN)]
  const topic = freshTopic()
  await relay.dial(lure.getMultiaddrs())
  await member.dial(relay.getMultiaddrs())
  relay.services.gossip.subscribe(topic)
  member.services.gossip.subscribe(topic)
  const { isReached: isMeshed } = gossipInternals(member.services.gossip)
  await until('the relay to be meshed with', () => isMeshed(topic, relay.peerId.toString()))
  const signedPeerRecord = await until('a record of the other', async () => {
    const { peerRecordEnvelope } = await relay.peerStore.get(lure.peerId)
    return peerRecordEnvelope ?? null
  })
  const heard = new Promise((resolve) =>
    member.services.gossip.addEventListener('gossipsub:prune', resolve, { once: true }),
  )
  const peers = [{ peerID: lure.peerId.toMultihash().bytes, signedPeerRecord }]
  const control = {
    ihave: [],
    iwant: [],
    graft: [],
    idontwant: [],
    prune: [{ topicID: topic, peers, backoff: 60 }],
  }
  // Its face has no way to lie.
  const gossip = relay.services.gossip as unknown as { sendRpc: (to: string, rpc: object) => boolean }
  gossip.sendRpc(member.peerId.toString(), { subscriptions: [], messages: [], control })
  // Told of once the connections that it asks for were tried.
  await heard
  return lure
}

const scoreParams = {
  ...gossipOptions(MEMBER_MESH, () => true).scoreParams,
  // What a member gives its relays.
  appSpecificScore: () => 1,
}

test('[FD4] whom a relay names by pruning is not dialled', async () => {
  const member = await node([], { scoreParams })
  const lure = await pruned(member)
  expect(lure.getConnections(member.peerId)).toEqual([])
})

test('[FD4] which would be so by default', async () => {
  const member = await node([], { scoreParams, scoreThresholds: {} })
  const lure = await pruned(member)
  await until('the lure to be dialled', () => lure.getConnections(member.peerId).length > 0)
})
