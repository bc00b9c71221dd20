/** A room's stream at the relay, spoken by hand (SPEC HB). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshTopic } from '../../../tests/support/envelopes.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import {
  KIND,
  presentSender,
  rawFrame,
  rawRoomMember,
  type RawRoom,
  type RawRoomMember,
} from '../../../tests/support/raw-room.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'

let relay: Relay
let topic: string
let stops: (() => Promise<unknown>)[]

async function start(options: RelayOptions = {}): Promise<void> {
  relay = await createRelay({ port: 0, ...options })
}
async function node(): Promise<RawRoomMember> {
  const made = await rawRoomMember(relay.url)
  stops.push(made.stop)
  return made
}
async function gossiper(): Promise<RawPeer & { readonly heard: Uint8Array[] }> {
  const made = await rawPeer(relay.url)
  stops.push(made.stop)
  const heard: Uint8Array[] = []
  made.gossip.addEventListener('message', ({ detail }) => heard.push(detail.data))
  return { ...made, heard }
}
/** Somebody in the room, with a stream and a name. */
async function member(): Promise<{
  readonly node: RawRoomMember
  readonly by: Awaited<ReturnType<typeof presentSender>>
  readonly room: RawRoom
}> {
  const [made, by] = [await node(), await presentSender()]
  return { node: made, by, room: await made.join(topic, by) }
}

beforeEach(() => {
  stops = []
  topic = freshTopic()
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  await relay.close()
})

describe('[HB1] opening', () => {
  test('a head is answered by a head', async () => {
    await start()
    const room = await (await node()).open()
    room.send(KIND.head, JSON.stringify({ v: 1, topic, later: true }))
    expect(await room.head()).toEqual({ v: 1, status: 'ok', roster: true })
  })

  test.each([
    ['something else first', rawFrame(KIND.envelope, 'x')],
    ['no JSON', rawFrame(KIND.head, '{')],
    ['no object', rawFrame(KIND.head, '[]')],
    ['no bytes', rawFrame(KIND.head, '')],
    ['another version', rawFrame(KIND.head, '{"v":2,"topic":"x"}')],
    ['no topic', rawFrame(KIND.head, '{"v":1}')],
    ['a topic that is no text', rawFrame(KIND.head, '{"v":1,"topic":7}')],
    ['a topic that is too long', rawFrame(KIND.head, JSON.stringify({ v: 1, topic: 'x'.repeat(1_601) }))],
    ['an empty frame', new Uint8Array([0])],
    ['a frame that is too long', new Uint8Array([0x82, 0x80, 0x02])],
    ['a length that is not in its shortest form', new Uint8Array([0x81, 0x00])],
    ['a length without end', new Uint8Array([0xff, 0xff, 0xff, 0xff])],
  ])('%s resets the stream, and the connection stays', async (_, bytes) => {
    await start()
    const made = await node()
    const room = await made.open()
    room.write(bytes)
    await until('the stream to end', () => room.ended())
    expect(room.frames).toEqual([])
    expect((await made.join(topic)).ended()).toBe(false)
  })

  test('a room that is none is unknown, one beyond the limits is refused', async () => {
    await start({ limits: { topics: 1 } })
    const made = await node()
    const answers: unknown[] = []
    for (const name of ['some/other/topic', topic, freshTopic()]) {
      const room = await made.open()
      room.send(KIND.head, JSON.stringify({ v: 1, topic: name }))
      answers.push((await room.head())['status'])
      if (answers.at(-1) !== 'ok') await until('the stream to end', () => room.ended())
    }
    expect(answers).toEqual(['unknown', 'ok', 'full'])
  })

  test('a relay that is no hub does not speak it', async () => {
    await start({ hub: false })
    const made = await node()
    await expect(made.open()).rejects.toThrow()
  })

  test('a second stream of a peer takes the place of its first', async () => {
    await start()
    const { node: made, by, room } = await member()
    const second = await made.open()
    second.send(KIND.head, JSON.stringify({ v: 1, topic }))
    second.send(KIND.envelope, await by.state(topic, 'here', made.peer))
    await until('the first to end', () => room.ended())
    await until('the roster', () => second.frames.some(({ kind }) => kind === KIND.rosterEnd))
    const other = await member()
    expect(other.room.of(KIND.roster)).toEqual([by.did])
  })
})

