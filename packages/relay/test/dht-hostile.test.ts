/** What strangers do to the DHT of a relay among relays: a real relay, asked by hand. */
import { generateKeyPair, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, test } from 'vitest'
import { roomCid } from 'ghost-chat/network/gossip'
import { freshTopic } from '../../../tests/support/envelopes.ts'
import { until } from '../../../tests/support/until.ts'
import { concat, field, varintOf } from '../../rendezvous/src/protobuf.ts'
import { DHT_PROTOCOL } from '../src/dht.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'

let relays: Relay[] = []
let nodes: Libp2p[] = []
afterEach(async () => {
  await Promise.all(nodes.map(async (one) => one.stop()))
  await Promise.all(relays.map(async (one) => one.close()))
  relays = []
  nodes = []
})

const PUT_VALUE = 0
const GET_VALUE = 1
const ADD_PROVIDER = 2
const GET_PROVIDERS = 3

async function relay(options: RelayOptions = {}): Promise<Relay> {
  const made = await createRelay({ port: 0, peers: [], ...options })
  relays.push(made)
  return made
}

/** A peer that is connected to a relay, and says of itself that it is one or says nothing. */
async function stranger(at: Relay, { poses }: { readonly poses: boolean }): Promise<Connection> {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify({ protocolPrefix: 'ghost-chat' }) },
  })
  nodes.push(node)
  if (poses) await node.handle(DHT_PROTOCOL, (stream) => stream.abort(new Error('It only asks.')))
  return node.dial(at.addresses.map((address) => multiaddr(address)))
}

/** A message of kad-dht, after its length. */
function message(type: number, ...fields: readonly Uint8Array[]): Uint8Array {
  const body = concat([field(1, type), ...fields])
  return concat([varintOf(body.length), body])
}

/** A public key that names itself, with so many bytes behind it in a field that no parser knows. */
async function keyRecord(padding: number): Promise<{ readonly key: Uint8Array; readonly put: Uint8Array }> {
  const made = await generateKeyPair('Ed25519')
  const key = concat([new TextEncoder().encode('/pk/'), peerIdFromPrivateKey(made).toMultihash().bytes])
  const value = concat([publicKeyToProtobuf(made.publicKey), field(99, new Uint8Array(padding))])
  const record = concat([field(1, key), field(2, value)])
  return { key, put: message(PUT_VALUE, field(2, key), field(3, record)) }
}

/** Sends bytes on a stream of its own, and gives what came back before the relay was done with it. */
async function ask(
  connection: Connection,
  ...frames: readonly Uint8Array[]
): Promise<{ bytes: number; reset: boolean }> {
  const stream = await connection.newStream(DHT_PROTOCOL)
  let bytes = 0
  stream.addEventListener('message', ({ data }) => (bytes += data.byteLength))
  try {
    for (const frame of frames) if (!stream.send(frame)) await stream.onDrain()
    await stream.close()
  } catch {
    // The relay has reset it, which is what is asked for below.
  }
  await until('the relay to be done with the stream', () => isOver(stream))
  return { bytes, reset: stream.status === 'reset' }
}

const isOver = ({ status, remoteWriteStatus }: Stream): boolean =>
  status !== 'open' && (status !== 'closing' || remoteWriteStatus !== 'writable')

const peerField = (id: Uint8Array, addresses: readonly string[]): Uint8Array =>
  field(9, concat([field(1, id), ...addresses.map((one) => field(2, multiaddr(one).bytes))]))

