import nodeCrypto from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryHub, type MemoryNetwork } from '../../src/network/memory/index.ts'
import { encodeHead, encodeRequest, parseRequest } from '../../src/room/requests.ts'
import type { Channel, FrameVerdict } from '../../src/network/port.ts'
import { guest } from '../../src/index.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { claimsIn } from '../support/intruder.ts'
import { bytes, chatPayload, forge, joinPayload, OTHER_TOPIC, TOPIC, type Json } from '../support/forge.ts'
import { closeAll, join, roomOf, say, settled, type Person } from '../support/memory-chat.ts'

let hub: MemoryHub
let people: Person[]
let ann: Person
let ben: Person
/** A stranger on the network, who can write anything and sees every frame. */
let eve: {
  network: MemoryNetwork
  channel: Channel
  frames: Uint8Array[]
  answer: () => Promise<readonly Uint8Array[]>
}

beforeEach(async () => {
  hub = new MemoryHub()
  people = await roomOf(hub, 2)
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
  eve = await enter()
})
afterEach(async () => {
  await eve.network.close()
  await closeAll(hub, people)
})

async function enter(): Promise<typeof eve> {
  const network = hub.network()
  const frames: Uint8Array[] = []
  const stranger = {
    network,
    frames,
    answer: (): Promise<readonly Uint8Array[]> => Promise.resolve([]),
  }
  const judge = (frame: Uint8Array): Promise<FrameVerdict> => {
    frames.push(frame)
    return Promise.resolve('accept')
  }
  const channel = network.open(TOPIC, {
    judge,
    // Others ask her for the roster too, whenever they like: that is not what these tests are about.
    answer: (request) =>
      parseRequest(request)?.ask === 'backlog'
        ? stranger.answer()
        : Promise.resolve([encodeHead({ status: 'unknown', count: 0 })]),
    changed: () => undefined,
    lost: () => undefined,
  })
  await hub.flush()
  return Object.assign(stranger, { channel })
}

let marks = 0

async function publish(...frames: (string | Uint8Array)[]): Promise<void> {
  for (const frame of frames) await eve.channel.publish(typeof frame === 'string' ? bytes(frame) : frame)
  // One honest message after it: when that was heard, everything before it has been judged.
  await say(
    hub,
    ann,
    `mark ${++marks}`,
    [ann, ben].filter(({ network, chat }) => network.linked && chat.active),
  )
}

const times = (): Json => ({ iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 })
const saidByEve = (): readonly string[] =>
  [...ann.heard, ...ben.heard].filter((text) => !text.startsWith('mark'))

