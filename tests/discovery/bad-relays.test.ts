/** Relays that are full, cut circuits short, or name the dead: what members make of it. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { createRelay, type Relay, type RelayOptions } from '@ghost-chat/relay'
import { rendezvous } from '@ghost-chat/rendezvous'
import type { ChannelHandler, PeerId } from 'ghost-chat/network'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { afterEach, describe, expect, test } from 'vitest'
import { multiaddr } from '@multiformats/multiaddr'
import { freshTopic, sender } from '../support/envelopes.ts'
import { openRoom, type Member } from '../support/member.ts'
import { until } from '../support/until.ts'

let relays: Relay[] = []
let networks: Libp2pNetwork[] = []
afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()))
  await Promise.all(relays.map((relay) => relay.close()))
  relays = []
  networks = []
})

async function relay(options: RelayOptions = {}): Promise<Relay> {
  const made = await createRelay({ port: 0, ...options })
  relays.push(made)
  return made
}

async function member(
  at: readonly Relay[],
  topic: string,
  handler: Partial<ChannelHandler> = {},
): Promise<Member> {
  const network = await libp2pNetwork({
    relays: at.map(({ url }) => url),
    discovery: { rendezvous: false },
  })
  networks.push(network)
  const opened = { network, ...openRoom(network, topic, handler) }
  await until('the room to be reached', () => opened.channel.state === 'relayed')
  return opened
}

async function answered({ channel }: Member, peer: PeerId): Promise<number> {
  let frames = 0
  for await (const _ of channel.request(peer, new Uint8Array(4), {
    maxFrames: 9,
    maxBytes: 200_000,
    strangers: true,
  }))
    frames++
  return frames
}

const BIG = new Uint8Array(30_000)

describe('[FD7] requests', () => {
  test('reach a member of a relay that the asker does not use, by the relays that it names', async () => {
    const [one, two] = [await relay(), await relay()]
    const topic = freshTopic()
    const bob = await member([two], topic, { answer: async () => [BIG] })
    await until('bob to be reachable', () => (bob.network.via ?? []).length === 1)
    const alice = await member([one], topic, {
      via: (peer) => (peer === bob.network.self ? (bob.network.via ?? []) : []),
    })
    expect(await answered(alice, bob.network.self)).toBe(1)
    expect(two.stats().reservations).toBe(1)

    const stranger = await member([one], topic)
    await expect(answered(stranger, bob.network.self)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  })

  test('fail, and harm nothing, where the relays that a peer names are dead, private or no relays', async () => {
    const one = await relay()
    const topic = freshTopic()
    const nobody = peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
    const via = [
      `/ip4/127.0.0.1/tcp/1/ws/p2p/${nobody}`,
      'nonsense',
      `/ip4/127.0.0.1/tcp/${one.port}/ws/p2p/${nobody}`,
    ]
    const alice = await member([one], topic, { via: () => via })
    const bob = await member([one], topic, { answer: async () => [BIG] })
    await expect(answered(alice, nobody as PeerId)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(await answered(alice, bob.network.self)).toBe(1)
  })

  test('go on over another circuit when a relay ends one at its limit', async () => {
    const one = await relay({ limits: { circuitBytes: 200_000 } })
    const topic = freshTopic()
    const alice = await member([one], topic)
    const bob = await member([one], topic, { answer: async () => [BIG, BIG] })
    for (let round = 0; round < 8; round++) {
      // An answer may be cut off with its circuit; the next question gets a new one.
      const frames = await answered(alice, bob.network.self).catch(() => answered(alice, bob.network.self))
      expect(frames).toBe(2)
    }
  })

  test('a relay that is full carries the room all the same', async () => {
    const one = await relay({ limits: { reservations: 1 } })
    const topic = freshTopic()
    const alice = await member([one], topic, { answer: async () => [BIG] })
    const bob = await member([one], topic, { answer: async () => [BIG] })
    const { say } = await sender()
    await bob.channel.publish(await say(topic, 'all the same'))
    await until('alice to hear bob', () => alice.heard.length === 1)
    expect(await answered(bob, alice.network.self)).toBe(1)
    await expect(answered(alice, bob.network.self)).resolves.toBe(1)
  })
})

test('[FD2] a rendezvous point full of dead addresses leads to the one who is there', async () => {
  const one = await relay({ hub: false })
  const topic = freshTopic()
  for (let at = 0; at < 5; at++) {
    const dead = await libp2pNetwork({ relays: [one.url], discovery: { rendezvous: false } })
    const point = await until('it to be connected', () => dead.libp2p.getPeers()[0])
    const addresses = [multiaddr(`/ip4/127.0.0.1/tcp/${at + 1}/ws`), multiaddr('/ip4/10.255.255.1/tcp/1/ws')]
    await rendezvous()(dead.libp2p.services.rendezvousParts.components).register(point, topic, {
      ttl: 600,
      addresses,
    })
    await dead.close()
  }
  const [alice, bob] = [
    await libp2pNetwork({ relays: [one.url] }),
    await libp2pNetwork({ relays: [one.url] }),
  ]
  networks.push(alice, bob)
  const [here, there] = [openRoom(alice, topic), openRoom(bob, topic)]
  await until(
    'them to be linked',
    () => here.channel.state === 'direct' && there.channel.state === 'direct',
    40_000,
  )
}, 60_000)
