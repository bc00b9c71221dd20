import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freshTopic, sender, textOf } from '../../../tests/support/envelopes.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { Refusals } from '../src/hub.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'

let relay: Relay
let peers: RawPeer[]
const encoder = new TextEncoder()

async function start(options: RelayOptions = {}): Promise<void> {
  relay = await createRelay({ port: 0, ...options })
}

async function peer(): Promise<RawPeer & { readonly heard: string[] }> {
  const made = await rawPeer(relay.url)
  const heard: string[] = []
  made.gossip.addEventListener('message', ({ detail }) => heard.push(new TextDecoder().decode(detail.data)))
  peers.push(made)
  return { ...made, heard }
}

beforeEach(() => {
  peers = []
})
afterEach(async () => {
  await Promise.all(peers.map((one) => one.stop()))
  await relay.close()
})

describe('[NW2] the hub', () => {
  test('is in a room while somebody is, and drops it afterwards', async () => {
    await start()
    const topic = freshTopic()
    const alice = await peer()
    expect(relay.stats().topics).toBe(0)
    await alice.join(topic)
    expect(relay.stats().topics).toBe(1)
    alice.gossip.unsubscribe(topic)
    await until('the hub to leave', () => relay.stats().topics === 0)

    // And when the last one does not say goodbye.
    await alice.join(topic)
    await alice.stop()
    await until('the hub to leave', () => relay.stats().topics === 0)
  })

  test('serves rooms of Ghost Chat only', async () => {
    await start()
    const alice = await peer()
    alice.gossip.subscribe('some/other/topic')
    alice.gossip.subscribe('3box.chat.only-a-space')
    await alice.join(freshTopic())
    expect(relay.stats().topics).toBe(1)
  })

  test('serves as many rooms as its limit says, and a free place again', async () => {
    await start({ limits: { topics: 2, topicLinger: 50 } })
    const [one, two, three] = [freshTopic(), freshTopic(), freshTopic()]
    const alice = await peer()
    await alice.join(one)
    await alice.join(two)
    const bob = await peer()
    bob.gossip.subscribe(three)
    await bob.join(two)
    expect(relay.stats().topics).toBe(2)
    expect(bob.gossip.getSubscribers(three)).toHaveLength(0)

    alice.gossip.unsubscribe(one)
    await until('a place to be free', () => relay.stats().topics === 1)
    bob.gossip.unsubscribe(three)
    await bob.join(three)
    expect(relay.stats().topics).toBe(2)
  })

  test('serves one peer only so many rooms', async () => {
    await start({ limits: { topicsPerPeer: 2 } })
    const alice = await peer()
    await alice.join(freshTopic())
    await alice.join(freshTopic())
    const third = freshTopic()
    alice.gossip.subscribe(third)
    const bob = await peer()
    await bob.join(freshTopic())
    expect(relay.stats().topics).toBe(3)
    expect(alice.gossip.getSubscribers(third)).toHaveLength(0)
  })

  test('logs subscriptions that it does not serve by how many there were, not one by one', async () => {
    const lines: unknown[] = []
    await start({
      limits: { topicsPerPeer: 1 },
      log: (event, fields) => {
        if (event === 'topics-refused') lines.push(fields)
      },
    })
    const alice = await peer()
    for (let i = 0; i < 20; i++) alice.gossip.subscribe(`some/other/topic/${i}`)
    await alice.join(freshTopic())
    for (let i = 0; i < 10; i++) alice.gossip.subscribe(freshTopic())
    const bob = await peer()
    // The peers' subscriptions come in order: with its room the hub has heard of the others, too.
    const last = freshTopic()
    alice.gossip.unsubscribe(alice.gossip.getTopics()[20] ?? '')
    await until('the hub to have heard of all', () => relay.stats().topics === 0)
    await bob.join(last)
    expect(lines).toEqual([])
    await relay.close()
    expect(lines).toEqual([
      { code: 'malformed', count: 20 },
      { code: 'per-peer', count: 10 },
    ])
  })

  test('names a room to those who are in it, and to nobody else', async () => {
    await start()
    const [shared, secret] = [freshTopic(), freshTopic()]
    const stranger = await peer()
    const told = new Set<string>()
    stranger.gossip.addEventListener('subscription-change', ({ detail }) => {
      for (const { topic } of detail.subscriptions) told.add(topic)
    })
    const alice = await peer()
    await alice.join(secret)
    const late = await peer()
    late.gossip.addEventListener('subscription-change', ({ detail }) => {
      for (const { topic } of detail.subscriptions) told.add(topic)
    })
    await stranger.join(shared)
    await late.join(shared)
    expect([...told]).toEqual([shared])
  })
})

