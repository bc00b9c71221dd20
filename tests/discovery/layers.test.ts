/** Each way of finding others, alone: everything else is switched off, or leads nowhere. */
import { afterEach, describe, expect, test } from 'vitest'
import { openSpace, type GhostChat, type Space, type SpaceOptions } from 'ghost-chat'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { SIGNAL_PROTOCOL } from '../../packages/ghost-chat/src/network/libp2p/signal.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relays: RelayProcess[] = []
let spaces: Space[] = []
afterEach(async () => {
  await Promise.all(spaces.map((space) => space.close()))
  await Promise.all(relays.map((relay) => relay.kill()))
  relays = []
  spaces = []
})

async function relay(...args: readonly string[]): Promise<RelayProcess> {
  const started = await startRelay({ args })
  relays.push(started)
  return started
}

async function space(options: SpaceOptions): Promise<Space> {
  const opened = await openSpace('layers', options)
  spaces.push(opened)
  return opened
}

interface Person {
  readonly chat: GhostChat
  readonly did: string
  readonly heard: string[]
}

function watched(chat: GhostChat, did: string): Person {
  const heard: string[] = []
  chat.on('message', (from, message) => {
    if (from !== did) heard.push(message.text)
  })
  return { chat, did, heard }
}

async function join(options: SpaceOptions): Promise<Person> {
  const opened = await space(options)
  return watched(await opened.joinChat('room', { timeout: 25_000 }), opened.did)
}

/** The two see each other, and each hears the other once. */
async function expectTalk(alice: Person, bob: Person): Promise<void> {
  await until('bob to see alice', () => bob.chat.onlineUsers().includes(alice.did as never))
  await until('alice to see bob', () => alice.chat.onlineUsers().includes(bob.did as never))
  await alice.chat.send('from alice')
  await bob.chat.send('from bob')
  await until('alice to hear bob', () => alice.heard.length > 0)
  await until('bob to hear alice', () => bob.heard.length > 0)
  expect([alice.heard, bob.heard]).toEqual([['from bob'], ['from alice']])
}

const NOTHING = { rendezvous: false } as const

/** A member that nobody links to directly, so that the links do not carry what the relays should. */
async function withoutLinks(url: string): Promise<Libp2pNetwork> {
  const network = await libp2pNetwork({ relays: [url], discovery: NOTHING })
  await network.libp2p.unhandle(SIGNAL_PROTOCOL)
  return network
}

describe('[FD1] the relays’ DHT', () => {
  test('alone lets members of different relays meet, ask each other, and speak in private', async () => {
    const first = await relay('--federate', '--no-rendezvous')
    const second = await relay('--peer', first.url, '--no-rendezvous')
    const alice = await join({ network: await withoutLinks(first.url) })
    const bob = await join({ network: await withoutLinks(second.url) })
    await expectTalk(alice, bob)
    // A request to a member of another relay, whose presence says how it is reached (FD7).
    const whispered: string[] = []
    bob.chat.on('direct', (_, message) => whispered.push(message.text))
    await alice.chat.send('only for bob', { to: bob.did as never })
    await until('bob to hear the whisper', () => whispered.length === 1)
    const carol = await join({ network: await withoutLinks(first.url) })
    await carol.chat.requestBacklog()
    expect(
      carol.chat
        .messages()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['from alice', 'from bob'])
  }, 60_000)
})

describe('[FD2] rendezvous', () => {
  test('alone lets members meet at a relay that is no hub', async () => {
    const { url } = await relay('--no-hub')
    const [alice, bob] = await Promise.all([join({ relays: [url] }), join({ relays: [url] })])
    await expectTalk(alice, bob)
    expect(alice.chat.connection.state).toBe('direct')
  }, 60_000)

  test('switched off, nobody is met there', async () => {
    const { url } = await relay('--no-hub')
    const opened = await space({ relays: [url], discovery: NOTHING })
    const other = join({ relays: [url] }).catch(() => undefined)
    await expect(opened.joinChat('room', { timeout: 3_000 })).rejects.toMatchObject({
      code: 'ERR_RELAY_UNREACHABLE',
    })
    await spaces.at(-1)?.close()
    await other
  }, 60_000)
})

describe('[FD5] delegated routing', () => {
  test('alone leads a member without relays to one that is registered', async () => {
    const { url } = await relay('--no-hub', '--routing')
    const [alice, bob] = await Promise.all([
      join({ relays: [url] }),
      join({ discovery: { ...NOTHING, routing: [url] } }),
    ])
    await expectTalk(alice, bob)
  }, 60_000)
})

describe('[FD6] addresses given by hand', () => {
  test('alone are enough for two members in Node, without any relay', async () => {
    const listening = await libp2pNetwork({
      relays: [],
      listen: ['/ip4/127.0.0.1/tcp/0/ws', '/ip4/127.0.0.1/tcp/0'],
    })
    const addresses = listening.libp2p.getMultiaddrs().map(String)
    expect(addresses).toHaveLength(2)
    const alice = await join({ network: listening })
    for (const address of addresses) {
      const bob = await join({ discovery: { peers: [address] } })
      await expectTalk(alice, bob)
      expect(bob.chat.connection.peers.find(({ did }) => did === alice.did)?.path).toBe('direct')
      await bob.chat.leaveChat()
      alice.heard.length = 0
    }
  }, 60_000)
})
