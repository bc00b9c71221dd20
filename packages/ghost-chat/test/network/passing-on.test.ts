/** Frames that go from one to another by way of a third who passes them on: real libp2p nodes, real relay. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic, sender, textOf } from '../../../../tests/support/envelopes.ts'
import { openRoom, type Member } from '../../../../tests/support/member.ts'
import { startRelay } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import type { ChannelHandler } from '../../src/network/index.ts'
import {
  libp2pNetwork,
  type Libp2pNetwork,
  type Libp2pNetworkOptions,
} from '../../src/network/libp2p/index.ts'

let networks: Libp2pNetwork[]
let topic: string
beforeEach(() => {
  networks = []
  topic = freshTopic()
})
afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()))
})

/** Far more than gossip lets wait for a reader, and the windows on the way hold, together: each has some 22 kB. */
const FRAMES = 800
/** What may be on the way by SPEC NW17 and NW18, the windows of 1 MiB included, is about 3 MB. */
const MOST_UNDER_WAY = 300
const TEXT = 'x'.repeat(8_000)
const messages = [{ content: TEXT }, { content: TEXT }]

/** Takes one frame after the other, and its time for each. */
function slowly(ms: number): Partial<ChannelHandler> & { readonly judged: () => number } {
  let [judged, before] = [0, Promise.resolve()]
  return {
    judge: (frame) => {
      const own = before.then(async () => {
        if (!textOf(frame).startsWith('x')) return
        await sleep(ms)
        judged++
      })
      before = own
      return own.then(() => 'accept')
    },
    judged: () => judged,
  }
}

async function enter(options: Libp2pNetworkOptions, handler: Partial<ChannelHandler> = {}): Promise<Member> {
  const network = await libp2pNetwork(options)
  networks.push(network)
  return { network, ...openRoom(network, topic, handler) }
}

/** Says it all, as fast as it may. Gives how many frames were on the way at most. */
async function sayAll({ channel }: Member, judged: () => number): Promise<number> {
  const ann = await sender()
  let most = 0
  for (let sent = 0; sent < FRAMES; sent++) {
    await channel.publish(await ann.say(topic, TEXT, { messages }), { lanes: true })
    most = Math.max(most, sent - judged())
  }
  return most
}

async function reached(from: Member, to: readonly Member[]): Promise<void> {
  const ann = await sender()
  const hello = await ann.say(topic, 'hello')
  await until('everybody to hear each other', async () => {
    await from.channel.publish(hello).catch(() => undefined)
    return to.every(({ heard }) => heard.includes('hello'))
  })
}

/** A stranger, somebody honest, a member that both are linked to, and one who hears of both by that member alone. */
test('[ID6] a frame that waits for a document holds up neither reading nor forwarding, of whoever brought it', async () => {
  const listen = ['/ip4/127.0.0.1/tcp/0']
  let waiting = 0
  const judge: ChannelHandler['judge'] = (frame, _, aside) => {
    if (!textOf(frame).startsWith('wait')) return Promise.resolve('accept')
    waiting++
    aside?.()
    return new Promise(() => undefined)
  }
  const middle = await enter({ relays: [], listen, discovery: { rendezvous: false } }, { judge })
  const peers = [middle.network.libp2p.getMultiaddrs()[0]!.toString()]
  const outside = (): Promise<Member> =>
    enter({ relays: [], listen, discovery: { rendezvous: false, peers } })
  const [ann, ben] = [await outside(), await outside()]
  const dan = await sender()
  await until('the one in the middle to forward', async () => {
    // Another one each time: gossip takes no frame twice.
    await ann.channel.publish(await dan.say(topic, 'hello')).catch(() => undefined)
    return ben.heard.includes('hello')
  })
  const eve = await sender()
  // More than a peer may have in hand (NW18), by the very peer that then brings what is honest.
  for (let i = 0; i < 100; i++) await ann.channel.publish(await eve.say(topic, `wait ${i}`))
  await until('them to be waited for', () => waiting === 100)
  const cat = await sender()
  for (let i = 0; i < 100; i++) await ann.channel.publish(await cat.say(topic, `honest ${i}`))
  const honest = (): readonly string[] => ben.heard.filter((text) => text.startsWith('honest'))
  await until('all that is honest to arrive', () => honest().length === 100)
  expect(honest()).toEqual(Array.from({ length: 100 }, (_, i) => `honest ${i}`))
  expect(ben.heard.filter((text) => text.startsWith('wait'))).toEqual([])
}, 30_000)

describe('[NW18] a burst that goes through another arrives whole, however slowly it is read', () => {
  test('by way of a member', async () => {
    const listen = ['/ip4/127.0.0.1/tcp/0']
    const middle = await enter({ relays: [], listen, discovery: { rendezvous: false } })
    const peers = [middle.network.libp2p.getMultiaddrs()[0]!.toString()]
    const slow = slowly(6)
    const [ann, ben] = [
      await enter({ relays: [], listen, discovery: { rendezvous: false, peers } }),
      await enter({ relays: [], listen, discovery: { rendezvous: false, peers } }, slow),
    ]
    await reached(ann, [middle])
    await until('the slow one to be served', () => ben.channel.state === 'direct')
    expect(await sayAll(ann, slow.judged)).toBeLessThan(MOST_UNDER_WAY)
    await until('everything to arrive', () => slow.judged() === FRAMES)
  }, 60_000)

  test('by way of a relay', async () => {
    const relay = await startRelay({ args: ['--flood', 'off'] })
    try {
      const slow = slowly(6)
      const options = { relays: [relay.url], relayOnly: true, discovery: { rendezvous: false } }
      const [ann, ben, eve] = [await enter(options), await enter(options, slow), await enter(options)]
      await until('all to be there', () =>
        [ann, ben, eve].every(({ channel }) => channel.state === 'relayed'),
      )
      await reached(ann, [eve])
      expect(await sayAll(ann, slow.judged)).toBeLessThan(MOST_UNDER_WAY)
      await until('everything to arrive', () => slow.judged() === FRAMES && eve.heard.length >= FRAMES)
    } finally {
      await relay.stop()
    }
  }, 60_000)
})
