import { describe, expect, it } from 'vitest'
import type { Stream } from '@libp2p/interface'
import { gossipInternals } from 'ghost-chat/network/gossip'
import { freshTopic, sender } from '../../../tests/support/envelopes.ts'
import { otherAddress } from '../../../tests/support/other-address.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { CircuitBytes, shed } from '../src/backlog.ts'
import { createRelay } from '../src/index.ts'

interface Asked {
  readonly stream: { readonly unwrap: () => Stream }
}

describe('[NW25] what waits in memory', () => {
  const waiting = (sizes: Readonly<Record<string, readonly number[]>>): [() => number, string[]] => {
    const ended: string[] = []
    const backlogs = Object.entries(sizes).flatMap(([address, all]) =>
      all.map((bytes) => ({ address, bytes, end: () => ended.push(`${address} ${bytes}`) })),
    )
    return [() => shed(backlogs, 100), ended]
  }

  it('is left alone while it is within the budget', () => {
    const [look, ended] = waiting({ a: [60], b: [40] })
    expect([look(), ended]).toEqual([0, []])
  })

  it('goes by the address for which most waits, its slowest reader first', () => {
    const [look, ended] = waiting({ a: [20, 30, 40], b: [80], c: [5] })
    expect(look()).toBe(2)
    expect(ended).toEqual(['a 40', 'b 80'])
  })

  it('holds what a circuit took of one end and has not handed to the other', async () => {
    const stream = (): Stream => Object.assign(new EventTarget(), { send: () => true }) as unknown as Stream
    const [asker, asked] = [stream(), stream()]
    const circuits: {
      stopHop: (request: unknown, options: object) => Promise<Stream>
      handleConnect: (request: Asked, options: object) => Promise<void>
    } = {
      stopHop: async (): Promise<Stream> => asked,
      async handleConnect(request, options) {
        await circuits.stopHop(request, options)
        request.stream.unwrap()
      },
    }
    const bytes = new CircuitBytes(circuits)
    await circuits.handleConnect({ stream: { unwrap: () => asker } }, {})
    const came = Object.assign(new Event('message'), { data: new Uint8Array(1_000) })
    asker.dispatchEvent(came)
    expect([bytes.to(asked), bytes.to(asker)]).toEqual([1_000, 0])
    asked.send(new Uint8Array(600))
    expect(bytes.to(asked)).toBe(400)
    asked.dispatchEvent(new Event('close'))
    expect(bytes.to(asked)).toBe(0)
  })

  it('beyond the budget costs a reader that takes nothing its connection, and no other', async () => {
    const shedding: unknown[] = []
    const relay = await createRelay({
      port: 0,
      flood: false,
      limits: { backlogBytes: 1_000_000, backlogInterval: 50 },
      log: (event, fields) => {
        if (event === 'backlog-shed') shedding.push(fields)
      },
    })
    const elsewhere = await otherAddress(relay.url, '127.0.0.66')
    const peers: RawPeer[] = []
    const topic = freshTopic()
    const join = async (url: string): Promise<RawPeer> => {
      const made = await rawPeer(url)
      peers.push(made)
      await made.join(topic)
      return made
    }
    const isConnected = ({ libp2p }: RawPeer): boolean => libp2p.getConnections().length > 0
    try {
      const [stalled, beside] = [await join(elsewhere.url), await join(elsewhere.url)]
      const [reader, author] = [await join(relay.url), await join(relay.url)]
      gossipInternals(stalled.gossip).inbound(relay.peerId)?.pause()
      const { say } = await sender()
      for (let said = 1; shedding.length === 0; said++) {
        expect(said).toBeLessThan(200)
        const messages = Array.from({ length: 11 }, () => ({ content: 'x'.repeat(1_900) }))
        await author.gossip.publish(topic, await say(topic, '', { messages }))
        await until('it to be passed on', () => relay.stats().frames.accepted === said)
      }
      await until('the reader to be cut off', () => !isConnected(stalled))
      expect(shedding).toEqual([{ connections: 1 }])
      expect([beside, reader, author].map(isConnected)).toEqual([true, true, true])
    } finally {
      await Promise.all(peers.map((one) => one.stop()))
      await elsewhere.close()
      await relay.close()
    }
  }, 60_000)
})
