import type { GossipSub } from '@libp2p/gossipsub'
import { MEMBER_MESH } from 'ghost-chat/network/gossip'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic } from '../support/envelopes.ts'
import { openRoom } from '../support/member.ts'
import { gossipNode } from '../support/raw-peer.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

/** Links beside the hub's, all dialled by the member: as many as gossip keeps. With the hub there is one too many. */
const PEERS = MEMBER_MESH.Dhi
/** In one room alone, the hub would be among those that stay in 6 of 13 cases. */
const ROOMS = 6

let relay: RelayProcess
let network: Libp2pNetwork
const peers: Awaited<ReturnType<typeof gossipNode>>[] = []
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
  await relay.kill()
  network = await libp2pNetwork({ relays: [relay.url] })
  for (let i = 0; i < PEERS; i++) peers.push(await gossipNode(['/ip4/127.0.0.1/tcp/0/ws']))
})
afterAll(async () => {
  await Promise.all([network.close(), ...peers.map(async (peer) => peer.stop())])
  await relay.kill()
})

test(`[trap 8] a member with ${PEERS} direct links drops some for a hub that comes last, and never the hub`, async () => {
  const topics = Array.from({ length: ROOMS }, freshTopic)
  // The class has more than the interface.
  const gossip = network.libp2p.services.gossip as GossipSub & { getMeshPeers: (topic: string) => string[] }
  const inMesh = (topic: string): string[] => gossip.getMeshPeers(topic)
  for (const topic of topics) openRoom(network, topic)
  for (const { services } of peers) for (const topic of topics) services.gossip.subscribe(topic)
  await Promise.all(peers.map((peer) => network.libp2p.dial(peer.getMultiaddrs())))
  await until('every mesh to be full', () => topics.every((topic) => inMesh(topic).length === PEERS))

  const dropped: string[] = []
  gossip.addEventListener('gossipsub:prune', ({ detail }) => dropped.push(`${detail.topic} ${detail.peerId}`))
  relay = await startRelay({ ...NO_FLOOD, port: relay.port })
  await until('room to be made for the hub everywhere', () =>
    topics.every(
      (topic) => dropped.some((one) => one.startsWith(topic)) && inMesh(topic).length <= MEMBER_MESH.Dhi,
    ),
  )
  expect(dropped.filter((one) => one.endsWith(relay.peerId))).toEqual([])
  for (const topic of topics) expect(inMesh(topic)).toContain(relay.peerId)
}, 60_000)