describe('[HB2] frames', () => {
  test('a second head resets the stream', async () => {
    await start()
    const { room } = await member()
    room.send(KIND.head, JSON.stringify({ v: 1, topic }))
    await until('the stream to end', () => room.ended())
  })

  test('kinds of a later version are passed over', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    ann.room.send(99, 'of a later version')
    ann.room.send(KIND.roster, await ann.by.state(topic, 'here', ann.node.peer))
    ann.room.send(KIND.envelope, await ann.by.say(topic, 'after it'))
    await until('the message', () => ben.room.of(KIND.envelope).includes('after it'))
    expect(ann.room.ended()).toBe(false)
    expect(ben.room.frames.some(({ kind }) => kind === 99)).toBe(false)
  })

  test('frames in one piece, and byte by byte', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    const texts = ['one', 'two', 'three']
    const frames: Uint8Array[] = []
    for (const text of texts) frames.push(rawFrame(KIND.envelope, await ann.by.say(topic, text)))
    ann.room.write(Buffer.concat(frames))
    await until('all', () => ben.room.of(KIND.envelope).length === 3)
    for (const byte of rawFrame(KIND.envelope, await ann.by.say(topic, 'slowly')))
      ann.room.write(new Uint8Array([byte]))
    await until('the last', () => ben.room.of(KIND.envelope).includes('slowly'))
    expect(ben.room.of(KIND.envelope)).toEqual([...texts, 'slowly'])
  })
})

