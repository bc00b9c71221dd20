import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BacklogProgress, GhostChat, JoinOptions, Message, Space } from '../../src/index.ts'
import { openSpace } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { encodeHead } from '../../src/room/requests.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { bytes, chatPayload, forge, OTHER_TOPIC, TOPIC } from '../support/forge.ts'
import { closeAll, join, say, settled, type Person } from '../support/memory-chat.ts'
import { handmadePeer, type Peer } from '../support/peer.ts'
import { syncCrypto, turn } from '../support/sync-crypto.ts'
import { rejectedCode } from '../support/thrown.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'
import { guest } from '../../src/identity/guest.ts'
import type { KeyIdentity } from '../../src/identity/identity.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
let spaces: Space[]
let peers: Peer[]

beforeEach(() => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  spaces = []
  peers = []
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const { network } of peers) await network.close()
  await settled(hub, Promise.all(spaces.map((space) => space.close())))
  await closeAll(hub, people)
})

async function enter(options: JoinOptions = {}): Promise<Person> {
  const person = await join(hub, { platform: virtualPlatform(clock, people.length + 1), join: options })
  people.push(person)
  return person
}

/** Somebody who joins, and everything that is told of the backlog. */
async function latecomer(
  options: JoinOptions,
): Promise<{ chat: GhostChat; told: BacklogProgress[]; network: ReturnType<MemoryHub['network']> }> {
  const network = hub.network()
  clock.advance(100)
  const space = await openSpace('my-dapp', { network, platform: virtualPlatform(clock, 50 + spaces.length) })
  spaces.push(space)
  const chat = await settled(hub, space.joinChat('lobby', options))
  const told: BacklogProgress[] = []
  chat.on('backlog', (progress) => told.push(progress))
  return { chat, told, network }
}

async function handmade(): Promise<Peer> {
  const peer = await handmadePeer(hub, clock.now())
  peers.push(peer)
  await hub.idle()
  return peer
}

async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 100) {
    clock.advance(100)
    await hub.idle()
  }
}

const isOver = (told: readonly BacklogProgress[]): boolean =>
  told.some(({ state }) => state === 'done' || state === 'failed')
const texts = (messages: readonly Message[]): string[] => messages.map(String)

describe('joining with a backlog', () => {
  it('fetches it by itself, and says so from the beginning to the end', async () => {
    const [ann, ben] = [await enter(), await enter()]
    for (const text of ['one', 'two', 'three']) await say(hub, ann, text, [ben])
    const { chat, told } = await latecomer({ backlog: true })
    expect(chat.messages()).toEqual([])
    await pass(1_000)
    expect(told[0]).toEqual({ state: 'asking', asked: 0, answered: 0, messages: 0 })
    expect(told[1]).toEqual({ state: 'asking', asked: 2, answered: 0, messages: 0 })
    expect(told.at(-2)).toEqual({ state: 'asking', asked: 2, answered: 2, messages: 3 })
    expect(told.at(-1)).toEqual({ state: 'done', messages: 3 })
    expect(told.every((progress) => Object.isFrozen(progress))).toBe(true)
    expect(texts(chat.messages())).toEqual(['one', 'two', 'three'])
    expect(chat.messages().every(({ history }) => history)).toBe(true)
  })

  it('nobody is asked without the option', async () => {
    const { told } = await latecomer({})
    const peer = await handmade()
    await pass(4_000)
    expect(told).toEqual([])
    expect(peer.asked()).toBe(0)
  })

  it('within bounds of number and time', async () => {
    const ann = await enter()
    for (const text of ['one', 'two', 'three']) {
      await settled(hub, ann.chat.send(text))
      clock.advance(1_000)
    }
    const few = await latecomer({ backlog: { limit: 1 } })
    const late = await latecomer({ backlog: { since: new Date(clock.now() - 2_500) } })
    await pass(1_000)
    expect(few.told.at(-1)).toEqual({ state: 'done', messages: 1 })
    expect(late.told.at(-1)).toEqual({ state: 'done', messages: 2 })
  })

  it('of an empty room it is empty, once nobody has come', async () => {
    const { told } = await latecomer({ backlog: true })
    await pass(2_500)
    expect(isOver(told)).toBe(false)
    await pass(1_000)
    expect(told.at(-1)).toEqual({ state: 'done', messages: 0 })
  })

  it('who leaves at once asks nobody', async () => {
    const { chat, told } = await latecomer({ backlog: true })
    const peer = await handmade()
    await settled(hub, chat.leaveChat())
    await pass(4_000)
    expect(told).toEqual([])
    expect(peer.asked()).toBe(0)
  })

  it('who leaves meanwhile is told that it is over', async () => {
    const { chat, told } = await latecomer({ backlog: true })
    const peer = await handmade()
    peer.answer = () => new Promise(() => undefined)
    await pass(4_000)
    expect(peer.asked()).toBe(1)
    await settled(hub, chat.leaveChat())
    await hub.idle()
    expect(told.at(-1)).toEqual({ state: 'failed', code: 'ERR_CLOSED' })
  })

  it.each([
    [{ backlog: { limit: 0 } }],
    [{ backlog: { limit: '5' as never } }],
    [{ backlog: { since: new Date(NaN) } }],
    [{ backlog: { since: 5 as never } }],
    [{ backlog: 'yes' as never }],
    [{ backlog: null as never }],
  ])('%j is refused', async (options: JoinOptions) => {
    const ann = await enter()
    expect(await rejectedCode(ann.space.joinChat('other', options))).toBe('ERR_OPTION_INVALID')
  })
})

