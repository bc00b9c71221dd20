import { createServer, type AddressInfo } from 'node:net'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import { identify } from '@libp2p/identify'
import type { Libp2p, PeerId, PeerInfo } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { HUB_PROTOCOL, meet, roomCid, roomDigest } from 'ghost-chat/network/gossip'
import type { GossipInternals } from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startDecoy } from '../../../tests/support/decoy.ts'
import { freshTopic, sender } from '../../../tests/support/envelopes.ts'
import { gossipNode, rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { DHT_PROTOCOL, type RelayDht } from '../src/dht.ts'
import { Federation } from '../src/federation.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'
import { RELAY_LIMITS } from '../src/limits.ts'
import type { RelayNode } from '../src/node.ts'

/** A name that a stranger made, whose server says that it is this machine. */
const REBINDING = 'rebinding.example'
vi.mock('node:dns', async (original) => {
  const dns = await original<{ readonly lookup: (...all: unknown[]) => void }>()
  const lookup = (name: string, ...rest: unknown[]): void => {
    const done = rest.at(-1) as (error: null, found: unknown) => void
    if (name === REBINDING) done(null, [{ address: '127.0.0.1', family: 4 }])
    else dns.lookup(name, ...rest)
  }
  return { ...dns, lookup }
})

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

/** A node of the relays' DHT that says of itself what it likes. */
async function dhtNode(
  announce: string[],
): Promise<{ readonly libp2p: Libp2p; readonly dht: KadDHT; readonly size: () => number }> {
  const libp2p = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'], announce },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: {
      identify: identify({ protocolPrefix: 'ghost-chat' }),
      ping: ping({ protocolPrefix: 'ghost-chat' }),
      dht: kadDHT({
        protocol: DHT_PROTOCOL,
        clientMode: false,
        allowQueryWithZeroPeers: true,
        peerInfoMapper: passthroughMapper,
      }),
    },
  })
  const { dht } = libp2p.services
  const { routingTable } = dht as unknown as { routingTable: { size: number } }
  return { libp2p, dht, size: () => routingTable.size }
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

  test('find each other over one that both know, and one that dies is not missed by the rest', async () => {
    const middle = await relay()
    const [left, right] = await Promise.all([relay({ peers: [middle.url] }), relay({ peers: [middle.url] })])
    const topic = freshTopic()
    const alice = await peer(left)
    const bob = await peer(right)
    await alice.join(topic)
    await bob.join(topic)
    await until('left and right to be linked', () => linksOf(left) === 1 && linksOf(right) === 1)
    expect(linksOf(middle)).toBe(0)
    await middle.close()
    const { say } = await sender()
    await alice.gossip.publish(topic, await say(topic, 'still here'))
    await until('bob to hear alice', () => bob.heard.length === 1)
  })

  test('keep no room open at each other, and meet again in it', async () => {
    const first = await relay({ limits: { topicLinger: 50 } })
    const second = await relay({ peers: [first.url], limits: { topicLinger: 50 } })
    const topic = freshTopic()
    const alice = await peer(first)
    const { say } = await sender()
    await alice.join(topic)
    for (let round = 1; round <= 2; round++) {
      const bob = await peer(second)
      await bob.join(topic)
      await until('the relays to be linked', () => linksOf(first) === 1 && linksOf(second) === 1)
      await alice.gossip.publish(topic, await say(topic, `round ${round}`))
      await until('bob to hear alice', () => bob.heard.length === 1)
      await bob.stop()
      await until('the second relay to leave', () => second.stats().topics === 0)
      await until('the first to know', () => linksOf(first) === 0)
      expect(linksOf(second)).toBe(0)
      expect(first.stats().topics).toBe(1)
    }
    await alice.stop()
    await until('the first relay to leave, too', () => first.stats().topics === 0)
  })

  test('ask those that were named for every room, whatever the DHT says', async () => {
    // They answer nothing in the DHT, as where strangers' records have pushed out everything.
    const limits = { dhtRequestsPerSecond: 0.001, dhtRequestBurst: 0 }
    const first = await relay({ limits })
    const second = await relay({ peers: [first.url], limits })
    const topic = freshTopic()
    const alice = await peer(first)
    const bob = await peer(second)
    await alice.join(topic)
    await bob.join(topic)
    await until('the relays to be linked', () => linksOf(first) === 1 && linksOf(second) === 1)
    const { say } = await sender()
    await alice.gossip.publish(topic, await say(topic, 'found without records'))
    await until('bob to hear alice', () => bob.heard.length === 1)
  })

  test('serve a room beside each other when the one that was named comes late', async () => {
    const first = await relay()
    const { port, url } = first
    await first.close()
    const second = await relay({ peers: [url] })
    const topic = freshTopic()
    const bob = await peer(second)
    await bob.join(topic)
    const again = await relay({ port })
    const alice = await peer(again)
    await alice.join(topic)
    await until('the relays to be linked', () => linksOf(again) === 1 && linksOf(second) === 1)
  })

  test('are refused as options when they are no relays, or too many', async () => {
    for (const peers of [['nonsense'], ['ftp://a'], Array.from({ length: 65 }, () => 'http://127.0.0.1:1')])
      await expect(createRelay({ port: 0, peers })).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
  })
})

