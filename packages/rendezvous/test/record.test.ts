import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'
import { expect, it } from 'vitest'
import { MAX_ADDRESSES, parseRecord } from '../src/record.ts'
import { signedRecord, somebody } from './support/records.ts'

const alice = await somebody()
const bob = await somebody()

it('a record that the library made is read and verified', async () => {
  const multiaddrs = [multiaddr('/ip4/192.0.2.1/tcp/1'), multiaddr('/dns4/relay.example/tcp/443/tls/ws')]
  const seqNumber = 1_700_000_000_000_000_001n // Nanoseconds, as Go counts: beyond 2^53.
  const made = new PeerRecord({ peerId: alice.id, multiaddrs, seqNumber })
  const record = parseRecord((await RecordEnvelope.seal(made, alice.key)).marshal())!
  expect(record.id.equals(alice.id)).toBe(true)
  expect(record.seq).toBe(seqNumber)
  expect(record.multiaddrs.map(String)).toEqual(multiaddrs.map(String))
  expect(await record.verify({})).toBe(true)
})

it('a record about X that Y signed is none', async () => {
  expect(parseRecord(await signedRecord(bob, { about: alice.id }))).toBeNull()
})

it('an envelope of another type holds no peer record', async () => {
  expect(parseRecord(await signedRecord(alice, { codec: Uint8Array.of(3, 2) }))).toBeNull()
})

it('a signature for another domain does not verify', async () => {
  const record = parseRecord(await signedRecord(alice, { domain: 'libp2p-relay-rsvp' }))!
  expect(await record.verify({})).toBe(false)
})

const OLD_DOMAIN = 'libp2p-routing-state'
const OLD_CODEC = new TextEncoder().encode('/libp2p/routing-state-record')

it('a record in the form that Rust seals is read and verified, about its signer only', async () => {
  const record = parseRecord(await signedRecord(alice, { domain: OLD_DOMAIN, codec: OLD_CODEC }))!
  expect(record.id.equals(alice.id)).toBe(true)
  expect(record.multiaddrs.map(String)).toEqual(['/ip4/192.0.2.1/tcp/4001'])
  expect(await record.verify({})).toBe(true)
  const about = await signedRecord(bob, { domain: OLD_DOMAIN, codec: OLD_CODEC, about: alice.id })
  expect(parseRecord(about)).toBeNull()
})

it('neither form of a record passes for the other', async () => {
  for (const mixed of [{ domain: OLD_DOMAIN }, { codec: OLD_CODEC }]) {
    const record = parseRecord(await signedRecord(alice, mixed))!
    expect(await record.verify({})).toBe(false)
  }
})

it('nobody can change what a record says', async () => {
  const bytes = await signedRecord(alice)
  const original = parseRecord(bytes)!
  let verified = 0
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const forged = bytes.slice()
    forged[bit >> 3]! ^= 1 << (bit & 7)
    const record = parseRecord(forged)
    if (record === null || !(await record.verify({}))) continue
    // The envelope's own tags are not signed, and libp2p's decoder is lenient with them.
    verified++
    expect(record.id.equals(alice.id)).toBe(true)
    expect([record.seq, record.multiaddrs.map(String)]).toEqual([
      original.seq,
      original.multiaddrs.map(String),
    ])
  }
  expect(verified).toBeLessThan(32)
})

it('an address that cannot be read is passed over, the others stay', async () => {
  const addresses = [
    '/ip4/192.0.2.1/tcp/1',
    Uint8Array.of(0xff, 0xff, 0x03, 1),
    new Uint8Array(0),
    '/ip4/192.0.2.2/tcp/2',
  ]
  const record = parseRecord(await signedRecord(alice, { addresses }))!
  expect(record.multiaddrs.map(String)).toEqual(['/ip4/192.0.2.1/tcp/1', '/ip4/192.0.2.2/tcp/2'])
})

it.each([MAX_ADDRESSES - 1, MAX_ADDRESSES, MAX_ADDRESSES + 1])(
  'of %i addresses, 64 at most are looked at',
  async (many) => {
    const addresses = Array.from({ length: many }, (_, port) => `/ip4/192.0.2.1/tcp/${port}`)
    const record = parseRecord(await signedRecord(alice, { addresses }))!
    expect(record.multiaddrs).toHaveLength(Math.min(many, MAX_ADDRESSES))
  },
)
