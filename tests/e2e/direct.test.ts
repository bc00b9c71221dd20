/** Direct links beside a real relay: they come up, carry the talk, and come and go under it. */
import { openSpace, type GhostChat } from 'ghost-chat'
import { gossipInternals } from 'ghost-chat/network/gossip'
import { libp2pNetwork, type Libp2pNetwork, type Libp2pNetworkOptions } from 'ghost-chat/network/libp2p'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  relay = await startRelay(NO_FLOOD)
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
  await relay.kill()
})

const direct = ({ libp2p }: Libp2pNetwork) =>
  libp2p.getConnections().filter(({ remoteAddr }) => remoteAddr.toString().startsWith('/webrtc/'))

describe('two members', () => {
  async function pair(): Promise<[lower: Member, higher: Member]> {
    const topic = freshTopic()
    const both = await Promise.all([member([relay.url], topic), member([relay.url], topic)])
    for (const { network } of both) closing.push(() => network.close())
    const [one, other] = both
    return one.network.self < other.network.self ? [one, other] : [other, one]
  }
  const meet = (...members: Member[]): void => {
    for (const { channel } of members) channel.meet(members.map(({ network }) => network.self))
  }

  test('[NW11] the one with the lower peer id dials, and the circuit is closed when the link stands', async () => {
    const [lower, higher] = await pair()
    expect(lower.channel.state).toBe('relayed')
    meet(lower, higher)
    await until('both to be direct', () => [lower, higher].every(({ channel }) => channel.state === 'direct'))
    expect(direct(lower.network).map(({ direction }) => direction)).toEqual(['outbound'])
    expect(direct(higher.network).map(({ direction }) => direction)).toEqual(['inbound'])
    await until('the circuits to be closed', () =>
      [lower, higher].every(({ network: { libp2p } }) =>
        libp2p.getConnections().every(({ limits }) => limits === undefined),
      ),
    )
    // To the relay, and to each other.
    expect(lower.network.libp2p.getConnections()).toHaveLength(2)
    for (const [here, there] of [
      [lower, higher],
      [higher, lower],
    ] as const) {
      const [link] = await until('the round trip to be measured', () =>
        here.channel.peers()[0]?.rtt === null ? null : here.channel.peers(),
      )
      expect(link).toMatchObject({ peer: there.network.self, path: 'direct' })
      expect(link?.rtt).toBeGreaterThanOrEqual(0)
    }
  })

  test('[NW11] a member answers nobody whom the room does not name to it', async () => {
    const [lower, higher] = await pair()
    lower.channel.meet([higher.network.self])
    const { libp2p } = lower.network
    let tried = false
    libp2p.addEventListener('connection:open', ({ detail }) => (tried ||= detail.limits !== undefined))
    await until('the attempt to be made', () => tried)
    const isTalking = (): boolean =>
      libp2p.getConnections().some(({ streams }) => streams.some(({ protocol }) => /direct/.test(protocol)))
    await until('it to be refused', () => !isTalking())
    expect(direct(lower.network)).toEqual([])
    expect(lower.channel.state).toBe('relayed')
  })

  test('[NW13] a link that the room no longer asks for is kept for a while, and one to a room that was left too', async () => {
    const [lower, higher] = await pair()
    meet(lower, higher)
    await until('the link', () => direct(lower.network).length === 1)
    lower.channel.meet([])
    expect(direct(lower.network)).toHaveLength(1)
    expect(lower.channel.state).toBe('relayed')
  })
})