describe('[NW3] the hub', () => {
  test('passes on what is genuine, as it is, and nothing else', async () => {
    await start()
    const [topic, other] = [freshTopic(), freshTopic()]
    const alice = await peer()
    const bob = await peer()
    for (const one of [alice, bob]) {
      await one.join(topic)
      await one.join(other)
    }
    const { say } = await sender()
    const now = Date.now() / 1000
    const genuine = await say(topic, 'genuine')
    const bad = new Map<string, Uint8Array>([
      ['topic', await say(other, 'of another room')],
      ['late', await say(topic, 'old', { iat: now - 61, exp: now + 60 })],
      ['early', await say(topic, 'of tomorrow', { iat: now + 75, exp: now + 90 })],
      ['expired', await say(topic, 'gone', { iat: now - 30, exp: now - 1 })],
      ['chain', await say(topic, 'out of chain', { head: null })],
      ['parts', encoder.encode('hello')],
      ['signature', changed(await say(topic, 'forged'))],
      ['too-large', new Uint8Array(32_769).fill(65)],
    ])
    for (const frame of bad.values()) await alice.gossip.publish(topic, frame)
    await alice.gossip.publish(topic, genuine)
    await until('the genuine one', () => bob.heard.length > 0)

    expect(bob.heard).toEqual([new TextDecoder().decode(genuine)])
    const { frames } = relay.stats()
    expect(frames.accepted).toBe(1)
    expect(Object.keys(frames.ignored).sort()).toEqual(['chain', 'early', 'expired', 'late'])
    expect(Object.keys(frames.rejected).sort()).toEqual(['parts', 'signature', 'too-large', 'topic'])
  })

  test('drops frames on a topic that it does not serve before it keeps anything of them', async () => {
    await start()
    const topic = freshTopic()
    const alice = await peer()
    await alice.join(topic)
    const rpcs = alice.gossip as unknown as { sendRpc: (to: string, rpc: unknown) => boolean }
    const elsewhere = freshTopic()
    rpcs.sendRpc(relay.peerId, {
      subscriptions: [],
      messages: [{ topic: elsewhere, data: new Uint8Array(10) }],
    })
    const { say } = await sender()
    await alice.gossip.publish(topic, await say(topic, 'afterwards'))
    await until('the one that counts', () => relay.stats().frames.accepted === 1)
    expect(relay.stats().frames).toEqual({ accepted: 1, ignored: { closed: 1 }, rejected: {} })
    expect(relay.stats().remembered).toBe(1)
  })

  test('[NW22] reads a peer that is over its rate no further, and loses nothing of what it says', async () => {
    await start({ limits: { frameBurst: 6, framesPerSecond: 1 } })
    const topic = freshTopic()
    const [alice, bob, carol] = [await peer(), await peer(), await peer()]
    await Promise.all([alice, bob, carol].map(({ join }) => join(topic)))
    const [ann, ben] = [await sender(), await sender()]
    for (let i = 0; i < 8; i++) {
      await alice.gossip.publish(topic, await ann.say(topic, `${i}`))
      await until('it to be read', () => carol.heard.length === i + 1)
    }
    await alice.gossip.publish(topic, await ann.say(topic, 'has to wait'))
    // And holds nobody else up.
    await bob.gossip.publish(topic, await ben.say(topic, 'meanwhile'))
    await until('both to be passed on', () => carol.heard.length === 10)
    expect(carol.heard.slice(8).map((frame) => textOf(encoder.encode(frame)))).toEqual([
      'meanwhile',
      'has to wait',
    ])
    expect(relay.stats().frames).toEqual({ accepted: 10, ignored: {}, rejected: {} })
    expect(alice.libp2p.getConnections()).toHaveLength(1)
  })
})