describe('[HB3] the order', () => {
  test('nothing is heard before a presence of its own, and without one the stream is reset', async () => {
    await start({ limits: { presenceTimeout: 1_500 } })
    const ann = await member()
    const silent = await (await node()).open()
    silent.send(KIND.head, JSON.stringify({ v: 1, topic }))
    await silent.head()
    // Somebody else's presence is none of its own.
    silent.send(KIND.envelope, await (await presentSender()).state(topic, 'join', ann.node.peer))
    ann.room.send(KIND.envelope, await ann.by.say(topic, 'secret'))
    await until('it to be reset', () => silent.ended())
    expect(silent.frames.map(({ kind }) => kind)).toEqual([KIND.head])
    expect(ann.room.ended()).toBe(false)
  })

  test('nothing falls between the roster and what is said', async () => {
    await start({ flood: false })
    const ann = await member()
    let said = 0
    const over = { is: false }
    const speaking = (async () => {
      while (!over.is) {
        ann.room.send(KIND.envelope, await ann.by.say(topic, `m${String(said++)}`))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    })()
    const joiners = await Promise.all(Array.from({ length: 10 }, () => member()))
    over.is = true
    await speaking
    for (const { room, by } of joiners) {
      const texts = (): readonly string[] => room.of(KIND.envelope)
      await until('the last message', () => texts().includes(`m${String(said - 1)}`))
      // From the first that it heard on, all of them, in order.
      const first = Number(texts()[0]?.slice(1))
      expect(texts()).toEqual(Array.from({ length: said - first }, (_, at) => `m${String(first + at)}`))
      // Everybody else, once: in the roster or live.
      const met = [...room.of(KIND.roster), ...room.of(KIND.introduced)].sort()
      const others = [ann, ...joiners].map((one) => one.by.did).filter((did) => did !== by.did)
      expect(met).toEqual(others.sort())
      const ends = room.frames.filter(({ kind }) => kind === KIND.rosterEnd)
      expect(ends).toHaveLength(1)
    }
  })
})

describe('[HB4] passing on', () => {
  test('an envelope goes to every other member once, and to no other room', async () => {
    await start()
    const [ann, ben, cyd] = [await member(), await member(), await member()]
    const elsewhere = await ben.node.join(freshTopic())
    const frame = await ann.by.say(topic, 'hello')
    ann.room.send(KIND.envelope, frame)
    ann.room.send(KIND.envelope, frame)
    ben.room.send(KIND.envelope, frame)
    for (const { room } of [ben, cyd])
      await until('the message', () => room.of(KIND.envelope).includes('hello'))
    ann.room.send(KIND.envelope, await ann.by.say(topic, 'end'))
    for (const { room } of [ben, cyd]) {
      await until('the end', () => room.of(KIND.envelope).includes('end'))
      expect(room.of(KIND.envelope)).toEqual(['hello', 'end'])
    }
    expect(ann.room.of(KIND.envelope)).toEqual([])
    expect(elsewhere.of(KIND.envelope)).toEqual([])
  })

  test('what is not genuine goes nowhere, and counts against the peer', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    for (let n = 0; n < 16; n++) {
      const forged = await ann.by.say(topic, `forged ${String(n)}`)
      // Another letter of base64url within the signature.
      forged[forged.length - 3] = forged[forged.length - 3] === 0x41 ? 0x42 : 0x41
      ann.room.send(KIND.envelope, forged)
    }
    await until('it to be thrown out', () => ann.room.ended())
    expect(ben.room.of(KIND.envelope)).toEqual([])
    expect(ben.room.ended()).toBe(false)
  })

  test('other nodes in the topic by gossip hear it, and are heard', async () => {
    await start()
    const ann = await member()
    const stock = await gossiper()
    await stock.join(topic)
    const by = await presentSender()
    const hello = await ann.by.say(topic, 'to gossip')
    await until('gossip to bring it', async () => {
      ann.room.send(KIND.envelope, await ann.by.say(topic, 'again'))
      return stock.heard.length > 0
    })
    ann.room.send(KIND.envelope, hello)
    await until('gossip to bring it', () => stock.heard.some((data) => Buffer.from(hello).equals(data)))
    await stock.gossip.publish(topic, await by.state(topic, 'join', stock.libp2p.peerId.toString()))
    await stock.gossip.publish(topic, await by.say(topic, 'from gossip'))
    await until('the message', () => ann.room.of(KIND.envelope).includes('from gossip'))
    // It was given no roster, so that the members answer it.
    expect(ann.room.of(KIND.introduced)).not.toContain(by.did)
    expect(ann.room.of(KIND.envelope)).toContain(by.did)
    const late = await member()
    expect([...late.room.of(KIND.roster)].sort()).toEqual([ann.by.did, by.did].sort())
    await stock.stop()
    await until('it to be gone', async () => !(await member()).room.of(KIND.roster).includes(by.did))
  })
})

describe('[HB5] the roster', () => {
  test('has everybody else as they signed it, the newest first', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    const renewed = await ann.by.state(topic, 'here', ann.node.peer)
    ann.room.send(KIND.envelope, renewed)
    await until('the renewal', () => ben.room.of(KIND.introduced).length === 1)
    const { room } = await member()
    expect(room.of(KIND.roster)).toEqual([ann.by.did, ben.by.did])
    const [first] = room.frames.filter(({ kind }) => kind === KIND.roster)
    expect(Buffer.from(first!.payload).equals(renewed)).toBe(true)
    expect(room.frames.map(({ kind }) => kind)).toEqual([KIND.head, KIND.roster, KIND.roster, KIND.rosterEnd])
  })

  test('gives no more bytes than the limit says', async () => {
    await start({ limits: { rosterBytes: 1_000 } })
    for (let n = 0; n < 4; n++) await member()
    expect((await member()).room.of(KIND.roster).length).toBeLessThan(3)
  })

  test('without a roster there is nobody in it who left, or whose stream ended', async () => {
    await start()
    const [ann, ben, cyd] = [await member(), await member(), await member()]
    ann.room.send(KIND.envelope, await ann.by.state(topic, 'leave', ann.node.peer))
    await until('it to be heard', () => cyd.room.of(KIND.envelope).includes(ann.by.did))
    await ben.node.stop()
    await until('the loss', () => cyd.room.frames.some(({ kind }) => kind === KIND.lost))
    expect((await member()).room.of(KIND.roster)).toEqual([cyd.by.did])
  })
})

