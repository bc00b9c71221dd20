/** Requests that come in one packet with the choice of their protocol and the end of their stream. */
import type { Connection } from '@libp2p/interface'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { openRoom } from '../../../../tests/support/member.ts'
import { inOnePacket } from '../../../../tests/support/one-packet.ts'
import { until } from '../../../../tests/support/until.ts'
import { MEET_PROTOCOL } from '../../src/network/libp2p/discovery/meet.ts'
import { proofOfRoom, roomDigest } from '../../src/network/libp2p/discovery/room-key.ts'
import { withLength } from '../../src/network/libp2p/frame-cutter.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { SYNC_PROTOCOL } from '../../src/network/libp2p/sync.ts'

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

let asker: Libp2pNetwork
let other: Libp2pNetwork
let connection: Connection
let topic: string
beforeEach(async () => {
  topic = freshTopic()
  other = await libp2pNetwork({ relays: [], listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
  openRoom(other, topic, {
    async answer(request) {
      return [Uint8Array.of(request.length), request]
    },
  })
  asker = await libp2pNetwork({
    relays: [],
    discovery: { peers: other.libp2p.getMultiaddrs().map(String) },
  })
  connection = await until('the two to be connected', () => asker.libp2p.getConnections()[0])
})
afterEach(async () => {
  await Promise.all([asker.close(), other.close()])
})

const framed = (...frames: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(frames.map((frame) => withLength(frame).subarray()))

describe.each(['opening', 'greeting'] as const)(
  'a request in one packet with its end, the %s first',
  (first) => {
    it('[SY1] is answered, each of 20 times', async () => {
      const request = framed(latin1(topic), latin1('hello'))
      for (let i = 0; i < 20; i++)
        expect(Buffer.from(await inOnePacket(connection, SYNC_PROTOCOL, request, first))).toEqual(
          framed(Uint8Array.of(5), latin1('hello')),
        )
    })

    it('[FD3] finds out whether a peer is in a room, each of 20 times', async () => {
      const request = framed(roomDigest(topic), proofOfRoom(topic, asker.self, other.self))
      for (let i = 0; i < 20; i++)
        expect(Buffer.from(await inOnePacket(connection, MEET_PROTOCOL, request, first))).toEqual(
          framed(proofOfRoom(topic, other.self, asker.self)),
        )
    })
  },
)
