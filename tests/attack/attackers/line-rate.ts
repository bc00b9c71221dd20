/**
 * One connection at line rate: frames that are ignored, rejected or of closed topics, subscriptions, IHAVE and IWANT, puts
 * into the DHT, and circuits of which one end reads half. It comes again where it is thrown out.
 */
import type { Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import { concat, field, varintOf } from '../../../packages/rendezvous/src/protobuf.ts'
import { gossipNode } from '../../support/raw-peer.ts'
import { until } from '../../support/until.ts'
import { comeFrom } from './from-address.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly topic: string
  /** For each kind, one after the other. */
  readonly milliseconds: number
  readonly bytesPerSecond: number
  /** Which kinds; all of them where none is named. */
  readonly kinds?: readonly string[]
}

/** What the attacker tells of each kind. */
export interface Flooded {
  readonly kind: string
  readonly bytes: number
  readonly comings: number
}

const { relay, topic, milliseconds, bytesPerSecond, kinds } = ordersOf<Orders>()
const isOrdered = (kind: string): boolean => kinds === undefined || kinds.includes(kind)
if (new URL(relay).hostname === '127.0.0.1') comeFrom('127.0.0.9')
const encoder = new TextEncoder()
const DHT_PROTOCOL = '/ghost-chat/relays/kad/1.0.0'
const CIRCUIT_PROTOCOL = '/attack/half-read/1.0.0'
/** Circuits at once, and what is written into each: as much as one carries. */
const CIRCUITS = 64
const CIRCUIT_BYTES = 4_194_304
const later = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'ghost-chat-v9+jwt' })).toString('base64url')
let count = 0

const text = (): string => (count++).toString(36).padStart(8, '0')
const framed = (body: Uint8Array): Uint8Array => concat([varintOf(body.length), body])
/** An RPC of gossip with many of one thing. */
const rpc = (times: number, one: () => Uint8Array): Uint8Array =>
  framed(concat(Array.from({ length: times }, one)))
const message = (on: string, data: string): Uint8Array =>
  field(2, concat([field(2, encoder.encode(data)), field(4, on)]))
const messageId = (): Uint8Array => Uint8Array.from(Buffer.from(text().repeat(4), 'latin1'))
const ids = (): Uint8Array[] => Array.from({ length: 1_000 }, messageId)

/** What is written on a stream of gossip, or of the DHT; an RPC of some ten kilobytes each. */
const GOSSIP: Readonly<Record<string, () => Uint8Array>> = {
  ignored: () => rpc(500, () => message(topic, `${later}.${text()}.AAAA`)),
  rejected: () => rpc(500, () => message(topic, text())),
  closed: () => rpc(500, () => message(`${topic}-closed`, `${later}.${text()}.AAAA`)),
  subscriptions: () =>
    rpc(500, () => field(1, concat([field(1, 1), field(2, `3box.chat.attack.${text()}`)]))),
  ihave: () => framed(field(3, field(1, concat([field(1, topic), ...ids().map((id) => field(2, id))])))),
  iwant: () => framed(field(3, field(2, concat(ids().map((id) => field(1, id)))))),
}

function put(): Uint8Array {
  const key = encoder.encode(`/pk/${text().repeat(4)}`)
  const record = concat([field(1, key), field(2, new Uint8Array(12_000))])
  return framed(concat([field(1, 0), field(2, key), field(3, record)]))
}

/** Waits until there is room on a stream, or it ends, or a second has passed. */
async function room(stream: Stream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const done = (): void => resolve(undefined)
  stream.addEventListener('drain', done, { once: true })
  stream.addEventListener('close', done, { once: true })
  const late = setTimeout(done, 1_000)
  await promise
  clearTimeout(late)
  stream.removeEventListener('drain', done)
  stream.removeEventListener('close', done)
}

async function addresses(): Promise<string[]> {
  const answer = await fetch(`${relay}/.well-known/ghost-chat.json`)
  return ((await answer.json()) as { addresses: string[] }).addresses
}

async function flood(kind: string, make: () => Uint8Array): Promise<Flooded> {
  const end = performance.now() + milliseconds
  const begin = performance.now()
  let [bytes, comings] = [0, 0]
  while (performance.now() < end) {
    const node = await gossipNode()
    try {
      comings++
      const connection = await node.dial((await addresses()).map((one) => multiaddr(one)))
      const { gossip } = node.services
      if (kind !== 'dht') {
        gossip.subscribe(topic)
        await until('the hub to be in the topic', () => gossip.getSubscribers(topic).length > 0, 5_000)
      }
      const stream = await connection.newStream(kind === 'dht' ? DHT_PROTOCOL : gossip.protocols)
      while (performance.now() < end && stream.status === 'open' && connection.status === 'open') {
        const frame = make()
        bytes += frame.length
        if (!stream.send(frame)) await room(stream)
        // No faster than the line.
        const ahead = (bytes / bytesPerSecond) * 1_000 - (performance.now() - begin)
        if (ahead > 5) await new Promise((resolve) => setTimeout(resolve, ahead))
      }
    } catch {
      // It was thrown out, or is not let in: it comes again.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await node.stop()
  }
  return { kind, bytes, comings }
}

/** Circuits whose far end reads half of what it is sent, and then nothing more. */
async function circuits(): Promise<Flooded> {
  const far = await libp2pNetwork({ relays: [relay], relayOnly: true })
  const near = await libp2pNetwork({ relays: [relay], relayOnly: true })
  let [bytes, comings] = [0, 0]
  const via = await until('the relay to be connected', () => near.via?.[0] ?? far.via?.[0])
  await until('the far end to have a place', () => far.via?.[0])
  await far.libp2p.handle(
    CIRCUIT_PROTOCOL,
    (stream) => {
      let read = 0
      stream.addEventListener('message', ({ data }) => {
        read += data.byteLength
        if (read > CIRCUIT_BYTES / 2) stream.pause()
      })
    },
    { runOnLimitedConnection: true },
  )
  const end = performance.now() + milliseconds
  const chunk = new Uint8Array(65_536)
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      try {
        comings++
        const circuit = await near.libp2p.dial(multiaddr(`${via}/p2p-circuit/p2p/${far.self}`), {
          force: true,
        })
        const stream = await circuit.newStream(CIRCUIT_PROTOCOL, { runOnLimitedConnection: true })
        for (let sent = 0; sent < CIRCUIT_BYTES && stream.status === 'open'; sent += chunk.length) {
          if (performance.now() > end) return
          bytes += chunk.length
          if (!stream.send(chunk)) await room(stream)
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
  }
  await Promise.all(Array.from({ length: CIRCUITS }, one))
  await Promise.all([near.close(), far.close()])
  return { kind: 'circuits', bytes, comings }
}

process.on('disconnect', () => process.exit(0))
for (const [kind, make] of Object.entries({ ...GOSSIP, dht: put }))
  if (isOrdered(kind)) await tell(await flood(kind, make))
if (isOrdered('circuits'))
  await tell(
    await circuits().catch((error: unknown) => ({
      kind: `circuits (${String(error)})`,
      bytes: 0,
      comings: 0,
    })),
  )
await tell({ done: true })
process.exit(0)
