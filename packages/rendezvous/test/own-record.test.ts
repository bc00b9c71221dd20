import { RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'
import { afterEach, expect, it, vi } from 'vitest'
import { OwnRecord } from '../src/own-record.ts'
import { parseRecord } from '../src/record.ts'
import { somebody } from './support/records.ts'

const self = await somebody()
const relay = await somebody()
const circuit = `/dns4/relay.example/tcp/443/tls/ws/p2p/${relay.peer}/p2p-circuit`

function ownRecord() {
  const addresses = [`/ip4/192.0.2.1/tcp/1/p2p/${self.peer}`, `${circuit}/p2p/${self.peer}`, circuit]
  const getAddresses = () => addresses.map((each) => multiaddr(each))
  const own = new OwnRecord({ peerId: self.id, privateKey: self.key, addressManager: { getAddresses } })
  return { own, addresses }
}

afterEach(() => {
  vi.useRealTimers()
})

it('holds the node’s addresses without its id, and a relay’s id stays', async () => {
  const record = parseRecord(await ownRecord().own.signed())!
  expect(record.multiaddrs.map(String)).toEqual(['/ip4/192.0.2.1/tcp/1', circuit, circuit])
  expect(await record.verify({})).toBe(true)
})

it('is signed in the form of Rust where that is asked for', async () => {
  const { addresses } = ownRecord()
  const addressManager = { getAddresses: () => addresses.map((each) => multiaddr(each)) }
  const own = new OwnRecord({ peerId: self.id, privateKey: self.key, addressManager }, 'rust')
  const bytes = await own.signed()
  const envelope = RecordEnvelope.createFromProtobuf(bytes)
  expect(new TextDecoder().decode(envelope.payloadType)).toBe('/libp2p/routing-state-record')
  expect(await envelope.validate('libp2p-routing-state')).toBe(true)
  expect(await parseRecord(bytes)!.verify({})).toBe(true)
})

it('is signed anew when the addresses change, and only then', async () => {
  const { own, addresses } = ownRecord()
  const first = await own.signed()
  expect(await own.signed()).toBe(first)
  addresses.pop()
  const second = await own.signed()
  expect(parseRecord(second)!.multiaddrs).toHaveLength(2)
})

it('is newer each time, also when the clock was set back', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
  const { own, addresses } = ownRecord()
  const seqs = [parseRecord(await own.signed())!.seq]
  for (const now of [1_000_000, 5, 2_000_000]) {
    vi.setSystemTime(now)
    addresses.push(addresses[0]!)
    seqs.push(parseRecord(await own.signed())!.seq)
  }
  expect(seqs).toEqual([1_000_000n, 1_000_001n, 1_000_002n, 2_000_000n])
})