describe('progress', () => {
  it('of a request is told to its own listener and to all, alike', async () => {
    const [ann, ben] = [await enter(), await enter()]
    await say(hub, ann, 'one', [ben])
    const told: BacklogProgress[] = []
    const mine: BacklogProgress[] = []
    ben.chat.on('backlog', (progress) => told.push(progress))
    await settled(hub, ben.chat.requestBacklog({ onProgress: (progress) => mine.push(progress) }))
    expect(mine.map(({ state }) => state)).toEqual(['asking', 'asking', 'asking', 'done'])
    expect(told).toEqual(mine)
  })

  it('listeners that throw harm nothing', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [ann, ben] = [await enter(), await enter()]
    await say(hub, ann, 'one', [ben])
    const fail = (): never => {
      throw new Error('mine')
    }
    ben.chat.on('backlog', fail)
    const backlog = await settled(hub, ben.chat.requestBacklog({ onProgress: fail }))
    expect(texts(backlog)).toEqual(['one'])
    expect(complaint).toHaveBeenCalledTimes(8)
  })

  it('ends with the code of what went wrong', async () => {
    const ann = await enter()
    const peer = await handmade()
    const ends: BacklogProgress[] = []
    const onProgress = (progress: BacklogProgress): void => {
      if (progress.state !== 'asking') ends.push(progress)
    }
    await pass(3_000)
    expect(await settled(hub, rejectedCode(ann.chat.requestBacklog({ onProgress })))).toBe('ERR_UNREACHABLE')
    peer.answer = () => new Promise(() => undefined)
    const controller = new AbortController()
    const asking = ann.chat.requestBacklog({ onProgress, signal: controller.signal })
    asking.catch(() => undefined)
    await hub.idle()
    const reason = new Error('never mind')
    controller.abort(reason)
    await expect(asking).rejects.toBe(reason)
    await pass(6_000)
    expect(ends).toEqual([
      { state: 'failed', code: 'ERR_UNREACHABLE' },
      { state: 'failed', code: 'ERR_ABORTED' },
    ])
  })

  it('two requests at once are both answered', async () => {
    const [ann, ben] = [await enter(), await enter()]
    await say(hub, ann, 'one', [ben])
    const { chat, told } = await latecomer({ backlog: true })
    clock.advance(1)
    const both = await settled(hub, Promise.all([chat.requestBacklog(), chat.requestBacklog({ limit: 1 })]))
    expect(both.map(texts)).toEqual([['one'], ['one']])
    expect(told.filter(({ state }) => state === 'done')).toHaveLength(3)
  })
})