describe('frames from a hostile peer', () => {
  it('[VE1] garbage, cut-off and oversized frames are refused and counted, and the room goes on', async () => {
    const whole = await forge(await guest(), chatPayload(ann.space.did))
    const cuts = Array.from({ length: 20 }, (_, i) => whole.slice(0, Math.floor((whole.length * i) / 20)))
    await publish('', '...', 'hello', new Uint8Array(100).fill(0xff), ...cuts)
    expect(saidByEve()).toEqual([])
    expect(hub.rejectsOf(eve.network.self)).toBe(2 * (4 + cuts.length))
    await expect(eve.channel.publish(new Uint8Array(32_769))).rejects.toMatchObject({
      code: 'ERR_FRAME_TOO_LARGE',
    })
  })

  it('[VE1] a message forged in another’s name is shown to nobody', async () => {
    await publish(await forge(await guest(), chatPayload(ann.space.did, times())))
    expect(saidByEve()).toEqual([])
    expect(hub.rejectsOf(eve.network.self)).toBe(2)
  })

  it('[VE4] nothing is remembered of what was not verified: nobody is muted by a forgery', async () => {
    await say(hub, ann, 'first', [ann, ben])
    const payload = new TextDecoder().decode(eve.frames[0]).split('.')[1] ?? ''
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json
    // The very envelope that Ann will write next, but signed by Eve, and first.
    const next = {
      ...claims,
      ...times(),
      seq: 1,
      prev: 'A'.repeat(43),
      messages: [{ content: 'not by Ann' }],
    }
    await eve.channel.publish(bytes(await forge(await guest(), next)))
    await say(hub, ann, 'by Ann', [ann, ben])
    expect(ben.heard).toEqual(['first', 'by Ann'])
  })

  it('[VE4] no signature is computed for what is refused anyway', async () => {
    const verify = vi.spyOn(nodeCrypto, 'verify')
    const key = await guest()
    const iat = Math.round(Date.now() / 1000)
    const frames = [
      'garbage',
      await forge(key, chatPayload(key.did, { ...times(), aud: OTHER_TOPIC })),
      await forge(key, chatPayload(key.did, { iat: iat - 100, exp: iat + 100 })),
      await forge(key, chatPayload(key.did, { ...times(), messages: [] })),
    ]
    for (const frame of frames) await eve.channel.publish(bytes(frame))
    await hub.flush()
    expect(verify).not.toHaveBeenCalled()
    verify.mockRestore()
  })

  it('[RP1] a replayed message is shown to nobody again, and costs no penalty', async () => {
    await say(hub, ann, 'once', [ann, ben])
    await publish(...eve.frames)
    expect(saidByEve()).toEqual(['once', 'once'])
    expect(hub.rejectsOf(eve.network.self)).toBe(0)
  })

  it('[VE1] a message of another room is shown to nobody', async () => {
    const cellar = await settled(hub, ann.space.joinChat('cellar'))
    const heard: Uint8Array[] = []
    const judge = (frame: Uint8Array): Promise<FrameVerdict> => {
      heard.push(frame)
      return Promise.resolve('accept')
    }
    eve.network.open(OTHER_TOPIC, {
      judge,
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost: () => undefined,
    })
    await settled(hub, cellar.send('in the cellar'))
    await hub.settle(() => heard.length > 0)
    await publish(...heard)
    expect(saidByEve()).toEqual([])
    expect(hub.rejectsOf(eve.network.self)).toBeGreaterThan(0)
  })

  it('[PR1] a thousand forged joins and leaves change nothing', async () => {
    const key = await guest()
    const before = ann.chat.onlineUsers()
    const frames: string[] = []
    for (let i = 0; i < 500; i++) {
      frames.push(await forge(key, joinPayload((await guest()).did, { ...times(), peer: eve.network.self })))
      frames.push(
        await forge(key, joinPayload(ben.space.did, { ...times(), type: 'leave', peer: undefined })),
      )
    }
    await publish(...frames)
    expect(ann.chat.onlineUsers()).toEqual(before)
    expect(ann.events).toEqual([`user-joined ${ben.space.did}`])
  })

  it('[RP4] a leave, then everything the session ever said replayed: it stays dead', async () => {
    const cem = await join(hub)
    await say(hub, cem, 'goodbye', [ann])
    await settled(hub, cem.space.close())
    await hub.settle(() => ann.chat.onlineUsers().length === 2)
    // Its join, its message and its leave.
    const its = eve.frames.filter((frame) => claimsIn(Buffer.from(frame).toString())['iss'] === cem.space.did)
    expect(its).toHaveLength(3)
    await publish(...its)
    expect(ann.chat.onlineUsers()).toEqual([ann.space.did, ben.space.did])
    expect(ann.heard.filter((text) => text === 'goodbye')).toHaveLength(1)
    expect(hub.rejectsOf(eve.network.self)).toBe(0)
  })

  it('[TM2] a message an hour early or late is not shown, and costs no penalty', async () => {
    const key = await guest()
    for (const hours of [-1, 1]) {
      const iat = Date.now() / 1000 + hours * 3_000
      await publish(
        await forge(key, chatPayload(key.did, { iat: Math.round(iat), exp: Math.round(iat) + 3_600 })),
      )
    }
    expect(saidByEve()).toEqual([])
    expect(hub.rejectsOf(eve.network.self)).toBe(0)
  })
})