describe('[NW8] flood control at the hub', () => {
  test('passes 20 messages of a DID on and not 21, whoever hands them over, and costs nobody the connection', async () => {
    await start()
    const topic = freshTopic()
    const [alice, bob, carol] = [await peer(), await peer(), await peer()]
    for (const one of [alice, bob, carol]) await one.join(topic)
    const flooder = await sender()
    for (let i = 0; i < 30; i++)
      await (i % 2 === 0 ? alice : carol).gossip.publish(topic, await flooder.say(topic, `${i}`))
    const other = await sender()
    await alice.gossip.publish(topic, await other.say(topic, 'and another'))
    await until('all to be judged', () => {
      const { accepted, ignored } = relay.stats().frames
      return accepted + (ignored['flood'] ?? 0) === 31
    })
    expect(relay.stats().frames).toEqual({ accepted: 21, ignored: { flood: 10 }, rejected: {} })
    await until('bob to hear them', () => bob.heard.length === 21)
    expect([alice, carol].map(({ libp2p }) => libp2p.getConnections().length)).toEqual([1, 1])
  })

  test('counts what was verified only: forgeries in another’s name mute nobody', async () => {
    await start()
    const topic = freshTopic()
    const [alice, mallory] = [await peer(), await peer()]
    for (const one of [alice, mallory]) await one.join(topic)
    const { say } = await sender()
    // Fewer than would end the connection.
    for (let i = 0; i < 15; i++)
      await mallory.gossip.publish(
        topic,
        changed(await say(topic, `forged ${i}`, { messages: Array(20).fill({ content: 'x' }) })),
      )
    await until('the forgeries to be judged', () => relay.stats().frames.rejected['signature'] === 15)
    for (let i = 0; i < 20; i++) await alice.gossip.publish(topic, await say(topic, `${i}`))
    await until('all to be judged', () => relay.stats().frames.accepted === 20)
    expect(relay.stats().frames.ignored).toEqual({})
  })

  test('passes on 20 times in 30 s that a DID types, without a rule too, and not a message less for it', async () => {
    await start({ flood: false })
    const topic = freshTopic()
    const [alice, bob] = [await peer(), await peer()]
    for (const one of [alice, bob]) await one.join(topic)
    const { say } = await sender()
    const typing = { type: 'typing', typing: true, messages: undefined, prev: undefined, head: null }
    for (let i = 0; i < 25; i++)
      await alice.gossip.publish(topic, await say(topic, '', { ...typing, seq: i }))
    for (let i = 0; i < 25; i++) await alice.gossip.publish(topic, await say(topic, `${i}`))
    await until('bob to hear them', () => bob.heard.length === 45)
    expect(relay.stats().frames).toEqual({ accepted: 45, ignored: { flood: 5 }, rejected: {} })
  })

  test('lets more through where it is told to, or everything', async () => {
    for (const [flood, passed] of [
      [{ messages: 25, window: 1_000_000 }, 25],
      [false, 30],
    ] as const) {
      await start({ flood })
      const topic = freshTopic()
      const alice = await peer()
      await alice.join(topic)
      const { say } = await sender()
      for (let i = 0; i < 30; i++) await alice.gossip.publish(topic, await say(topic, `${i}`))
      await until('all to be judged', () => {
        const { accepted, ignored } = relay.stats().frames
        return accepted + (ignored['flood'] ?? 0) === 30
      })
      expect(relay.stats().frames.accepted).toBe(passed)
      const info = (await (await fetch(`${relay.url}/.well-known/ghost-chat.json`)).json()) as {
        flood?: unknown
      }
      expect(info.flood).toEqual(flood === false ? undefined : flood)
      if (flood !== false) await relay.close()
    }
  })
})

test('refused subscriptions are logged once a minute, each reason with its count', () => {
  vi.useFakeTimers()
  try {
    const lines: unknown[] = []
    const refusals = new Refusals((event, fields) => lines.push([event, fields]))
    for (let i = 0; i < 10_000; i++) refusals.note(i % 4 === 0 ? 'full' : 'malformed')
    vi.advanceTimersByTime(59_999)
    expect(lines).toEqual([])
    vi.advanceTimersByTime(1)
    expect(lines).toEqual([
      ['topics-refused', { code: 'full', count: 2_500 }],
      ['topics-refused', { code: 'malformed', count: 7_500 }],
    ])
    // Nothing is said while there is nothing to say, and the next minute begins with the next refusal.
    vi.advanceTimersByTime(600_000)
    refusals.note('full')
    vi.advanceTimersByTime(59_999)
    expect(lines).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(lines.slice(2)).toEqual([['topics-refused', { code: 'full', count: 1 }]])
    refusals.close()
    expect(lines).toHaveLength(3)
  } finally {
    vi.useRealTimers()
  }
})

test('a closed connection gives its reservation back at once', async () => {
  await start()
  const { libp2pNetwork } = await import('ghost-chat/network/libp2p')
  const network = await libp2pNetwork({ relays: [relay.url] })
  await until('a reservation', () => relay.stats().reservations === 1)
  await network.close()
  await until('none', () => relay.stats().reservations === 0 && relay.stats().connections === 0)
})

function changed(frame: Uint8Array): Uint8Array {
  const copy = frame.slice()
  const end = copy.length - 4
  copy[end] = copy[end] === 65 ? 66 : 65
  return copy
}
