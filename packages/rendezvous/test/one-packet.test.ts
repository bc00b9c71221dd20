import { describe, expect, it } from 'vitest'
import { PROTOCOL } from '@ghost-chat/rendezvous'
import { inOnePacket } from '../../../tests/support/one-packet.ts'
import { concat, varintOf } from '../src/protobuf.ts'
import { plainNode, serverNode } from './support/nodes.ts'
import { decodeMessage, encodeMessage } from './support/messages.ts'

describe('a request in one packet with the choice of the protocol and the end of the stream', () => {
  it('is answered, each of 20 times', async () => {
    const [server, client] = await Promise.all([serverNode(), plainNode()])
    const connection = await client.dial(server.getMultiaddrs())
    const request = encodeMessage({ type: 'discover', ns: 'ns', limit: undefined, cookie: undefined })
    const framed = concat([varintOf(request.length), request])
    for (let i = 0; i < 20; i++) {
      const answer = await inOnePacket(connection, PROTOCOL, framed, 'greeting')
      expect(decodeMessage(answer.subarray(varintOf(answer[0]!).length))).toMatchObject({
        type: 'discoverResponse',
        registrations: [],
      })
    }
  })
})
