import { streamPair } from '@libp2p/utils'
import type { Connection, Stream } from '@libp2p/interface'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { member } from '../../../../tests/support/member.ts'
import { gossipNode } from '../../../../tests/support/raw-peer.ts'
import { startRelay } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import type { PeerId } from '../../src/network/port.ts'
import { sendFrames } from '../../src/network/libp2p/frame-reader.ts'
import { LOST_LIMITS, LOST_PROTOCOL, lostServer } from '../../src/network/libp2p/lost.ts'

const RELAY = '12D3KooWPN7GziczR9ohZqWz3tn8rM7EfNSL5hny8Foa3LVD5tTD'
const PEER = '12D3KooWGBjyJFFZk5QZ8T65di8NSB9usLkLHKh3dRUXcUsVfbnp'
const TOPIC = '3box.chat.tests.lost'
const signal = AbortSignal.timeout(20_000)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function server(options: { isRelay?: (peer: string) => boolean } = {}) {
  const heard: string[] = []
  const handle = lostServer({
    isRelay: () => true,
    onLost: (topic, peer) => heard.push(`${topic} ${peer}`),
    ...options,
  })
  /** Says something as a peer would, and gives what became of the stream. */
  async function say(
    frames: readonly Uint8Array[],
    from = RELAY,
    raw?: Uint8Array,
  ): Promise<Stream['status']> {
    const [near, far] = await streamPair()
    near.addEventListener('close', () => undefined)
    const handled = handle(far, { remotePeer: { toString: () => from } } as unknown as Connection)
    if (raw !== undefined) near.send(raw)
    await sendFrames(near, frames, signal).catch(() => undefined)
    await near.close({ signal }).catch(() => undefined)
    await handled
    return far.status
  }
  return { heard, say }
}

describe('[NW7] the word about a lost peer', () => {
  test('is a topic and a peer id, and nothing else', async () => {
    const { heard, say } = server()
    expect(await say([bytes(TOPIC), bytes(PEER)])).not.toBe('aborted')
    expect(heard).toEqual([`${TOPIC} ${PEER}`])
  })

  test.each([
    ['nothing', []],
    ['a topic alone', [bytes(TOPIC)]],
    ['more than that', [bytes(TOPIC), bytes(PEER), bytes('x')]],
    ['an empty peer', [bytes(TOPIC), bytes('')]],
    ['a peer that is none', [bytes(TOPIC), bytes('nobody')]],
    [
      'a peer in another form',
      [bytes(TOPIC), bytes('bafzaajaiaejcbpm6zd7qqm3hyu3tcmmexlzbpfm4yqkjmqcqdi7kx5cykvnn5kxz')],
    ],
    ['a topic of 1,601 bytes', [bytes('t'.repeat(1_601)), bytes(PEER)]],
    ['a peer of 129 bytes', [bytes(TOPIC), bytes('1'.repeat(129))]],
  ])('is reset when it is %s', async (_name, frames) => {
    const { heard, say } = server()
    expect(await say(frames)).toBe('aborted')
    expect(heard).toEqual([])
  })

  test('has a topic of 1,600 bytes at most', async () => {
    const { heard, say } = server()
    await say([bytes('t'.repeat(1_600)), bytes(PEER)])
    expect(heard).toHaveLength(1)
  })

  test('is reset when it is no frames at all', async () => {
    const { heard, say } = server()
    expect(await say([], RELAY, new Uint8Array(5_000).fill(255))).toBe('aborted')
    expect(heard).toEqual([])
  })

  test('is taken from relays only', async () => {
    const { heard, say } = server({ isRelay: (peer) => peer === RELAY })
    expect(await say([bytes(TOPIC), bytes(PEER)], PEER)).toBe('aborted')
    expect(heard).toEqual([])
    await say([bytes(TOPIC), bytes(PEER)])
    expect(heard).toHaveLength(1)
  })

  test('is taken 100 times at once, not 101 times; another relay has words of its own', async () => {
    const { heard, say } = server()
    const { now } = performance
    onTestFinished(() => {
      performance.now = now
    })
    const started = now.call(performance)
    performance.now = () => started
    for (let i = 0; i < LOST_LIMITS.burst; i++) await say([bytes(TOPIC), bytes(PEER)])
    expect(heard).toHaveLength(100)
    expect(await say([bytes(TOPIC), bytes(PEER)])).toBe('aborted')
    await say([bytes(TOPIC), bytes(PEER)], PEER)
    expect(heard).toHaveLength(101)
    performance.now = () => started + 51
    await say([bytes(TOPIC), bytes(PEER)])
    await say([bytes(TOPIC), bytes(PEER)])
    expect(heard).toHaveLength(102)
  })
})

