/** Lanes between real libp2p nodes, which reach each other over TCP. */
import type { Connection } from '@libp2p/interface'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic, sender, textOf, type Sender } from '../../../../tests/support/envelopes.ts'
import { openRoom, type Member } from '../../../../tests/support/member.ts'
import { until } from '../../../../tests/support/until.ts'
import type { ChannelHandler, PeerId } from '../../src/network/index.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { OutLane } from '../../src/network/libp2p/lanes/out-lane.ts'
import { LANE_LIMITS, LANE_PROTOCOL } from '../../src/network/libp2p/lanes/limits.ts'

let networks: Libp2pNetwork[]
let topic: string
let ann: Sender
beforeEach(async () => {
  networks = []
  topic = freshTopic()
  ann = await sender()
})
afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()))
})

/** A member that listens, and dials the one before it. */
async function enter(handler: Partial<ChannelHandler> = {}): Promise<Member> {
  const before = networks.at(-1)?.libp2p.getMultiaddrs()[0]?.toString()
  const network = await libp2pNetwork({
    relays: [],
    listen: ['/ip4/127.0.0.1/tcp/0'],
    discovery: { rendezvous: false, peers: before === undefined ? [] : [before] },
  })
  networks.push(network)
  return { network, ...openRoom(network, topic, handler) }
}

/** Lanes on the connections of a member, in one direction. */
function lanes({ network }: Member, direction: 'inbound' | 'outbound'): number {
  return network.libp2p
    .getConnections()
    .flatMap(({ streams }) => streams)
    .filter((stream) => stream.protocol === LANE_PROTOCOL && stream.direction === direction).length
}

/** What gossip is given to publish by a member from now on. */
function toTopic({ network }: Member): string[] {
  const { gossip } = network.libp2p.services
  const publish = gossip.publish.bind(gossip)
  const texts: string[] = []
  gossip.publish = (name, frame, ...rest) => {
    if (frame !== undefined) texts.push(textOf(frame))
    return publish(name, frame, ...rest)
  }
  return texts
}

/** Says something that may go by lanes. */
const say = async ({ channel }: Member, text: string): Promise<void> =>
  channel.publish(await ann.say(topic, text), { lanes: true })

const meet = (member: Member, ...others: Member[]): void =>
  member.channel.meet(others.map(({ network }) => network.self))

/** Two who know each other and hear each other on the topic, the first of whom has a lane to the other. */
async function pair(handler: Partial<ChannelHandler> = {}): Promise<readonly [Member, Member]> {
  const [one, other] = [await enter(), await enter(handler)]
  meet(one, other)
  meet(other, one)
  const { gossip } = one.network.libp2p.services
  await until('the topic', () => gossip.getSubscribers(topic).length === 1)
  const published = toTopic(one)
  await until('a lane', async () => {
    const before = published.length
    await say(one, 'to open it').catch(() => undefined)
    return lanes(one, 'outbound') === 1 && published.length === before
  })
  return [one, other]
}

test('[FD8] who uses no relay is told as soon as somebody hears it', async () => {
  const heard: PeerId[] = []
  const one = await enter({ heard: (peer) => heard.push(peer) })
  expect([one.channel.state, heard]).toEqual(['direct', []])
  const other = await enter()
  await until('somebody to hear it', () => heard.length === 1)
  // Who it is can be asked who else is here.
  expect(heard).toEqual([other.network.self])
  expect([one.channel.reaches?.(other.network.self), one.channel.reaches?.('nobody' as PeerId)]).toEqual([
    true,
    false,
  ])
})