describe('[FD3] a stranger', () => {
  async function linked(topic: string, asker: RawPeer, at: Relay): Promise<boolean> {
    const [connection] = asker.libp2p.getConnections()
    if (connection === undefined) throw new Error('connected')
    const self = asker.libp2p.peerId.toString()
    return meet(connection, HUB_PROTOCOL, topic, self, AbortSignal.timeout(5_000)).catch(() => at.port < 0)
  }

  test('that names a room by its hash alone is told nothing; one that knows it takes half of the places at most', async () => {
    const one = await relay({ limits: { relaysPerRoom: 4 } })
    const topic = freshTopic()
    const alice = await peer(one)
    await alice.join(topic)

    const liar = await peer(one)
    const [connection] = liar.libp2p.getConnections()
    const stream = await connection?.newStream(HUB_PROTOCOL)
    if (stream === undefined) throw new Error('connected')
    const frame = (bytes: Uint8Array): Uint8Array => Uint8Array.from([bytes.length, ...bytes])
    stream.send(frame(roomDigest(topic)))
    stream.send(frame(new Uint8Array(32)))
    let told = 0
    stream.addEventListener('message', ({ data }) => (told += data.byteLength))
    await stream.close()
    await until(
      'the relay to have answered',
      () => stream.status !== 'open' || stream.remoteWriteStatus !== 'writable',
    )
    expect(told).toBe(0)
    expect(linksOf(one)).toBe(0)

    const answers: boolean[] = []
    for (let at = 0; at < 3; at++) answers.push(await linked(topic, await peer(one), one))
    expect(answers).toEqual([true, true, false])
    expect(linksOf(one)).toBe(2)
    // A room that nobody is in, or that this relay has no members in.
    expect(await linked(freshTopic(), await peer(one), one)).toBe(false)
  })

  test('that provides a room at addresses that never answer keeps no relays apart', async () => {
    // Servers that take a connection and say nothing: each dial lasts its whole time.
    const silent = await Promise.all(
      [1, 2, 3].map(async () => {
        const server = createServer(() => undefined)
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        return server
      }),
    )
    const middle = await relay()
    const topic = freshTopic()
    for (const server of silent) {
      const { port } = server.address() as AddressInfo
      const liar = await dhtNode([`/ip4/127.0.0.1/tcp/${port}/ws`])
      await liar.libp2p.dial(middle.addresses.map((address) => multiaddr(address)))
      await until('the liar to be in the table', () => liar.size() > 0)
      for await (const _ of liar.dht.provide(roomCid(topic)));
      await liar.libp2p.stop()
    }
    // Longer than this test waits. The relays are connected by the DHT, so they ask each other before they dial the dead.
    const limits = { relayDialTimeout: 60_000, lookupTimeout: 60_000 }
    const left = await relay({ peers: [middle.url], limits })
    const alice = await peer(left)
    await alice.join(topic)
    await until('alice’s relay to have announced the room', () => left.stats().federation?.lookups === 1)
    const right = await relay({ peers: [middle.url], limits })
    const bob = await peer(right)
    await bob.join(topic)
    await until('the relays to be linked', () => linksOf(left) === 1 && linksOf(right) === 1)
    for (const server of silent) server.close()
  })

  test('that provides a room at dead addresses costs a dial now and then, and keeps nobody apart', async () => {
    const first = await relay()
    const second = await relay({ peers: [first.url], limits: { relayDialTimeout: 500 } })
    const topic = freshTopic()
    const liars = await Promise.all(
      [1, 2, 3].map(async (port) => {
        const liar = await dhtNode([`/ip4/127.0.0.1/tcp/${port}/ws`])
        await liar.libp2p.dial(first.addresses.map((address) => multiaddr(address)))
        await until('the liar to be in the table', () => liar.size() > 0)
        for await (const _ of liar.dht.provide(roomCid(topic)));
        return liar
      }),
    )
    await Promise.all(liars.map(async ({ libp2p }) => libp2p.stop()))
    const alice = await peer(first)
    const bob = await peer(second)
    await alice.join(topic)
    await bob.join(topic)
    await until('the relays to be linked', () => linksOf(first) === 1 && linksOf(second) === 1)
    const { say } = await sender()
    await alice.gossip.publish(topic, await say(topic, 'all the same'))
    await until('bob to hear alice', () => bob.heard.length === 1)
    expect(second.stats().federation?.deadDials).toBeLessThanOrEqual(3)
  })
})

