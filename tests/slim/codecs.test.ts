/** The codecs that go by tables write and read what those do that protons wrote. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HopMessage, StopMessage } from '../../tools/slim/stand-ins/circuit-codec.ts'
import * as circuit from '../../tools/slim/stand-ins/circuit-codec.ts'
import { Envelope } from '../../tools/slim/stand-ins/envelope-codec.ts'
import { Identify } from '../../tools/slim/stand-ins/identify-codec.ts'
import * as keys from '../../tools/slim/stand-ins/key-codec.ts'
import { NoiseHandshakePayload } from '../../tools/slim/stand-ins/noise-codec.ts'
import type { Limits } from '../../tools/slim/stand-ins/protobuf.ts'
import { PeerRecord } from '../../tools/slim/stand-ins/record-codec.ts'
import { RPC } from '../../tools/slim/stand-ins/rpc-codec.ts'

interface Codec {
  readonly encode: (message: never) => Uint8Array
  readonly decode: (data: never, options?: { limits?: Limits }) => object
}

const module = async <Name extends string>(path: string): Promise<Record<Name, Codec>> =>
  (await import(new URL(`../../node_modules/${path}`, import.meta.url).href)) as Record<Name, Codec>

const pb = await module<'HopMessage' | 'StopMessage'>('@libp2p/circuit-relay-v2/dist/src/pb/index.js')
const rpc = await module<'RPC'>('@libp2p/gossipsub/dist/src/message/rpc.js')
const key = await module<'PublicKey' | 'PrivateKey'>('@libp2p/crypto/dist/src/keys/keys.js')

const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Uint8Array.from(some))
const ids = fc.array(bytes, { maxLength: 4 })
const text = fc.string({ unit: 'binary', maxLength: 200 })
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const uint32 = fc.nat(0xffff_ffff)
const list = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 3 })

/** A message with some of these fields. */
const some = (model: Record<string, fc.Arbitrary<unknown>>, ...always: string[]): fc.Arbitrary<object> =>
  fc.record(model, { requiredKeys: always })

const named = (numbers: object): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(numbers))
const peer = some({ id: bytes, addrs: ids }, 'id', 'addrs')
const limit = some({ duration: uint32, data: uint64 })
const status = named(circuit.Status)

const control = some({
  ihave: list(some({ topicID: text, messageIDs: ids })),
  iwant: list(some({ messageIDs: ids })),
  graft: list(some({ topicID: text })),
  prune: list(
    some({
      topicID: text,
      peers: list(some({ peerID: bytes, signedPeerRecord: bytes })),
      backoff: fc.maxSafeNat(),
    }),
  ),
  idontwant: list(some({ messageIDs: ids })),
})

type Case = readonly [name: string, own: unknown, theirs: Codec, messages: fc.Arbitrary<object>]

const cases: readonly Case[] = [
  [
    'gossip',
    RPC,
    rpc.RPC,
    some({
      subscriptions: list(some({ subscribe: fc.boolean(), topic: text })),
      messages: list(
        some({ from: bytes, data: bytes, seqno: bytes, topic: text, signature: bytes, key: bytes }, 'topic'),
      ),
      control,
    }),
  ],
  [
    'hop',
    HopMessage,
    pb.HopMessage,
    some({
      type: named(HopMessage.Type),
      peer,
      reservation: some({ expire: uint64, addrs: ids }, 'expire'),
      limit,
      status,
    }),
  ],
  ['stop', StopMessage, pb.StopMessage, some({ type: named(StopMessage.Type), peer, limit, status })],
  [
    'identify',
    Identify,
    (await module<'Identify'>('@libp2p/identify/dist/src/pb/message.js')).Identify,
    some({
      protocolVersion: text,
      agentVersion: text,
      publicKey: bytes,
      listenAddrs: ids,
      observedAddr: bytes,
      protocols: list(text),
      signedPeerRecord: bytes,
    }),
  ],
  [
    'noise',
    NoiseHandshakePayload,
    (await module<'NoiseHandshakePayload'>('@libp2p/noise/dist/src/proto/payload.js')).NoiseHandshakePayload,
    some(
      {
        identityKey: bytes,
        identitySig: bytes,
        extensions: some({ webtransportCerthashes: ids, streamMuxers: list(text) }),
      },
      'identityKey',
    ),
  ],
  ['a public key', keys.PublicKey, key.PublicKey, some({ Type: named(keys.KeyType), Data: bytes })],
  ['a private key', keys.PrivateKey, key.PrivateKey, some({ Type: named(keys.KeyType), Data: bytes })],
  [
    'an envelope',
    Envelope,
    (await module<'Envelope'>('@libp2p/peer-record/dist/src/envelope/envelope.js')).Envelope,
    some({ publicKey: bytes, payloadType: bytes, payload: bytes, signature: bytes }, 'payload'),
  ],
  [
    'a record',
    PeerRecord,
    (await module<'PeerRecord'>('@libp2p/peer-record/dist/src/peer-record/peer-record.js')).PeerRecord,
    some({ peerId: bytes, seq: uint64, addresses: list(some({ multiaddr: bytes }, 'multiaddr')) }, 'seq'),
  ],
]

