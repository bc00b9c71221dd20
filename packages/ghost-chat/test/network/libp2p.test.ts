import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic, sender, textOf } from '../../../../tests/support/envelopes.ts'
import { member, openRoom, type Member } from '../../../../tests/support/member.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { NetworkError, type ChannelHandler, type LinkState, type PeerId } from '../../src/network/index.ts'
import { libp2pNetwork, type Libp2pNetwork } from '../../src/network/libp2p/index.ts'
import { measure, probe } from '../../src/network/libp2p/round-trip.ts'
import { SYNC_PROTOCOL } from '../../src/network/libp2p/sync.ts'

let relays: RelayProcess[]
let networks: Libp2pNetwork[]
let topic: string
beforeEach(() => {
  relays = []
  networks = []
  topic = freshTopic()
})
afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()))
  await Promise.all(relays.map((relay) => relay.kill()))
})

async function relay(port = 0): Promise<RelayProcess> {
  const started = await startRelay({ ...NO_FLOOD, port })
  relays.push(started)
  return started
}

async function join(urls: readonly string[], handler: Partial<ChannelHandler> = {}): Promise<Member> {
  const joined = await member(urls, topic, handler)
  networks.push(joined.network)
  return joined
}

async function collect(frames: AsyncIterable<Uint8Array>): Promise<number[]> {
  const lengths: number[] = []
  for await (const frame of frames) lengths.push(frame.length)
  return lengths
}

const OPTIONS = { maxFrames: 100, maxBytes: 1_000_000 }
const QUESTION = new Uint8Array(10)

describe('[NW16] round trips', () => {
  test('may be measured while others are, and no connection ends for it', async () => {
    const { url } = await relay()
    const { network } = await join([url])
    await until('a relay', () => network.libp2p.getConnections().length > 0)
    const [connection] = network.libp2p.getConnections()
    if (connection === undefined) throw new Error('A relay is connected.')
    const signal = AbortSignal.timeout(20_000)
    // libp2p's own question every 10 s is one more.
    const all = await Promise.all([1, 2, 3, 4].map(() => measure(connection, signal)))
    expect(all.every((rtt) => rtt > 0)).toBe(true)
    await Promise.all([1, 2, 3].map(() => probe(connection, signal)))
    expect(connection.status).toBe('open')
  })
})

describe('state', () => {
  test('a relay that is not there: connecting, then offline, and a way once it comes', async () => {
    const first = await relay()
    await first.stop()
    const network = await libp2pNetwork({ relays: [first.url] })
    networks.push(network)
    const states: LinkState[] = []
    const { channel } = openRoom(network, topic, { changed: () => states.push(channel.state) })
    expect(channel.state).toBe('connecting')
    await until('offline', () => channel.state === 'offline')
    await expect(channel.publish(await (await sender()).say(topic, 'x'))).rejects.toMatchObject({
      code: 'ERR_OFFLINE',
    })
    await relay(first.port)
    await until('relayed', () => channel.state === 'relayed')
    expect(states.at(0)).toBe('offline')
    expect(states.at(-1)).toBe('relayed')
  })

  test('a relay that dies and comes back with another key is found again, with its reservation', async () => {
    const first = await relay()
    const alice = await join([first.url], { answer: async () => [QUESTION] })
    const bob = await join([first.url])
    await first.kill()
    await until('offline', () => alice.channel.state === 'offline' && bob.channel.state === 'offline')
    const second = await relay(first.port)
    expect(second.peerId).not.toBe(first.peerId)
    await until('relayed', () => alice.channel.state === 'relayed' && bob.channel.state === 'relayed')

    const { say } = await sender()
    await bob.channel.publish(await say(topic, 'again'))
    await until('alice to hear bob', () => alice.heard.includes('again'))
    expect(await collect(bob.channel.request(alice.network.self, QUESTION, OPTIONS))).toEqual([10])
  })

  test('with two relays it is enough that one is there, and a room spans both', async () => {
    const [one, two] = [await relay(), await relay()]
    const both = await join([one.url, two.url])
    await until('both hubs', () => both.network.libp2p.services.gossip.getSubscribers(topic).length === 2)
    const alice = await join([one.url])
    const bob = await join([two.url])
    const { say } = await sender()
    await alice.channel.publish(await say(topic, 'to the other side'))
    await until('bob to hear alice', () => bob.heard.includes('to the other side'))
    await one.kill()
    await until('the loss to be noticed', () => both.network.libp2p.getPeers().length === 1)
    expect(both.channel.state).toBe('relayed')
    await bob.channel.publish(await say(topic, 'still here'))
    await until('to hear bob', () => both.heard.includes('still here'))
  })

  test('a multiaddr will do, without a URL', async () => {
    const { url } = await relay()
    const info = (await (await fetch(`${url}/.well-known/ghost-chat.json`)).json()) as { addresses: string[] }
    const { channel } = await join(info.addresses)
    expect(channel.state).toBe('relayed')
    expect(channel.peers()).toEqual([])
  })

  test('[TM1] a relay whose clock agrees changes nothing, and relays are no peers', async () => {
    const { url } = await relay()
    const { network, channel } = await join([url])
    expect(network.clockOffsets).toEqual([0])
    expect(channel.peers()).toEqual([])
  })
})