test('a relay dials four others at once for a room, the next when one of them has failed, and none of the dead again', async () => {
  const somebody = async (): Promise<PeerId> => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  const self = await somebody()
  const providers: PeerInfo[] = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (port) => ({
      id: await somebody(),
      multiaddrs: [multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws`)],
    })),
  )
  // Relays that are found by the DHT are mostly connected by it already: then no dial is seen.
  const failing: (() => void)[] = []
  const libp2p = {
    peerId: self,
    getPeers: () => [],
    getConnections: () => [],
    dial: async () =>
      new Promise((_, reject) => failing.push(() => reject(new Error('It does not answer.')))),
  }
  const dht = {
    async *provide() {
      yield* []
    },
    async *findProviders() {
      yield { name: 'PROVIDER', providers }
    },
    cancelReprovide: async () => undefined,
  }
  const federation = new Federation({
    libp2p: libp2p as unknown as RelayNode,
    dht: dht as unknown as RelayDht,
    internals: {} as GossipInternals,
    limits: RELAY_LIMITS,
    peers: [],
    named: new Map(),
    inmost: 'loopback',
    log: () => undefined,
  })
  try {
    federation.opened(freshTopic())
    await until('four to be dialled', () => failing.length === RELAY_LIMITS.relayDialsPerRoom)
    await new Promise((resolve) => setImmediate(resolve))
    expect(failing).toHaveLength(4)
    failing[1]?.()
    await until('the fifth to be dialled', () => failing.length === 5)
    expect(federation.stats.deadDials).toBe(1)
    await until('all to have failed', () => {
      for (const fail of failing) fail()
      return federation.stats.deadDials === 6
    })
    // They are in another room, too.
    federation.opened(freshTopic())
    await until('the second lookup', () => federation.stats.lookups === 2)
    await new Promise((resolve) => setImmediate(resolve))
    expect(failing).toHaveLength(6)
  } finally {
    for (const fail of failing) fail()
    await federation.close()
  }
})

test.each([
  ['that is reached from everywhere', 'https://relay.example', false],
  ['that is reached on this machine', undefined, true],
])('[FD4] a relay %s looks where a stranger’s name leads', async (_, publicUrl, isWithinReach) => {
  const decoy = await startDecoy()
  const one = await relay(publicUrl === undefined ? {} : { publicUrl })
  const here = multiaddr(`/ip4/127.0.0.1/tcp/${one.port}/ws/p2p/${one.peerId}`)
  const topic = freshTopic()
  const liar = await dhtNode([`/dns4/${REBINDING}/tcp/${decoy.port}/ws`])
  await liar.libp2p.dial(here)
  await until('the liar to be in the table', () => liar.size() > 0)
  for await (const _ of liar.dht.provide(roomCid(topic)));
  await liar.libp2p.stop()
  const member = await gossipNode()
  await member.dial(here)
  member.services.gossip.subscribe(topic)
  await until('the relay to have dialled the liar', () => (one.stats().federation?.deadDials ?? 0) > 0)
  expect(decoy.connections > 0).toBe(isWithinReach)
  await member.stop()
  decoy.close()
})
