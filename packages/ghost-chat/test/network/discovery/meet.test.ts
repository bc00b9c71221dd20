import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic } from '../../../../../tests/support/envelopes.ts'
import { openRoom } from '../../../../../tests/support/member.ts'
import { until } from '../../../../../tests/support/until.ts'
import { meet, MEET_PROTOCOL } from '../../../src/network/libp2p/discovery/meet.ts'
import {
  proofOfRoom,
  roomCid,
  roomDigest,
  roomNamespace,
} from '../../../src/network/libp2p/discovery/room-key.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../../src/network/libp2p/index.ts'

const LISTEN = ['/ip4/127.0.0.1/tcp/0/ws']
let networks: Libp2pNetwork[]
let topic: string
beforeEach(() => {
  networks = []
  topic = freshTopic()
})
afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()))
})

/** Two that are connected, one of them in the room. */
async function pair(): Promise<{ readonly asker: Libp2pNetwork; readonly other: Libp2pNetwork }> {
  const other = await libp2pNetwork({ relays: [], listen: LISTEN })
  const asker = await libp2pNetwork({
    relays: [],
    discovery: { peers: other.libp2p.getMultiaddrs().map(String) },
  })
  networks.push(other, asker)
  await until('the two to be connected', () => asker.libp2p.getConnections()[0])
  return { asker, other }
}

const connectionOf = ({ libp2p }: Libp2pNetwork) => {
  const [connection] = libp2p.getConnections()
  if (connection === undefined) throw new Error('connected')
  return connection
}

describe('[FD3] meeting', () => {
  test('shows who is in the same room, and only there', async () => {
    const { asker, other } = await pair()
    openRoom(other, topic)
    const ask = (room: string, self: string = asker.self) =>
      meet(connectionOf(asker), MEET_PROTOCOL, room, self, AbortSignal.timeout(5_000))
    expect(await ask(topic)).toBe(true)
    expect(await ask(freshTopic())).toBe(false)
    // With a proof that was made by, or for, somebody else.
    expect(await ask(topic, other.self)).toBe(false)
  })

  test('a proof is of use to nobody else', () => {
    const proofs = [
      proofOfRoom(topic, 'a', 'b'),
      proofOfRoom(topic, 'b', 'a'),
      proofOfRoom(topic, 'a', 'c'),
      proofOfRoom(freshTopic(), 'a', 'b'),
      proofOfRoom(`${topic}\0a`, 'b', 'b'),
    ].map((proof) => Buffer.from(proof).toString('hex'))
    expect(new Set(proofs).size).toBe(5)
  })

  test('who asks wrongly is reset, or told nothing', async () => {
    const { asker, other } = await pair()
    openRoom(other, topic)
    const frame = (bytes: Uint8Array): Uint8Array => Uint8Array.from([bytes.length, ...bytes])
    const proof = proofOfRoom(topic, asker.self, other.self)
    for (const frames of [
      [],
      [roomDigest(topic)],
      [roomDigest(topic).subarray(1), proof],
      [roomDigest(topic), proof.subarray(1)],
      [roomDigest(topic), proof, proof],
      [new Uint8Array(33), proof],
    ]) {
      const stream = await connectionOf(asker).newStream(MEET_PROTOCOL)
      let told = 0
      stream.addEventListener('message', ({ data }) => (told += data.byteLength))
      for (const one of frames) stream.send(frame(one))
      await stream.close().catch(() => undefined)
      await until('the answer', () => stream.status !== 'open' || stream.remoteWriteStatus !== 'writable')
      expect(told).toBe(0)
    }
    expect(
      await meet(connectionOf(asker), MEET_PROTOCOL, topic, asker.self, AbortSignal.timeout(5_000)),
    ).toBe(true)
  })
})

describe('[FD1] a room’s names', () => {
  test('are what any other program makes of its topic', () => {
    // sha256 of "3box.chat.my-dapp.lobby"; `ipfs cid` prints the same.
    expect(roomCid('3box.chat.my-dapp.lobby').toString()).toMatch(/^bafkrei[a-z2-7]{52}$/)
    expect(Buffer.from(roomCid('abc').multihash.digest).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  test('[FD2] a namespace is the topic up to 255 characters, and the CID beyond', () => {
    expect(roomNamespace('a'.repeat(255))).toBe('a'.repeat(255))
    expect(roomNamespace('a'.repeat(256))).toBe(roomCid('a'.repeat(256)).toString())
  })
})
