import { afterEach, describe, expect, test } from 'vitest'
import { freshTopic, sender } from '../../../tests/support/envelopes.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'

let relays: Relay[] = []
let peers: RawPeer[] = []
afterEach(async () => {
  await Promise.all(peers.map((one) => one.stop()))
  await Promise.all(relays.map((one) => one.close()))
  relays = []
  peers = []
})

async function relay(options: RelayOptions = {}): Promise<Relay> {
  const made = await createRelay({ port: 0, peers: [], ...options })
  relays.push(made)
  return made
}

async function peer(at: Relay): Promise<RawPeer & { readonly heard: string[] }> {
  const made = await rawPeer(at.url)
  const heard: string[] = []
  made.gossip.addEventListener('message', ({ detail }) => heard.push(new TextDecoder().decode(detail.data)))
  peers.push(made)
  return { ...made, heard }
}

const linksOf = ({ stats }: Relay): number => stats().federation?.links ?? -1

describe('[FD1] relays that know each other', () => {
  test('carry a room between them, and hear no frame twice', async () => {
    const first = await relay()
    const second = await relay({ peers: [first.url] })
    const topic = freshTopic()
    const alice = await peer(first)
    const bob = await peer(second)
    await alice.join(topic)
    await bob.join(topic)
    await until('the relays to be linked', () => linksOf(first) === 1 && linksOf(second) === 1)

    const { say } = await sender()
    const [one, two] = [await say(topic, 'one'), await say(topic, 'two')]
    await alice.gossip.publish(topic, one)
    await until('bob to hear alice', () => bob.heard.length === 1)
    await bob.gossip.publish(topic, two)
    await until('alice to hear bob', () => alice.heard.length === 1)
    expect(first.stats().frames.accepted).toBe(2)
    expect(second.stats().frames.accepted).toBe(2)
  })
})
