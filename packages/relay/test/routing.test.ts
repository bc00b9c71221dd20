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
import { serveRouting } from '../src/routing.ts'

let relay: Relay
let nodes: Libp2p<{ rendezvous: Rendezvous }>[]
beforeEach(() => {
  nodes = []
})
afterEach(async () => {
  await Promise.all(nodes.map(async (node) => node.stop()))
  await relay.close()
})

async function start(options: RelayOptions = {}): Promise<void> {
  relay = await createRelay({ port: 0, ...options })
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
    expect(answer.headers.get('cache-control')).toBe('public, max-age=15')
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
      expect(answer.headers.get('cache-control')).toBe('public, max-age=5')
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
    for (const path of ['providers', 'ipns/x', 'providers/a/b'])
      expect((await ask(path)).status, path).toBe(404)
    const written = await fetch(`${relay.url}/routing/v1/providers/`, { method: 'PUT', body: '{}' })
    expect(written.status).toBe(405)
  })

  test('a relay where nobody may register has none of it', async () => {
    await start({ rendezvous: false })
    expect((await ask(`providers/${roomCid(freshTopic()).toString()}`)).status).toBe(404)
  })

  test('a room of 10,000 is cut off at the limit, below it is whole', async () => {
    await start()
    let status = 0
    let body: Buffer = Buffer.alloc(0)
    const response = {
      setHeader: () => undefined,
      writeHead: (given: number) => (status = given),
      end: (given: Buffer) => (body = given),
    }
    const all = Array.from({ length: 10_000 }, (_, at) => ({ id: `peer ${at}`, addresses: [] }))
    for (const [there, given] of [
      [99, 99],
      [100, 100],
      [101, 100],
      [10_000, 100],
    ] as const) {
      const registrations = {
        inRoom: (_cid: string, _digest: Uint8Array, most: number) => all.slice(0, Math.min(there, most)),
        peer: () => null,
      }
      const path = `/routing/v1/providers/${roomCid(freshTopic()).toString()}`
      const request = { headers: {}, method: 'GET' }
      serveRouting(registrations, { providersAnswered: 100 }, path, request as never, response as never)
      expect(status).toBe(200)
      expect((JSON.parse(body.toString()) as { Providers: unknown[] }).Providers).toHaveLength(given)
    }
  })
})

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