describe('a lane', () => {
  test('[LN1] is opened by who says something, to those in the room who are connected directly', async () => {
    const [one, other] = [await enter(), await enter()]
    await until('a connection', () => one.network.libp2p.getConnections().length > 0)
    await until('the topic', () => one.channel.state === 'direct' && other.channel.state === 'direct')
    // Nobody is known to be in the room.
    await say(one, 'nobody known')
    meet(one, other)
    meet(other, one)
    await until('a lane', () => lanes(one, 'outbound') === 1 && lanes(other, 'inbound') === 1)
    // The other has said nothing.
    expect(lanes(other, 'outbound')).toBe(0)
  })

  test('[LN1] is reset by a member that is not in the room', async () => {
    const [one, other] = [await enter(), await enter()]
    await until('the topic', () => one.channel.state === 'direct' && other.channel.state === 'direct')
    await other.channel.close()
    const elsewhere = openRoom(other.network, freshTopic())
    meet(one, other)
    await say(one, 'to nobody')
    await until('the lane to be refused', () => lanes(one, 'outbound') === 0)
    expect(elsewhere.heard).toEqual([])
  })

  test('[LN1] that breaks while it is opened is just not there', async () => {
    const events = new EventTarget()
    const broken = Object.assign(events, {
      send: () => {
        throw new Error('The stream is closing.')
      },
      abort: () => events.dispatchEvent(new Event('close')),
    })
    const connection = { newStream: async () => broken } as unknown as Connection
    await expect(OutLane.open(connection, topic, () => undefined)).rejects.toThrow('is closing')
  })

  test('[LN2] carries what is said past the topic while everyone has one, and nothing else', async () => {
    const [one, other] = await pair()
    const published = toTopic(one)
    await say(one, 'by lane')
    await until('it to arrive', () => other.heard.includes('by lane'))
    expect(published).toEqual([])
    await one.channel.publish(await ann.say(topic, 'for all'))
    await until('it to arrive', () => other.heard.includes('for all'))
    expect(published).toHaveLength(1)
  })

  test('[LN2] does not spare the topic while somebody in the room has none', async () => {
    const [one, other] = await pair()
    const published = toTopic(one)
    const stranger = 'nobody-knows-where' as PeerId
    one.channel.meet([other.network.self, stranger])
    await say(one, 'to both')
    await until('it to arrive', () => other.heard.includes('to both'))
    expect(published).toContain('to both')
    // By both ways, and judged once.
    await say(one, 'after it')
    await until('it to arrive', () => other.heard.includes('after it'))
    expect(other.heard.filter((text) => text === 'to both')).toHaveLength(1)
  })

  test('[LN1] is for rooms of sixteen: in a larger one the topic has it all', async () => {
    const [one, other] = await pair()
    const published = toTopic(one)
    const strangers = Array.from({ length: LANE_LIMITS.others }, (_, at) => `stranger-${at}` as PeerId)
    one.channel.meet([other.network.self, ...strangers.slice(1)])
    await say(one, 'in a room of 16')
    expect(lanes(one, 'outbound')).toBe(1)
    one.channel.meet([other.network.self, ...strangers])
    await say(one, 'in a room of 17')
    await until('both to arrive', () => other.heard.includes('in a room of 17'))
    expect(published).toContain('in a room of 17')
  })

  test('[LN3] is judged like the topic: what is rejected counts, and is passed on to nobody', async () => {
    const judged: string[] = []
    const [one, other] = await pair({ judge: async (_, from) => (judged.push(from), 'reject') })
    const published = toTopic(other)
    for (let at = 0; at < 20; at++) await say(one, `${at}`).catch(() => undefined)
    // 16 within 10 s end the connection (VE6).
    await until('the connection to end', () => other.network.libp2p.getConnections().length === 0)
    expect(new Set(judged)).toEqual(new Set([one.network.self]))
    expect(published).toEqual([])
  })

  test('[LN5] what went past the topic is given to it when somebody turns up, once', async () => {
    const [one, other] = await pair()
    const published = toTopic(one)
    const said = ['a', 'b']
    for (const text of said) await say(one, text)
    expect(published).toEqual([])
    const late = await enter()
    meet(one, other, late)
    await until('it to be given to the topic', () => published.length >= said.length)
    meet(one, other)
    meet(one, other, late)
    expect(published.slice(-2)).toEqual(said)
    expect(published.filter((text) => text === 'a')).toHaveLength(1)
  })

  test('[LN5] what went past the topic is given to it when a lane breaks', async () => {
    const [one, other] = await pair()
    const published = toTopic(one)
    await say(one, 'perhaps lost')
    const streams = other.network.libp2p.getConnections().flatMap((connection) => connection.streams)
    for (const stream of streams) if (stream.protocol === LANE_PROTOCOL) stream.abort(new Error('It breaks.'))
    await until('it to be given to the topic', () => published.includes('perhaps lost'))
    expect(lanes(one, 'outbound')).toBe(0)
  })

  test('[LN4] a reader that judges slowly has 64 to judge, no more, and loses nothing', async () => {
    const waiting: (() => void)[] = []
    let [most, judging, judged] = [0, 0, 0]
    const slow: ChannelHandler['judge'] = async (frame) => {
      if (!textOf(frame).startsWith('x')) return 'accept'
      most = Math.max(most, ++judging)
      await new Promise<void>((resolve) => waiting.push(resolve))
      judging--
      judged++
      return 'accept'
    }
    const [one] = await pair({ judge: slow })
    const published = toTopic(one)
    // All of it fits into the stream's window, and so it comes in one piece when the reader goes on.
    const all = 300
    for (let sent = 0; sent < all; sent++) await say(one, 'x'.repeat(100))
    await until('as many as may be to be judged', () => judging === LANE_LIMITS.judging)
    await until('everything to be judged', () => {
      waiting.splice(0).forEach((go) => go())
      return judged === all
    })
    expect(most).toBe(LANE_LIMITS.judging)
    expect(published).toEqual([])
  })

  test('[LN4] a reader that takes nothing loses its lane, and the topic has what was said', async () => {
    const never: ChannelHandler['judge'] = async () => new Promise(() => undefined)
    const [one] = await pair({ judge: never })
    const published = toTopic(one)
    // More than all windows and buffers on the way hold.
    const most = 2_000
    let sent = 0
    for (; published.length === 0 && sent < most; sent++) await say(one, 'x'.repeat(8_000))
    expect(published.length).toBeGreaterThan(0)
    expect(sent).toBeLessThan(most)
    expect(lanes(one, 'outbound')).toBe(0)
  })
})