describe('a conversation', () => {
  interface Guest {
    readonly chat: GhostChat
    readonly did: string
    readonly network: Libp2pNetwork
  }

  async function enter(room: string, options: Partial<Libp2pNetworkOptions> = {}): Promise<Guest> {
    const network = await libp2pNetwork({ relays: [relay.url], ...options })
    const space = await openSpace('direct', { network })
    closing.push(() => space.close())
    return { chat: await space.joinChat(room, { flood: false }), did: space.did, network }
  }

  const states = (...guests: Guest[]) => guests.map(({ chat }) => chat.connection.state)
  const untilDirect = (...guests: Guest[]) =>
    until('everybody to be direct', () => states(...guests).every((state) => state === 'direct'))
  const untilMet = (...guests: Guest[]) =>
    until('everybody to know everybody', () =>
      guests.every(({ chat }) => chat.onlineUsers().length === guests.length),
    )

  /** One numbers what it says, the other writes down what it hears, until it is stopped. */
  function numbered({ chat: from }: Guest, { chat: to, did: own }: Guest) {
    const heard: number[] = []
    const off = to.on('message', (did, { content, history }) => {
      if (did !== own && !history) heard.push(Number(content))
    })
    let next = 0
    const stop = new AbortController()
    const talk = (async () => {
      while (!stop.signal.aborted) {
        await from.send(next++)
        await new Promise((resolve) => setTimeout(resolve, 3))
      }
    })().catch((error: unknown) => error)
    return {
      heard,
      get said() {
        return next
      },
      /** Some more are said and heard on what is there now. */
      async more(count = 20) {
        const goal = next + count
        await until('more to be heard', () => (heard.at(-1) ?? -1) >= goal).catch((error: unknown) => {
          throw new Error(`Of ${next} said, ${heard.length} were heard, ${heard.at(-1)} last`, {
            cause: error,
          })
        })
      },
      async end() {
        stop.abort()
        expect(await talk).toBeUndefined()
        await until('everything to be heard', () => heard.length >= next)
        off()
        return heard
      },
    }
  }

  test('[SQ7] a stream of messages goes on while the link comes up, the relay dies and returns, and the link dies', async () => {
    const [ada, ben] = [await enter('stream'), await enter('stream')]
    await untilMet(ada, ben)
    const both = [numbered(ada, ben), numbered(ben, ada)]
    for (const stream of both) await stream.more(5)
    await untilDirect(ada, ben)
    for (const stream of both) await stream.more()

    const { port } = relay
    await relay.kill()
    for (const stream of both) await stream.more()
    expect(states(ada, ben)).toEqual(['direct', 'direct'])

    relay = await startRelay({ ...NO_FLOOD, port })
    const { peerId } = relay
    await until('the relay to carry again, for both', () =>
      [ada, ben].every(({ network }) => {
        const { gossip } = network.libp2p.services
        return gossip.getTopics().every((topic) => gossipInternals(gossip).isReached(topic, peerId))
      }),
    )
    for (const stream of both) await stream.more()

    for (const { network } of [ada, ben]) {
      for (const connection of direct(network)) connection.abort(new Error('cut'))
    }
    for (const stream of both) await stream.more()

    for (const stream of both) {
      const heard = await stream.end()
      expect(heard).toEqual(Array.from({ length: stream.said }, (_, at) => at))
    }
  }, 120_000)

  test('[NW10] three people are all direct, and each sees the others so, with a round trip', async () => {
    const chats = await Promise.all([enter('three'), enter('three'), enter('three')])
    await untilDirect(...chats)
    await until('every round trip', () =>
      chats.every(({ chat: { connection } }) => {
        return connection.peers.length === 2 && connection.peers.every(({ rtt }) => rtt !== null)
      }),
    )
    for (const { chat } of chats)
      expect(chat.connection.peers.map(({ path }) => path)).toEqual(['direct', 'direct'])
  })

  test('[NW14] a server that this engine does not take is left out, and costs no link', async () => {
    // libdatachannel knows neither.
    const iceServers = [
      { urls: ['stuns:127.0.0.1'] },
      { urls: ['stun:[::1]'] },
      { urls: ['stun:127.0.0.1:9'] },
    ]
    const chats = await Promise.all([enter('odd', { iceServers }), enter('odd', { iceServers })])
    await untilDirect(...chats)
  })

  test('[NW12] who keeps to relays is reached, and shown, over them', async () => {
    const [ada, ben] = [await enter('shy', { relayOnly: true }), await enter('shy')]
    await untilMet(ada, ben)
    const stream = numbered(ada, ben)
    await stream.more(30)
    await stream.end()
    expect(states(ada, ben)).toEqual(['relayed', 'relayed'])
    expect(ben.chat.connection.peers.map(({ path }) => path)).toEqual(['relayed'])
  })
})