describe('[FD1] the DHT of the relays', () => {
  test('keeps none of 300 records of 1 MB, of whichever peer', async () => {
    const one = await relay()
    for (const poses of [false, true]) {
      const connection = await stranger(one, { poses })
      const stream = await connection.newStream(DHT_PROTOCOL)
      let sent = 0
      try {
        const { put } = await keyRecord(1_000_000)
        for (; sent < 300; sent++) if (!stream.send(put)) await stream.onDrain()
      } catch {
        // Reset, as it should be.
      }
      await until('the relay to reset the stream', () => stream.status === 'reset')
      expect(sent).toBeLessThan(10)
    }
  }, 60_000)

  test('keeps no value at all, however small', async () => {
    const one = await relay()
    const connection = await stranger(one, { poses: true })
    const { key, put } = await keyRecord(10)
    expect(await ask(connection, put)).toMatchObject({ bytes: 0, reset: true })
    const got = await ask(connection, message(GET_VALUE, field(2, key)))
    expect(got.bytes).toBeGreaterThan(0)
    // The question again and nothing else: neither a record nor a relay that is nearer.
    expect(got.bytes).toBeLessThan(key.length + 10)
  })

  test('answers a peer that is no relay nothing, and a relay its questions', async () => {
    const one = await relay()
    const question = message(GET_PROVIDERS, field(2, roomCid(freshTopic()).multihash.bytes))
    expect(await ask(await stranger(one, { poses: false }), question)).toMatchObject({
      bytes: 0,
      reset: true,
    })
    expect((await ask(await stranger(one, { poses: true }), question)).bytes).toBeGreaterThan(0)
  })

  test('hears a question of 16,384 bytes, and none that is longer', async () => {
    const one = await relay({ limits: { dhtRequestBytes: 500 } })
    const connection = await stranger(one, { poses: true })
    const cid = field(2, roomCid(freshTopic()).multihash.bytes)
    const padded = (total: number): Uint8Array => {
      const without = message(GET_PROVIDERS, cid, field(99, new Uint8Array(0)))
      const made = message(GET_PROVIDERS, cid, field(99, new Uint8Array(total - without.length - 2)))
      expect(made).toHaveLength(total)
      return made
    }
    expect((await ask(connection, padded(500))).bytes).toBeGreaterThan(0)
    expect(await ask(connection, padded(501))).toMatchObject({ bytes: 0, reset: true })
  })

  test('is asked so much a second by one relay', async () => {
    const one = await relay({ limits: { dhtRequestsPerSecond: 0.001, dhtRequestBurst: 3 } })
    const connection = await stranger(one, { poses: true })
    const question = message(GET_PROVIDERS, field(2, roomCid(freshTopic()).multihash.bytes))
    const answers: boolean[] = []
    for (let at = 0; at < 5; at++) answers.push((await ask(connection, question)).bytes > 0)
    expect(answers).toEqual([true, true, true, false, false])
  })

  test('keeps eight addresses of a relay, however often it says others', async () => {
    const one = await relay()
    const connection = await stranger(one, { poses: true })
    const [node] = nodes
    const id = node?.peerId.toMultihash().bytes ?? new Uint8Array()
    const key = field(2, roomCid(freshTopic()).multihash.bytes)
    for (let round = 0; round < 4; round++) {
      const addresses = Array.from({ length: 20 }, (_, at) => `/ip4/127.0.0.1/tcp/${1 + at + 100 * round}/ws`)
      await ask(connection, message(ADD_PROVIDER, key, peerField(id, addresses)))
    }
    // Another relay is told of it.
    const other = await stranger(one, { poses: true })
    const stream = await other.newStream(DHT_PROTOCOL)
    const chunks: Uint8Array[] = []
    stream.addEventListener('message', ({ data }) => chunks.push(data.subarray()))
    stream.send(message(GET_PROVIDERS, key))
    await until('the answer', () => chunks.length > 0)
    const answer = Buffer.concat(chunks)
    // Those that it said last, and no others beside them: what is told is cut off at eight either way.
    const told = Array.from({ length: 400 }, (_, at) => at + 1).filter((port) =>
      answer.includes(Buffer.from(multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws`).bytes)),
    )
    expect(told).toEqual([301, 302, 303, 304, 305, 306, 307, 308])
  })
})