const outcome = (decode: () => object): object | 'refused' => {
  try {
    return decode()
  } catch {
    return 'refused'
  }
}

describe.each(cases)('%s', (_name, ownCodec, theirs, messages) => {
  const own = ownCodec as Codec

  test('is written in the same bytes, and read as the same', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const written = theirs.encode(message as never)
        expect(Uint8Array.from(own.encode(message as never))).toEqual(Uint8Array.from(written))
        expect(own.decode(Uint8Array.from(written) as never)).toEqual(theirs.decode(written as never))
      }),
    )
  })

  test('is read or refused alike when fields come twice, unknown ones come, or the end is missing', () => {
    const unknown = fc.constantFrom(
      [0xf8, 7, 5],
      [0xfa, 7, 2, 1, 2],
      [0xfd, 7, 1, 2, 3, 4],
      [0xff, 7],
      [...[0xf9, 7, 1, 2, 3, 4, 5, 6, 7, 8]],
    )
    fc.assert(
      fc.property(messages, messages, unknown, fc.nat(40), (one, other, extra, cut) => {
        const whole = [...theirs.encode(one as never), ...extra, ...theirs.encode(other as never)]
        const missing = cut > 20 ? 0 : cut
        const data = Uint8Array.from(whole.slice(0, whole.length - missing)) as never
        const read = outcome(() => theirs.decode(data))
        const mine = outcome(() => own.decode(data))
        // What ends too early protons may read on into what follows; here it is refused.
        if (mine === 'refused') expect(read === 'refused' || missing > 0).toBe(true)
        else expect(mine).toEqual(read)
      }),
    )
  })
})

test('strings that are no UTF-8 are read, with what is not replaced', () => {
  const read = Identify.decode(Uint8Array.of(0x32, 3, 0x61, 0xff, 0x62))
  expect(read).toMatchObject({ agentVersion: 'a\ufffdb' })
  const marked = Identify.encode({ agentVersion: '\ufeffa' })
  expect(Identify.decode(marked)).toMatchObject({ agentVersion: '\ufeffa' })
})

describe('lists', () => {
  const message = {
    subscriptions: Array.from({ length: 4 }, () => ({ subscribe: true, topic: 't' })),
    messages: [],
    control: {
      prune: [{ topicID: 't', peers: Array.from({ length: 4 }, () => ({ peerID: Uint8Array.of(1) })) }],
      ihave: [{ topicID: 't', messageIDs: Array.from({ length: 4 }, () => Uint8Array.of(1)) }],
    },
  }
  const data = Uint8Array.from(rpc.RPC.encode(message as never))

  test.each<[Limits, boolean]>([
    [{ subscriptions: 4 }, true],
    [{ subscriptions: 3 }, false],
    [{ control: { prune: 1, ihave: 1 } }, true],
    [{ control: { prune: 0 } }, false],
    [{ control: { prune$: { peers: 4 } } }, true],
    [{ control: { prune$: { peers: 3 } } }, false],
    [{ control: { ihave$: { messageIDs: 4 } } }, true],
    [{ control: { ihave$: { messageIDs: 3 } } }, false],
  ])('with the limits %j: read %s', (limits, isRead) => {
    for (const codec of [RPC, rpc.RPC]) {
      const read = outcome(() => codec.decode(data as never, { limits }))
      expect(read !== 'refused').toBe(isRead)
    }
  })
})

test('numbers that go on for too long are refused', () => {
  const forever = new Uint8Array(11).fill(0x80)
  expect(() => RPC.decode(forever)).toThrow(RangeError)
  expect(() => PeerRecord.decode(Uint8Array.of(0x10, ...forever))).toThrow(RangeError)
  expect(() => RPC.decode(Uint8Array.of(0x0b, 0x0c))).toThrow(RangeError)
})

test('a reservation comes without its voucher', () => {
  const envelope = { publicKey: Uint8Array.of(1), payloadType: Uint8Array.of(2), signature: Uint8Array.of(3) }
  const reservation = { expire: 1n, addrs: [Uint8Array.of(4)], voucher: envelope }
  const data = Uint8Array.from(pb.HopMessage.encode({ reservation } as never))
  expect(HopMessage.decode(data)).toEqual({ reservation: { expire: 1n, addrs: [Uint8Array.of(4)] } })
})
