import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { rendezvous, type Rendezvous } from '@ghost-chat/rendezvous'
import { roomCid } from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import type { MultihashDigest } from 'multiformats'
import { CID } from 'multiformats/cid'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic } from '../../../tests/support/envelopes.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'
import { RELAY_LIMITS } from '../src/limits.ts'
import { KeyedRate } from '../src/keyed-rate.ts'
import type { RegisteredPeer } from '../src/rendezvous.ts'
import { delegatedRouting, type Routing, type RoutingLimits } from '../src/routing.ts'

let relay: Relay
let nodes: Libp2p<{ rendezvous: Rendezvous }>[]
/** Some tests need no relay. */
let stop: () => Promise<void>
beforeEach(() => {
  nodes = []
  stop = async () => undefined
})
afterEach(async () => {
  await Promise.all(nodes.map(async (node) => node.stop()))
  await stop()
})

async function start(options: RelayOptions = {}): Promise<void> {
  relay = await createRelay({ port: 0, routing: true, ...options })
  stop = relay.close
}

/** A node, registered under a topic. */
async function registered(topic: string): Promise<string> {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify({ protocolPrefix: 'ghost-chat' }), rendezvous: rendezvous() },
  })
  nodes.push(node)
  const { remotePeer } = await node.dial(relay.addresses.map((address) => multiaddr(address)))
  const addresses = [multiaddr('/ip4/192.0.2.1/tcp/4001/ws')]
  await node.services.rendezvous.register(remotePeer, topic, { ttl: 600, addresses })
  return node.peerId.toString()
}

const ask = (path: string, accept?: string): Promise<Response> =>
  fetch(`${relay.url}/routing/v1/${path}`, accept === undefined ? {} : { headers: { accept } })

