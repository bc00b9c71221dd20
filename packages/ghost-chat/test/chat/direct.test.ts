import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guest } from '../../src/identity/guest.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { encodeRequest, parseHead } from '../../src/room/requests.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import type { Message } from '../../src/index.ts'
import { closeAll, join, roomOf, say, settled, type Person } from '../support/memory-chat.ts'
import { TOPIC } from '../support/forge.ts'
import { rejectedCode } from '../support/thrown.ts'
import { turn } from '../support/sync-crypto.ts'

let hub: MemoryHub
let people: Person[]

beforeEach(() => {
  hub = new MemoryHub({ turn })
  people = []
})
afterEach(() => closeAll(hub, people))

async function three(): Promise<[Person, Person, Person]> {
  people = await roomOf(hub, 3)
  return people as [Person, Person, Person]
}

/** Tells `to` something and waits until it is done. */
function tell(from: Person, to: Person, text: string): Promise<Message> {
  return settled(hub, from.chat.send(text, { to: to.space.did }))
}

describe('direct messages', () => {
  it('[DM1] one reaches the one it is for, is echoed to its sender, and nobody else hears of it', async () => {
    const [ann, ben, cat] = await three()
    const message = await tell(ann, ben, 'psst')
    expect(message).toMatchObject({ from: ann.space.did, to: ben.space.did, text: 'psst', history: false })
    expect([ann.told, ben.told, cat.told]).toEqual([['psst'], ['psst'], []])
    expect([ann.heard, ben.heard, cat.heard]).toEqual([[], [], []])
    expect(ben.chat.directMessages()).toMatchObject([{ id: message.id, to: ben.space.did, own: false }])
    expect(ann.chat.directMessages()).toEqual([message])
    expect(message.own).toBe(true)
    expect([ann, ben].flatMap(({ chat }) => chat.messages())).toEqual([])
  })

  it('[DM1] every session of both users shows it, once', async () => {
    const [mine, yours] = [await guest(), await guest()]
    const join2 = async (identity: typeof mine): Promise<Person[]> => [
      await join(hub, { identity }),
      await join(hub, { identity }),
    ]
    const [ann, ben] = [await join2(mine), await join2(yours)]
    people = [...ann, ...ben]
    await hub.settle(() =>
      people.every(({ chat }) => chat.users().every(({ sessions }) => sessions.length === 2)),
    )
    const [first] = ann
    if (first === undefined) throw new Error('Ann has two tabs.')
    await settled(hub, first.chat.send('psst', { to: yours.did }))
    await hub.settle(() => people.every(({ told }) => told.length === 1))
    expect(people.map(({ chat }) => chat.directMessages().map(String))).toEqual(Array(4).fill(['psst']))
  })

  it('[DM4] it comes in no backlog', async () => {
    const [ann, ben] = await three()
    await say(hub, ann, 'to all', people)
    await tell(ann, ben, 'psst')
    const dan = await join(hub)
    people.push(dan)
    const backlog = await settled(hub, dan.chat.requestBacklog())
    expect(backlog.map(String)).toEqual(['to all'])
    expect((await settled(hub, ben.chat.requestBacklog())).map(String)).not.toContain('psst')
  })

  it('[DM1] an answer to one goes to the other of the two', async () => {
    const [ann, ben, cat] = await three()
    const message = await tell(ann, ben, 'psst')
    const answer = await settled(hub, ben.chat.reply(message, 'what?'))
    expect(answer).toMatchObject({ to: ann.space.did, replyTo: message.id })
    const again = await settled(hub, ben.chat.reply(answer, 'well?'))
    expect(again.to).toBe(ann.space.did)
    expect(ann.told).toEqual(['psst', 'what?', 'well?'])
    expect([...cat.told, ...cat.heard]).toEqual([])
  })

  it('[DM1] an answer by the id alone goes to the other of the two as well', async () => {
    const [ann, ben, cat] = await three()
    const message = await tell(ann, ben, 'psst')
    const answer = await settled(hub, ben.chat.reply(message.id, 'what?'))
    expect(answer).toMatchObject({ to: ann.space.did, replyTo: message.id })
    expect(ann.told).toEqual(['psst', 'what?'])
    expect([...cat.told, ...cat.heard]).toEqual([])
  })

  it('[DM4] the most natural bot publishes no direct message, and can tell its own words', async () => {
    const [ann, bot, cat] = await three()
    bot.chat.on('message', (_, message) => {
      if (!message.own) return bot.chat.send(`you said: ${message.text}`)
      return undefined
    })
    await tell(ann, bot, 'secret pin 1234')
    await say(hub, ann, 'hello', people)
    await hub.settle(() => cat.heard.includes('you said: hello'))
    expect(cat.heard).toEqual(['hello', 'you said: hello'])
  })

  it('[DM5] a user that is not here is gone', async () => {
    const [ann, ben] = await three()
    await settled(hub, ben.chat.leaveChat())
    await hub.settle(() => ann.chat.onlineUsers().length === 2)
    expect(await rejectedCode(tell(ann, ben, 'psst'))).toBe('ERR_USER_GONE')
    const stranger = await guest()
    expect(await rejectedCode(ann.chat.send('psst', { to: stranger.did }))).toBe('ERR_USER_GONE')
    expect(ann.told).toEqual([])
    expect(ann.chat.directMessages()).toEqual([])
  })

  it('[DM5] a user whose link is cut is not reached', async () => {
    const [ann, ben] = await three()
    ben.network.linked = false
    expect(await rejectedCode(tell(ann, ben, 'psst'))).toBe('ERR_UNREACHABLE')
    expect(ann.told).toEqual([])
    // Its number is used up; the next one arrives all the same.
    ben.network.linked = true
    await tell(ann, ben, 'again')
    expect(ben.told).toEqual(['again'])
  })

  it('[DM5] what is no DID is refused', async () => {
    const [ann] = await three()
    expect(await rejectedCode(ann.chat.send('psst', { to: 'ben' as never }))).toBe('ERR_OPTION_INVALID')
  })

  it('[DM6] a sender keeps to the flood rule, counted apart', async () => {
    const [ann, ben] = await three()
    for (let i = 0; i < LIMITS.floodMessages; i++) await tell(ann, ben, `${i}`)
    expect(await rejectedCode(tell(ann, ben, 'one too many'))).toBe('ERR_RATE_LIMITED')
    await say(hub, ann, 'to all', people)
    expect(ben.told).toHaveLength(LIMITS.floodMessages)
    expect(ben.heard).toEqual(['to all'])
  })

  it('[DM6] a receiver that has had enough says so, and nothing is echoed', async () => {
    people = [
      await join(hub, { join: { flood: false } }),
      await join(hub, { join: { flood: { messages: 1, window: 30_000 } } }),
    ]
    const [ann, ben] = people as [Person, Person]
    await hub.settle(() => ann.chat.onlineUsers().length === 2)
    await tell(ann, ben, 'one')
    expect(await rejectedCode(tell(ann, ben, 'two'))).toBe('ERR_RATE_LIMITED')
    expect([ann.told, ben.told]).toEqual([['one'], ['one']])
  })

  it('[DM1] what is no envelope is answered with "unknown"', async () => {
    const [ann] = await three()
    const channel = hub.network().open(TOPIC, {
      judge: () => Promise.resolve('accept'),
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost: () => undefined,
    })
    const ask = async (envelope: unknown): Promise<string | undefined> => {
      const request = encodeRequest({ ask: 'direct', envelope } as never)
      for await (const frame of channel.request(ann.network.self, request, {
        maxFrames: 1,
        maxBytes: 1_000,
      }))
        return parseHead(frame)?.status
      return undefined
    }
    const statuses = Promise.all([ask('x.y.z'), ask(7), ask('')])
    expect(await settled(hub, statuses)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(ann.heard).toEqual([])
    await channel.close()
  })
})