describe('answerers', () => {
  /** Items of one member who says something every 2 s, as it would have been: `forged` and `foreign` are not. */
  async function items(key: KeyIdentity, count: number, bad = true): Promise<Uint8Array[]> {
    const other = await guest(syncCrypto)
    const made: Uint8Array[] = []
    for (let i = 0; i < count; i++) {
      const iat = Math.round(clock.now() / 1000) - 2 * (count - i)
      const said = { iat, exp: iat + 3_600, seq: i, prev: i === 0 ? null : 'A'.repeat(43) }
      const messages = [{ content: `item ${i}` }]
      const aud = bad && i % 10 === 6 ? OTHER_TOPIC : TOPIC
      const signer = bad && i % 10 === 3 ? other : key
      made.push(bytes(await forge(signer, chatPayload(key.did, { ...said, aud, messages }))))
    }
    return made
  }

  const isValid = (text: string): boolean => !/[36]$/.test(text)

  it('[SY7] of 1,000 items, a tenth tampered with and a tenth of another room, only the valid are kept', async () => {
    const { chat, told } = await latecomer({ backlog: { limit: 200 } })
    const all = await items(await guest(syncCrypto), 1_000)
    for (const from of [0, 400, 800]) {
      const peer = await handmade()
      const mine = all.slice(from, from + 200)
      peer.answer = () => Promise.resolve([encodeHead({ status: 'ok', count: 1_000 }), ...mine, ...all])
    }
    await pass(4_000)
    expect(told.at(-1)).toEqual({ state: 'done', messages: 100 })
    const shown = texts(chat.messages())
    expect(shown).toHaveLength(LIMITS.transcriptMessages)
    expect(shown.filter((text) => !isValid(text))).toEqual([])
    expect(shown.at(-1)).toBe('item 999')
    expect(new Set(shown).size).toBe(shown.length)
  })

  it('[SY9] one that never ends holds up nobody for longer than 5 s, and the others count', async () => {
    const { chat, told } = await latecomer({ backlog: true })
    const [endless, honest] = [await handmade(), await handmade()]
    endless.answer = () => new Promise(() => undefined)
    const given = await items(honest.key, 3, false)
    honest.answer = () => Promise.resolve([encodeHead({ status: 'ok', count: 3 }), ...given])
    await pass(4_000)
    expect(told.at(-1)).toEqual({ state: 'asking', asked: 2, answered: 1, messages: 3 })
    expect(texts(chat.messages())).toEqual(['item 0', 'item 1', 'item 2'])
    await pass(5_000)
    expect(told.at(-1)).toEqual({ state: 'done', messages: 3 })
  })

  it('[SY9] of one that sends 10 MB no more is read than an answer may hold', async () => {
    const { told } = await latecomer({ backlog: true })
    const peer = await handmade()
    let read = 0
    const frames = function* (): Generator<Uint8Array> {
      yield encodeHead({ status: 'ok', count: 200 })
      for (let sent = 0; sent < 10_000_000; sent += 32_768) {
        read += 32_768
        yield new Uint8Array(32_768)
      }
    }
    peer.answer = () => Promise.resolve({ [Symbol.iterator]: frames } as readonly Uint8Array[])
    await pass(4_000)
    expect(told.at(-1)).toEqual({ state: 'done', messages: 0 })
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThanOrEqual(LIMITS.answerBytes + LIMITS.bylineItemBytes + 2 * 32_768)
  })

  it('[TY6] a reply to what nobody has keeps its reference', async () => {
    const ann = await enter()
    const peer = await handmade()
    const unknown = `${'A'.repeat(43)}.0`
    const iat = clock.now() / 1000
    const messages = [
      { content: 'first', replyTo: unknown },
      { content: 'second', replyTo: unknown.replace('.0', '.1') },
    ]
    await peer.channel.publish(
      bytes(await forge(peer.key, chatPayload(peer.key.did, { iat, exp: iat + 60, messages }))),
    )
    await hub.idle()
    expect(ann.chat.messages().map(({ replyTo }) => replyTo)).toEqual([unknown, unknown.replace('.0', '.1')])
  })
})