describe('[FD5] delegated routing', () => {
  test('names who is registered in a room, by any CID of its hash, as JSON or line by line', async () => {
    await start()
    const topic = freshTopic()
    const id = await registered(topic)
    const record = {
      Schema: 'peer',
      ID: id,
      Addrs: ['/ip4/192.0.2.1/tcp/4001/ws'],
      Protocols: ['/ghost-chat/meet/1.0.0'],
    }
    const cid = roomCid(topic)
    const answer = await ask(`providers/${cid.toString()}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('cache-control')).toBe(
      'public, max-age=15, stale-while-revalidate=15, stale-if-error=60',
    )
    expect(Date.parse(answer.headers.get('last-modified') ?? '')).not.toBeNaN()
    expect(await answer.json()).toEqual({ Providers: [record] })
    expect(
      await (
        await ask(`providers/${CID.createV0(cid.multihash as MultihashDigest<18>).toString()}`)
      )
        .json()
        .catch(() => null),
    ).toEqual({
      Providers: [record],
    })
    const lines = await ask(`providers/${cid.toString()}`, 'application/x-ndjson')
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson')
    expect(await lines.text()).toBe(`${JSON.stringify(record)}\n`)

    expect(await (await ask(`peers/${id}`)).json()).toEqual({ Peers: [record] })
    const head = await fetch(`${relay.url}/routing/v1/peers/${id}`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test('knows of nobody, says so, and not for long', async () => {
    await start()
    for (const path of [
      `providers/${roomCid(freshTopic()).toString()}`,
      // Another hash than SHA-256.
      'providers/bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4',
      `peers/${peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()}`,
    ]) {
      const answer = await ask(path)
      expect(answer.status, path).toBe(200)
      expect(Object.values((await answer.json()) as object)).toEqual([[]])
      expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=5,/)
    }
  })

  test('refuses what is no CID or peer id, and other methods', async () => {
    await start()
    for (const path of [
      'providers/',
      'providers/x',
      'providers/bafk%00',
      `providers/${'b'.repeat(200)}`,
      'peers/x',
      'peers/',
    ])
      expect((await ask(path)).status, path).toBe(400)
    for (const path of ['', 'providers', 'providers/a/b', 'else/x'])
      expect((await ask(path)).status, path).toBe(400)
    for (const path of ['ipns/x', 'dht/closest/peers/x']) expect((await ask(path)).status, path).toBe(501)
    const written = await fetch(`${relay.url}/routing/v1/providers/`, { method: 'PUT', body: '{}' })
    expect(written.status).toBe(405)
  })

  test('is off unless the operator asks for it, and where nobody may register', async () => {
    const path = `/routing/v1/providers/${roomCid(freshTopic()).toString()}`
    for (const options of [{}, { routing: false }, { routing: true, rendezvous: false }]) {
      const one = await createRelay({ port: 0, ...options })
      const { status } = await fetch(`${one.url}${path}`)
      await one.close()
      expect(status).toBe(404)
    }
    await start()
    expect((await fetch(`${relay.url}${path}`)).status).toBe(200)
  })

  test('lets pages of other origins ask with headers of their own', async () => {
    await start()
    const url = `${relay.url}/routing/v1/providers/${roomCid(freshTopic()).toString()}`
    const asked = await fetch(url, {
      method: 'OPTIONS',
      headers: { 'Access-Control-Request-Headers': 'x-of-ones-own', 'Access-Control-Request-Method': 'GET' },
    })
    expect([asked.status, await asked.text()]).toEqual([204, ''])
    for (const answer of [asked, await fetch(url)]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET, OPTIONS')
    }
    expect(asked.headers.get('access-control-allow-headers')).toBe('*')
    const elsewhere = await fetch(`${relay.url}/health`, { method: 'OPTIONS' })
    expect(elsewhere.status).toBe(405)
  })

  test.each([
    ['application/x-ndjson', true],
    ['application/x-ndjson, application/json', true],
    ['application/json;q=0.5, application/X-NDJSON; q=0.5', true],
    ['application/x-ndjson;q=0, application/json', false],
    ['application/x-ndjson;q=0.1, application/json;q=0.2', false],
    ['application/x-ndjson;q=0.1, */*', false],
    ['application/x-ndjson;q=yes', false],
    ['application/x-ndjsonx', false],
    ['text/plain, x/application/x-ndjson', false],
    ['*/*', false],
    ['', false],
  ])('Accept: %s: a record a line is %s', (accept, isLines) => {
    expect(answered({ accept }).type).toBe(isLines ? 'application/x-ndjson' : 'application/json')
  })

  test.each([
    ['', [['tcp', 'ws'], ['wss'], []]],
    ['filter-addrs=', [['tcp', 'ws'], ['wss'], []]],
    ['filter-addrs=!tcp', []],
    ['filter-addrs=WS', [['ws'], ['wss']]],
    ['filter-addrs=webrtc-direct', []],
    ['filter-addrs=webrtc-direct,tls', [['wss']]],
    ['filter-addrs=!ws', [['tcp']]],
    ['filter-addrs=tcp,!tls', [['tcp', 'ws']]],
    ['filter-addrs=unknown', [[]]],
    ['filter-addrs=unknown,tls', [['wss'], []]],
    ['filter-protocols=unknown', []],
    ['filter-protocols=transport-bitswap', []],
    ['filter-protocols=%2FGhost-Chat%2Fmeet%2F1.0.0,unknown', [['tcp', 'ws'], ['wss'], []]],
    ['filter-protocols=unknown&filter-addrs=tcp', []],
  ])('?%s leaves what IPIP-484 says', (query, left) => {
    const known: Record<string, string> = {
      tcp: '/ip4/192.0.2.1/tcp/1',
      ws: '/ip4/192.0.2.1/tcp/2/ws',
      wss: '/dns4/a.example/tcp/443/tls/ws',
    }
    const there = [['tcp', 'ws'], ['wss'], []].map((names, at) => ({
      id: `peer ${at}`,
      addresses: names.map((name) => known[name] ?? ''),
    }))
    const { body } = answered({ query, there })
    const { Providers } = JSON.parse(body) as { Providers: { Addrs: string[] }[] }
    expect(Providers.map(({ Addrs }) => Addrs)).toEqual(left.map((names) => names.map((name) => known[name])))
  })

  test('answers an address so many questions, however many connections it comes by', () => {
    let now = 0
    const routing = routingOf([], { routingPerSecond: 2, routingBurst: 3 }, () => now)
    const statuses = (from: string, count: number): number[] =>
      Array.from({ length: count }, () => answered({ routing, from }).status)
    expect(statuses('192.0.2.1', 4)).toEqual([200, 200, 200, 429])
    // The same address, as a socket for both kinds has it.
    expect(statuses('::ffff:192.0.2.1', 1)).toEqual([429])
    expect(statuses('192.0.2.2', 1)).toEqual([200])
    expect(
      ['1', '2', '3', '4'].map((tail) => answered({ routing, from: `2001:db8::${tail}` }).status),
    ).toEqual([200, 200, 200, 429])
    now = 500
    expect(statuses('192.0.2.1', 2)).toEqual([200, 429])
  })

  test('counts so many addresses, and forgets the one that asked longest ago', () => {
    const rate = new KeyedRate({ perSecond: 1, burst: 1 }, 2)
    for (const key of ['a', 'b', 'a', 'c']) rate.take(key, 0)
    expect(rate.size).toBe(2)
    expect([rate.take('a', 0), rate.take('b', 0)]).toEqual([false, true])
  })

  test.each([
    [99, 99],
    [100, 100],
    [101, 100],
    [10_000, 100],
  ])('a room of %i is answered with %i', (there, given) => {
    const all = Array.from({ length: there }, (_, at) => ({ id: `peer ${at}`, addresses: [] }))
    const { status, body } = answered({ there: all })
    expect(status).toBe(200)
    expect((JSON.parse(body) as { Providers: unknown[] }).Providers).toHaveLength(given)
  })
})

/** Delegated routing over so many registrations in every room. */
function routingOf(
  there: readonly RegisteredPeer[],
  limits: Partial<RoutingLimits> = {},
  now?: () => number,
): Routing {
  const registrations = {
    inRoom: (_cid: string, _digest: Uint8Array, most: number) => there.slice(0, most),
    peer: () => null,
  }
  return delegatedRouting(() => registrations, { ...RELAY_LIMITS, ...limits }, now)
}

/** What one question is answered, without a socket. */
function answered({
  there = [],
  routing = routingOf(there),
  accept = '',
  query = '',
  from = '192.0.2.9',
}: {
  readonly there?: readonly RegisteredPeer[]
  readonly routing?: Routing
  readonly accept?: string
  readonly query?: string
  readonly from?: string
}): { status: number; type: string; body: string } {
  const got = { status: 0, type: '', body: '' }
  const response = {
    setHeader: () => undefined,
    writeHead: (status: number, headers: Record<string, string>) =>
      Object.assign(got, { status, type: headers['Content-Type'] ?? '' }),
    end: (body: Buffer) => (got.body = body.toString()),
  }
  const path = `/routing/v1/providers/${roomCid('3box.chat.a.b').toString()}`
  const socket = { remoteAddress: from }
  const request = { headers: { accept }, method: 'GET', url: `${path}?${query}`, socket }
  expect(routing(path, request as never, response as never)).toBe(true)
  return got
}

describe('[FD2] the relay as a rendezvous point', () => {
  test('takes rooms of Ghost Chat only, and lists no rooms', async () => {
    await start()
    const topic = freshTopic()
    await registered(topic)
    await expect(registered('some other namespace')).rejects.toMatchObject({ code: 'ERR_NOT_AUTHORIZED' })
    await expect(registered('bafkrei')).rejects.toMatchObject({ code: 'ERR_NOT_AUTHORIZED' })
    const [node] = nodes
    const [point] = node?.getPeers() ?? []
    if (node === undefined || point === undefined) throw new Error('connected')
    await expect(node.services.rendezvous.discover(point, undefined)).rejects.toMatchObject({
      code: 'ERR_NOT_AUTHORIZED',
    })
    expect((await node.services.rendezvous.discover(point, topic)).peers).toHaveLength(1)
    expect(relay.stats().rendezvous?.registrations).toBe(1)
  })

  test('takes rooms with long names by their CIDs, and finds them over HTTP, too', async () => {
    await start()
    const topic = `3box.chat.${encodeURIComponent('長'.repeat(40))}.lobby`
    expect(topic.length).toBeGreaterThan(255)
    await expect(registered(topic)).rejects.toMatchObject({ code: 'ERR_INVALID_NAMESPACE' })
    const id = await registered(roomCid(topic).toString())
    const { Providers } = (await (await ask(`providers/${roomCid(topic).toString()}`)).json()) as {
      Providers: { ID: string }[]
    }
    expect(Providers.map(({ ID }) => ID)).toEqual([id])
  })
})