describe('frames', () => {
  test('go to the others, once, in order, and not to oneself', async () => {
    const { url } = await relay()
    const [alice, bob] = [await join([url]), await join([url])]
    const { say } = await sender()
    for (let i = 0; i < 20; i++) await alice.channel.publish(await say(topic, `${i}`))
    await until('all', () => bob.heard.length === 20)
    expect(bob.heard).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`))
    expect(alice.heard).toEqual([])
  })

  test('a handler that throws or rejects harms nobody', async () => {
    const { url } = await relay()
    let judged = 0
    const judge = (frame: Uint8Array): never => {
      judged++
      throw new Error(textOf(frame))
    }
    const alice = await join([url], { judge })
    const bob = await join([url])
    const { say } = await sender()
    await bob.channel.publish(await say(topic, 'one'))
    await bob.channel.publish(await say(topic, 'two'))
    await until('both to be judged', () => judged === 2)
    expect(alice.channel.state).toBe('relayed')
  })

  test('one of 32,768 bytes is taken for sending, one of 32,769 is not', async () => {
    const { url } = await relay()
    const { channel } = await join([url])
    await expect(channel.publish(new Uint8Array(32_769))).rejects.toMatchObject({
      code: 'ERR_FRAME_TOO_LARGE',
    })
    await expect(channel.publish(new Uint8Array(32_768))).resolves.toBeUndefined()
  })

  test('16 that the room rejects end the connection to whoever handed them over', async () => {
    const { url } = await relay()
    const alice = await join([url], { judge: async () => 'reject' })
    const bob = await join([url])
    const { say } = await sender()
    for (let i = 0; i < 16; i++) await bob.channel.publish(await say(topic, `${i}`))
    await until('alice to hang up', () => alice.channel.state === 'offline')
    expect(bob.channel.state).toBe('relayed')
  })
})

describe('[SY1] requests', () => {
  test('are answered over a circuit, and the peer shows as relayed', async () => {
    const { url } = await relay()
    const asked: [number, PeerId][] = []
    const answer = async (request: Uint8Array, from: PeerId): Promise<Uint8Array[]> => {
      asked.push([request.length, from])
      return [new Uint8Array(1), new Uint8Array(0), new Uint8Array(32_768)]
    }
    const alice = await join([url], { answer })
    const bob = await join([url])
    expect(await collect(bob.channel.request(alice.network.self, QUESTION, OPTIONS))).toEqual([1, 0, 32_768])
    expect(asked).toEqual([[10, bob.network.self]])
    expect(bob.channel.peers()).toMatchObject([{ peer: alice.network.self, path: 'relayed' }])
    await until('alice to see bob too', () => alice.channel.peers().length === 1)
  })

  test('are cut off at the asker’s bounds', async () => {
    const { url } = await relay()
    const alice = await join([url], {
      answer: async () => Array.from({ length: 50 }, () => new Uint8Array(1_000)),
    })
    const bob = await join([url])
    const ask = (maxFrames: number, maxBytes: number): Promise<number[]> =>
      collect(bob.channel.request(alice.network.self, QUESTION, { maxFrames, maxBytes }))
    expect(await ask(3, 1_000_000)).toHaveLength(3)
    expect(await ask(100, 2_999)).toHaveLength(2)
    expect(await ask(100, 3_000)).toHaveLength(3)
    expect(await ask(100, 1_000_000)).toHaveLength(50)
  })

  test('fail when the peer is not there, does not answer, or is not in the room', async () => {
    const { url } = await relay()
    const alice = await join([url], { answer: () => Promise.reject(new Error('no')) })
    const bob = await join([url])
    const unreachable = { name: 'NetworkError', code: 'ERR_UNREACHABLE' }
    const ask = (peer: string, from = bob.channel): Promise<number[]> =>
      collect(from.request(peer as PeerId, QUESTION, OPTIONS))
    await expect(ask(alice.network.self)).rejects.toMatchObject(unreachable)
    await expect(ask('nobody')).rejects.toMatchObject(unreachable)
    await expect(ask('12D3KooWPN7GziczR9ohZqWz3tn8rM7EfNSL5hny8Foa3LVD5tTD')).rejects.toMatchObject(
      unreachable,
    )
    const elsewhere = openRoom(bob.network, freshTopic())
    await expect(ask(alice.network.self, elsewhere.channel)).rejects.toMatchObject(unreachable)
  })

  test('end with the asker’s signal', async () => {
    const { url } = await relay()
    const alice = await join([url], { answer: () => new Promise(() => undefined) })
    const bob = await join([url])
    const options = { ...OPTIONS, signal: AbortSignal.timeout(300) }
    const started = performance.now()
    await expect(collect(bob.channel.request(alice.network.self, QUESTION, options))).rejects.toThrow(
      NetworkError,
    )
    expect(performance.now() - started).toBeLessThan(4_000)
  })

  test('that are hostile are reset, and the next one is answered', async () => {
    const { url } = await relay()
    const alice = await join([url], { answer: async () => [QUESTION] })
    const bob = await join([url])
    expect(await collect(bob.channel.request(alice.network.self, QUESTION, OPTIONS))).toEqual([10])
    const [circuit] = bob.network.libp2p.getConnections().filter(({ limits }) => limits !== undefined)
    const hostile = [
      [0xff, 0xff, 0xff, 0xff],
      [0x81, 0x00],
      [3, 1],
      [],
      Array.from({ length: 60_000 }, () => 0),
    ]
    for (const bytes of hostile) {
      const stream = await circuit!.newStream(SYNC_PROTOCOL, { runOnLimitedConnection: true })
      const answered: unknown[] = []
      stream.addEventListener('message', ({ data }) => answered.push(data))
      if (bytes.length > 0) stream.send(Uint8Array.from(bytes))
      await stream.close().catch(() => undefined)
      await until('the reset', () => stream.status !== 'open')
      expect(answered).toEqual([])
    }
    expect(await collect(bob.channel.request(alice.network.self, QUESTION, OPTIONS))).toEqual([10])
  })
})

describe('the end', () => {
  test('channels and networks may be closed twice, and say so afterwards', async () => {
    const { url } = await relay()
    const { network, channel } = await join([url])
    await Promise.all([channel.close(), channel.close()])
    expect(channel.state).toBe('offline')
    await expect(channel.publish(QUESTION)).rejects.toMatchObject({ code: 'ERR_CLOSED' })
    await Promise.all([network.close(), network.close()])
    expect(() => openRoom(network, topic)).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }))
  })

  test('closing does not wait for a relay that is not there', async () => {
    const gone = await relay()
    await gone.stop()
    const network = await libp2pNetwork({ relays: [gone.url] })
    openRoom(network, topic)
    const started = performance.now()
    await network.close()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('a process that closed its network ends by itself', async () => {
    const { url } = await relay()
    const script = `
      import { libp2pNetwork } from 'ghost-chat/network/libp2p'
      const network = await libp2pNetwork({ relays: ['${url}'] })
      await new Promise((resolve) => {
        const channel = network.open('${topic}', {
          judge: async () => 'accept', answer: async () => [],
          changed: () => { if (channel.state === 'relayed') resolve() },
          lost: () => undefined,
        })
      })
      await network.close()`
    const child = spawn(process.execPath, ['-C', 'ghost-chat-source', '--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const started = performance.now()
    const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(20_000) })) as [number]
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