describe('[NW7] a member', () => {
  test('hears nothing from a peer that is no relay, nor about a room that it is not in', async () => {
    const relay = await startRelay()
    onTestFinished(() => relay.kill())
    const lost: string[] = []
    const topic = freshTopic()
    const { network } = await member([relay.url], topic, { lost: (peer) => lost.push(peer) })
    onTestFinished(() => network.close())
    const stranger = await gossipNode(['/ip4/127.0.0.1/tcp/0/ws'])
    onTestFinished(() => stranger.stop())
    await network.libp2p.dial(stranger.getMultiaddrs())
    const connection = await until('the connection', () => stranger.getConnections()[0])
    const stream = await connection.newStream(LOST_PROTOCOL, { signal })
    await sendFrames(stream, [bytes(topic), bytes(PEER)], signal).catch(() => undefined)
    await until('the stream to be reset', () => stream.status === 'reset' || stream.status === 'aborted')
    expect(lost).toEqual([])
  })

  test('takes the end of its last direct connection to a peer that it is to link to as a hint, and no other', async () => {
    const relay = await startRelay()
    onTestFinished(() => relay.kill())
    const lost: string[] = []
    const elsewhere: string[] = []
    const { network, channel } = await member([relay.url], freshTopic(), {
      lost: (peer) => lost.push(peer),
    })
    onTestFinished(() => network.close())
    network.open(freshTopic(), {
      judge: () => Promise.resolve('ignore'),
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost(peer) {
        elsewhere.push(peer)
        throw new Error('mine')
      },
    })
    const peer = await gossipNode(['/ip4/127.0.0.1/tcp/0/ws'])
    onTestFinished(() => peer.stop())
    const unasked = await network.libp2p.dial(peer.getMultiaddrs())
    unasked.abort(new Error('lost'))
    await until('it to be gone', () => network.libp2p.getConnections(peer.peerId).length === 0)
    channel.meet([peer.peerId.toString() as PeerId])
    const one = await network.libp2p.dial(peer.getMultiaddrs())
    const two = await network.libp2p.dial(peer.getMultiaddrs(), { force: true })
    expect(one.id).not.toBe(two.id)
    one.abort(new Error('lost'))
    await until('it to be gone', () => network.libp2p.getConnections(peer.peerId).length === 1)
    expect(lost).toEqual([])
    two.abort(new Error('lost'))
    await until('the hint', () => lost.length > 0)
    expect([lost, elsewhere]).toEqual([[peer.peerId.toString()], [peer.peerId.toString()]])
  })

  test('takes the end of its connection to a relay for no hint', async () => {
    const [one, two] = [await startRelay(), await startRelay()]
    onTestFinished(async () => {
      await Promise.all([one.kill(), two.kill()])
    })
    const lost: string[] = []
    const { network } = await member([one.url, two.url], freshTopic(), { lost: (peer) => lost.push(peer) })
    onTestFinished(() => network.close())
    await until('both', () => network.libp2p.getConnections().length === 2)
    await one.kill()
    await until('the loss to be noticed', () => network.libp2p.getConnections().length === 1)
    expect(lost).toEqual([])
  })
})