describe('a hostile answerer', () => {
  /** Eve is in the room, so that she is asked. */
  async function asMember(): Promise<{ did: string }> {
    const key = await guest()
    await publish(await forge(key, joinPayload(key.did, { ...times(), peer: eve.network.self })))
    await hub.settle(() => ann.chat.onlineUsers().length === 3)
    return key
  }

  const items = async (count: number): Promise<Uint8Array[]> => {
    const key = await guest()
    const made: Uint8Array[] = []
    for (let i = 0; i < count; i++) {
      const iat = Math.round(Date.now() / 1000) - 1_000 + i
      const prev = i === 0 ? null : 'A'.repeat(43)
      const payload = chatPayload(key.did, {
        iat,
        exp: iat + 3_600,
        seq: i,
        prev,
        messages: [{ content: `item ${i}` }],
      })
      const signer = i % 10 === 3 ? await guest() : key
      const aud = i % 10 === 6 ? OTHER_TOPIC : TOPIC
      made.push(bytes(await forge(signer, { ...payload, aud })))
    }
    return made
  }

  it('[SY7] of a backlog with a tenth forged and a tenth of another room, only the genuine is kept', async () => {
    const { network } = ben
    network.linked = false
    await asMember()
    eve.answer = async () => [encodeHead({ status: 'ok', count: 100 }), ...(await items(100))]
    const backlog = await settled(hub, ann.chat.requestBacklog())
    const genuine = Array.from({ length: 100 }, (_, i) => i).filter((i) => i % 10 !== 3 && i % 10 !== 6)
    // Flood control holds for the backlog as well: 20 messages in 30 s.
    const shown = backlog.map((message) => Number(message.text.split(' ')[1]))
    expect(shown.length).toBeGreaterThan(20)
    expect(shown.every((i) => genuine.includes(i))).toBe(true)
    expect(backlog.every((message) => message.history)).toBe(true)
    expect(saidByEve()).toEqual([])
  })

  it.each([
    ['nothing', []],
    ['garbage', [bytes('garbage')]],
    ['a head that lies', [encodeHead({ status: 'ok', count: 1_000 })]],
    ['a head and garbage', [encodeHead({ status: 'ok', count: 2 }), bytes('x'), new Uint8Array(5)]],
  ])('[SY9] one that answers with %s harms nobody; another is asked', async (_, answer) => {
    await say(hub, ben, 'kept by ann', [ann])
    await asMember()
    eve.answer = () => Promise.resolve(answer)
    const outcome = await settled(
      hub,
      ann.chat.requestBacklog().catch((error: unknown) => error),
    )
    expect(Array.isArray(outcome)).toBe(true)
  })

  it('[SY9] members that are all busy are no backlog, until one has been given', async () => {
    ben.network.linked = false
    await asMember()
    const code = async (): Promise<unknown> =>
      settled(
        hub,
        ann.chat.requestBacklog().then(String, (error: unknown) => error),
      )
    eve.answer = () => Promise.resolve([encodeHead({ status: 'busy', count: 0 })])
    expect(await code()).toMatchObject({ code: 'ERR_UNREACHABLE' })
    eve.answer = async () => [encodeHead({ status: 'ok', count: 1 }), ...(await items(1))]
    expect(await code()).toContain('item 0')
    eve.answer = () => Promise.resolve([encodeHead({ status: 'busy', count: 0 })])
    expect(await code()).toContain('item 0')
  })

  it('[SY2] more items than were announced are not read', async () => {
    ben.network.linked = false
    await asMember()
    eve.answer = async () => [encodeHead({ status: 'ok', count: 1 }), ...(await items(3))]
    const backlog = await settled(hub, ann.chat.requestBacklog())
    expect(backlog.map(String)).toEqual(['item 0'])
    expect(ann.chat.messages().filter((message) => message.history)).toHaveLength(1)
  })

  it('[SY9] ten thousand frames are not read to the end', async () => {
    ben.network.linked = false
    await asMember()
    const [item] = await items(1)
    if (item === undefined) throw new Error('an item')
    const flood = Array.from({ length: 10_000 }, () => item)
    eve.answer = () => Promise.resolve([encodeHead({ status: 'ok', count: 1_000 }), ...flood])
    const backlog = await settled(hub, ann.chat.requestBacklog())
    expect(backlog.length).toBeLessThanOrEqual(1)
  })

  it('[SY8] one who asks again and again is answered once', async () => {
    const request = encodeRequest({ ask: 'backlog', limit: 100, since: 0 })
    const heads: string[] = []
    const ask = async (): Promise<void> => {
      const answer = eve.channel.request(ann.network.self, request, {
        maxFrames: 300,
        maxBytes: LIMITS.answerBytes,
      })
      for await (const frame of answer) {
        heads.push(new TextDecoder().decode(frame))
        break
      }
    }
    for (let i = 0; i < 5; i++) await settled(hub, ask())
    expect(heads.map((head) => (JSON.parse(head) as { status: string }).status)).toEqual([
      'ok',
      ...Array<string>(4).fill('busy'),
    ])
  })

  it.each(['', '{}', '{"v":1,"ask":"everything"}', 'x'.repeat(40_000)])(
    '[SY2] a request that is none gets no items',
    async (text) => {
      const frames: string[] = []
      const ask = async (): Promise<void> => {
        const answer = eve.channel.request(ann.network.self, bytes(text), { maxFrames: 10, maxBytes: 10_000 })
        for await (const frame of answer) frames.push(new TextDecoder().decode(frame))
      }
      await settled(hub, ask())
      expect(frames).toEqual(['{"v":1,"status":"unknown","count":0}'])
    },
  )

  it('[SY3] a hello in another’s name, or from another peer, is not believed', async () => {
    const before = ann.chat.onlineUsers()
    const key = await guest()
    const elsewhere = await forge(key, joinPayload(key.did, { ...times(), peer: 'peer-of-someone-else' }))
    const stolen = await forge(key, joinPayload(ben.space.did, { ...times(), peer: eve.network.self }))
    for (const presence of [elsewhere, stolen, 'garbage']) {
      const request = encodeRequest({ ask: 'hello', presence })
      const ask = async (): Promise<void> => {
        for await (const frame of eve.channel.request(ann.network.self, request, {
          maxFrames: 2,
          maxBytes: 999,
        })) {
          expect(new TextDecoder().decode(frame)).toContain('unknown')
        }
      }
      await settled(hub, ask())
    }
    expect(ann.chat.onlineUsers()).not.toContain(eve.network.self)
    expect(ann.chat.onlineUsers().slice(0, before.length)).toEqual(before)
  })
})
