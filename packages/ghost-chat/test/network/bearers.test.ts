/** What a member remembers of frames, and what that does to those whose frames they are. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { multiaddr } from '@multiformats/multiaddr'
import { freshTopic, sender, textOf } from '../../../../tests/support/envelopes.ts'
import { openRoom } from '../../../../tests/support/member.ts'
import { gossipNode } from '../../../../tests/support/raw-peer.ts'
import { until } from '../../../../tests/support/until.ts'
import { gossipInternals } from '../../src/network/libp2p/gossip-internals.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../src/network/libp2p/index.ts'
import type { FrameVerdict, PeerId } from '../../src/network/port.ts'

let network: Libp2pNetwork
let topic: string
let strangers: Awaited<ReturnType<typeof gossipNode>>[]

interface Stranger {
  readonly id: string
  /** Hands frames to the member in one RPC, whatever gossip thinks of them. */
  readonly hand: (frames: readonly Uint8Array[]) => void
}

async function stranger(): Promise<Stranger> {
  const node = await gossipNode()
  strangers.push(node)
  const { gossip } = node.services
  gossip.subscribe(topic)
  await node.dial(network.libp2p.getMultiaddrs().map((address) => multiaddr(address.toString())))
  await until('the two to be meshed', () => [...gossipInternals(gossip).mesh(topic)].length > 0)
  const rpcs = gossip as unknown as { sendRpc: (to: string, rpc: unknown) => boolean }
  return {
    id: node.peerId.toString(),
    hand(frames) {
      const messages = frames.map((data) => ({ topic, data }))
      rpcs.sendRpc(network.self, { subscriptions: [], messages })
    },
  }
}

/** Frames whose ids the member's gossip remembers. */
function remembered(): number {
  return (network.libp2p.services.gossip as unknown as { seenCache: { size: number } }).seenCache.size
}

beforeEach(async () => {
  topic = freshTopic()
  strangers = []
  network = await libp2pNetwork({ relays: [], listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
})
afterEach(async () => {
  await Promise.all([network.close(), ...strangers.map(async (node) => node.stop())])
})

/** Opens the room; its verdict depends on the bearer alone. Gives what was judged, and by whom it came. */
function room(verdictOn: (from: PeerId) => FrameVerdict): { text: string; from: string }[] {
  const judged: { text: string; from: string }[] = []
  openRoom(network, topic, {
    judge: async (frame: Uint8Array, from: PeerId) => {
      judged.push({ text: textOf(frame), from })
      return verdictOn(from)
    },
  })
  return judged
}

describe('[NW21] what a member remembers of frames', () => {
  it('is nothing of those that it ignores or rejects', async () => {
    let verdict: FrameVerdict = 'ignore'
    const judged = room(() => verdict)
    const mallory = await stranger()
    const { say } = await sender()
    const rubbish = await Promise.all(Array.from({ length: 300 }, (_, i) => say(topic, `rubbish ${i}`)))
    mallory.hand(rubbish)
    await until('all to be judged', () => judged.length === 300)
    verdict = 'reject'
    mallory.hand([await say(topic, 'rejected')])
    await until('it to be judged', () => judged.length === 301)
    await until('all to be forgotten', () => remembered() === 0)
    verdict = 'accept'
    mallory.hand([await say(topic, 'genuine')])
    await until('it to be judged', () => judged.length === 302)
    expect(remembered()).toBe(1)
  })

  it('is not what it ignored for its bearer’s sake: it takes that when its author brings it', async () => {
    let refused = ''
    const judged = room((from) => (from === refused ? 'ignore' : 'accept'))
    const [mallory, alice, bob] = [await stranger(), await stranger(), await stranger()]
    refused = mallory.id
    const heard: string[] = []
    strangers[2]?.services.gossip.addEventListener('message', ({ detail }) => heard.push(textOf(detail.data)))
    const genuine = await (await sender()).say(topic, 'genuine')
    mallory.hand([genuine])
    await until('it to be refused', () => judged.length === 1)
    alice.hand([genuine])
    await until('it to be passed on', () => heard.length === 1)
    expect(judged).toEqual([
      { text: 'genuine', from: mallory.id },
      { text: 'genuine', from: alice.id },
    ])
    // And once only: what was accepted is known.
    bob.hand([genuine])
    bob.hand([await (await sender()).say(topic, 'afterwards')])
    await until('what follows it to be judged', () => judged.length > 2)
    expect(judged.slice(2)).toEqual([{ text: 'afterwards', from: bob.id }])
  })
})