describe('[HB6] who is introduced', () => {
  test('a session at its own peer, and no other that the peer brings', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    expect(ann.room.of(KIND.introduced)).toEqual([ben.by.did])
    const stranger = await presentSender()
    ben.room.send(KIND.envelope, await stranger.state(topic, 'join', ann.node.peer))
    await until('the other', () => ann.room.of(KIND.envelope).includes(stranger.did))
    expect(ann.room.of(KIND.introduced)).toEqual([ben.by.did])
  })
})

describe('[HB7] the end of a stream', () => {
  test('without a goodbye is told to the others, with one it is not', async () => {
    await start()
    const [ann, ben, cyd] = [await member(), await member(), await member()]
    // The goodbye and the end come in one packet.
    ben.room.send(KIND.envelope, await ben.by.state(topic, 'leave', ben.node.peer))
    await ben.room.stream.close()
    await cyd.node.stop()
    const lost = (): string[] =>
      ann.room.frames
        .filter(({ kind }) => kind === KIND.lost)
        .map(({ payload }) => Buffer.from(payload).toString())
    await until('the loss', () => lost().length > 0)
    expect(lost()).toEqual([cyd.node.peer])
  })

  test('a stream that ends while its connection stays counts as well', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    ben.room.stream.abort(new Error('gone'))
    await until('the loss', () => ann.room.frames.some(({ kind }) => kind === KIND.lost))
    expect(ben.node.libp2p.getConnections()).toHaveLength(1)
  })
})

describe('[HB8] slow readers', () => {
  test('a stream for which more than 4 MiB wait is reset, and holds nobody up for long', async () => {
    await start({ flood: false })
    const [ann, ben, cyd] = [await member(), await member(), await member()]
    cyd.room.stream.pause()
    let said = 0
    while (!cyd.room.ended() && said < 4_000) {
      ann.room.send(KIND.envelope, await ann.by.say(topic, `${String(said++)}${'x'.repeat(8_000)}`))
      const heard = said
      await until('the others to hear it', () => ben.room.of(KIND.envelope).length === heard, 10_000)
    }
    expect(cyd.room.ended()).toBe(true)
    expect(ben.room.ended()).toBe(false)
  }, 60_000)
})

describe('[HB9] the bounds of the roster', () => {
  test('one session of a stream is its own; of others a peer brings 64', async () => {
    await start()
    const ann = await member()
    for (let n = 0; n < 70; n++) {
      const other = await presentSender()
      ann.room.send(KIND.envelope, await other.state(topic, 'join', ann.node.peer))
      await until('the verdict', () => relay.stats().frames.accepted === n + 2)
    }
    expect((await member()).room.of(KIND.roster)).toHaveLength(65)
  })

  test('the newest number of a session holds', async () => {
    await start()
    const [ann, ben] = [await member(), await member()]
    const [older, newer] = [
      await ann.by.state(topic, 'here', ann.node.peer),
      await ann.by.state(topic, 'here', ann.node.peer),
    ]
    ann.room.send(KIND.envelope, newer)
    ann.room.send(KIND.envelope, older)
    await until('both', () => ben.room.of(KIND.introduced).length === 2)
    const { room } = await member()
    const frames = room.frames.filter(({ kind }) => kind === KIND.roster)
    expect(frames.some(({ payload }) => Buffer.from(newer).equals(payload))).toBe(true)
    expect(frames.some(({ payload }) => Buffer.from(older).equals(payload))).toBe(false)
  })
})
