import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  GhostChat,
  guest,
  type BacklogProgress,
  type Did,
  type FilterContext,
  type JoinOptions,
  type Message,
  type MessageFilter,
} from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, roomOf, say, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode, thrownCode } from '../support/thrown.ts'

let hub: MemoryHub
let people: Person[]
let ann: Person
let ben: Person

beforeEach(async () => {
  hub = new MemoryHub()
  people = await roomOf(hub, 2)
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
})
afterEach(async () => {
  vi.restoreAllMocks()
  await closeAll(hub, people)
})

/** A third person in the room. */
async function third(options: JoinOptions = {}): Promise<Person> {
  const person = await join(hub, { join: options })
  people.push(person)
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === people.length))
  return person
}

/** Waits until everything said so far has been judged by all. */
let marks = 0
async function mark(): Promise<void> {
  await say(hub, ann, `mark ${++marks}`, people)
}

const texts = (messages: readonly Message[]): string[] =>
  messages.map(String).filter((text) => !text.startsWith('mark'))
const heard = (person: Person): string[] => person.heard.filter((text) => !text.startsWith('mark'))
const noSpam: MessageFilter = ({ text }) => !text.includes('spam')

describe('filters', () => {
  it('narrow the event, messages, the backlog, its progress and direct messages', async () => {
    await say(hub, ann, 'old spam', [ben])
    await say(hub, ann, 'old news', [ben])
    const cem = await third({ filters: [noSpam] })
    const progress: BacklogProgress[] = []
    const backlog = await settled(hub, cem.chat.requestBacklog({ onProgress: (told) => progress.push(told) }))
    expect(texts(backlog)).toEqual(['old news'])
    expect(progress.at(-2)).toMatchObject({ state: 'asking', messages: 1 })
    expect(progress.at(-1)).toEqual({ state: 'done', messages: 1 })
    await settled(hub, ann.chat.send('spam'))
    await settled(hub, ann.chat.send('spam for you', { to: cem.space.did }))
    await settled(hub, ann.chat.send('news for you', { to: cem.space.did }))
    await mark()
    expect(cem.told).toEqual(['news for you'])
    expect(texts(cem.chat.messages())).toEqual(['old news'])
    expect(texts(cem.chat.directMessages())).toEqual(['news for you'])
  })

  it('are a view: what the others are given stays whole', async () => {
    const asked: string[] = []
    const cem = await third({ filters: [({ text }) => asked.push(text) === 0] })
    await settled(hub, ann.chat.send('for everyone'))
    await hub.settle(() => asked.length === 1)
    for (const person of [ann, ben]) await settled(hub, person.chat.leaveChat())
    const dan = await join(hub)
    people.push(dan)
    await hub.settle(() => dan.chat.onlineUsers().length === 2)
    expect(texts(await settled(hub, dan.chat.requestBacklog()))).toEqual(['for everyone'])
    expect(cem.chat.messages()).toEqual([])
  })

  it('all must let a message through', async () => {
    const cem = await third({ filters: [noSpam, ({ text }) => text.length < 10] })
    for (const text of ['spam', 'far too long to be read', 'short']) await settled(hub, ann.chat.send(text))
    await mark()
    expect(heard(cem)).toEqual(['short'])
  })

  it('are asked once a message, with its frozen context, and never for one’s own', async () => {
    const asked: [string, FilterContext][] = []
    await say(hub, ann, 'before', [ben])
    const filter: MessageFilter = ({ text }, context) => asked.push([text, context]) > 0
    const cem = await third({ filters: [filter] })
    await settled(hub, cem.chat.requestBacklog())
    await settled(hub, cem.chat.send('my own'))
    await settled(hub, ann.chat.send('direct', { to: cem.space.did }))
    await say(hub, ann, 'live', [cem])
    for (let i = 0; i < 3; i++) {
      expect(cem.chat.messages()).toHaveLength(3)
      expect(cem.chat.directMessages()).toHaveLength(1)
    }
    const where = { room: 'lobby', space: 'my-dapp' }
    expect(asked).toEqual([
      ['before', { history: true, direct: false, ...where }],
      ['direct', { history: false, direct: true, ...where }],
      ['live', { history: false, direct: false, ...where }],
    ])
    expect(asked.every(([, context]) => Object.isFrozen(context))).toBe(true)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine')
      },
      1,
    ],
    ['answers nothing', () => undefined as never, 1],
    ['answers something else', () => 'yes' as never, 1],
    ['answers later', () => Promise.resolve(true) as never, 1],
    ['fails later', () => Promise.reject(new Error('mine')) as never, 2],
  ])('one that %s hides the message, and that is reported', async (_, filter: MessageFilter, complaints) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const cem = await third({ filters: [filter] })
    await settled(hub, ann.chat.send('hidden'))
    await settled(hub, cem.chat.send('my own'))
    await hub.settle(() => heard(ann).length === 2 && complaint.mock.calls.length >= complaints)
    expect(heard(cem)).toEqual(['my own'])
    expect(texts(cem.chat.messages())).toEqual(['my own'])
    expect(complaint).toHaveBeenCalledTimes(complaints)
  })

  it('one that reads the messages it is asked about does not go round in circles', async () => {
    let seen = -1
    const cem: Person = await third({
      filters: [
        () => {
          seen = cem.chat.messages().length
          return true
        },
      ],
    })
    await say(hub, ann, 'hello', [cem])
    expect(seen).toBe(0)
    expect(cem.chat.messages()).toHaveLength(1)
  })

  it.each([['none' as never], [[1] as never], [[noSpam, null] as never]])(
    '%j are refused',
    async (filters) => {
      expect(await rejectedCode(ann.space.joinChat('other', { filters }))).toBe('ERR_OPTION_INVALID')
    },
  )
})

describe('blocks', () => {
  it('hide what a user says, live, in memory, in the backlog and directly, until they are taken back', async () => {
    const cem = await third()
    await say(hub, ben, 'one', [cem])
    cem.chat.block(ben.space.did)
    await settled(hub, ben.chat.send('two'))
    await settled(hub, ben.chat.send('three', { to: cem.space.did }))
    await mark()
    expect(heard(cem)).toEqual(['one'])
    expect(cem.told).toEqual([])
    expect(texts(cem.chat.messages())).toEqual([])
    expect(texts(cem.chat.directMessages())).toEqual([])
    expect(texts(await settled(hub, cem.chat.requestBacklog()))).toEqual([])
    expect(cem.chat.blockedUsers()).toEqual([ben.space.did])
    expect(cem.chat.onlineUsers()).toContain(ben.space.did)
    cem.chat.unblock(ben.space.did)
    expect(texts(cem.chat.messages())).toEqual(['one', 'two'])
    expect(texts(cem.chat.directMessages())).toEqual(['three'])
    expect(cem.chat.blockedUsers()).toEqual([])
    await say(hub, ben, 'four', [cem])
  })

  it('are told to nobody: the blocked one hears and is heard by others as before', async () => {
    const cem = await third()
    const frames = vi.fn()
    const watcher = hub.network()
    watcher.open('3box.chat.my-dapp.lobby', {
      judge: () => {
        frames()
        return Promise.resolve('accept')
      },
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost: () => undefined,
    })
    cem.chat.block(ben.space.did)
    await hub.flush()
    expect(frames).not.toHaveBeenCalled()
    await say(hub, ben, 'to all', [ann])
    await say(hub, cem, 'to all too', [ben])
    await watcher.close()
  })

  it('hold in every room of the space, and after leaving and joining again', async () => {
    ann.chat.block(ben.space.did)
    const other = await settled(hub, ann.space.joinChat('other'))
    expect(other.blockedUsers()).toEqual([ben.space.did])
    await settled(hub, ann.chat.leaveChat())
    const again = await settled(hub, ann.space.joinChat('lobby'))
    const seen: string[] = []
    again.on('message', (_, message) => seen.push(String(message)))
    await hub.settle(() => again.onlineUsers().length === 2)
    await settled(hub, ben.chat.send('hello'))
    await settled(hub, again.send('mine'))
    await hub.settle(() => ben.heard.includes('mine') && seen.length === 1)
    expect(seen).toEqual(['mine'])
  })

  it('are there before a chat made by hand has joined', async () => {
    const chat = new GhostChat('lobby', { space: 'my-dapp', network: hub.network() })
    chat.block(ben.space.did)
    const seen: string[] = []
    chat.on('message', (_, message) => seen.push(String(message)))
    await settled(hub, chat.joinChat())
    await settled(hub, ben.chat.send('hidden'))
    await settled(hub, ann.chat.send('shown'))
    await hub.settle(() => seen.length > 0)
    expect(seen).toEqual(['shown'])
    await settled(hub, chat.leaveChat())
  })

  it('oneself, and what is no DID, cannot be blocked; blocking twice is once', async () => {
    expect(
      thrownCode(() => {
        ann.chat.block(ann.space.did)
      }),
    ).toBe('ERR_OPTION_INVALID')
    for (const did of ['', 'ben', 7, null, `did:key:${'z'.repeat(300)}`]) {
      expect(
        thrownCode(() => {
          ann.chat.block(did as Did)
        }),
      ).toBe('ERR_OPTION_INVALID')
      expect(
        thrownCode(() => {
          ann.chat.unblock(did as Did)
        }),
      ).toBe('ERR_OPTION_INVALID')
    }
    const { did } = await guest()
    ann.chat.block(did)
    ann.chat.block(did)
    expect(ann.chat.blockedUsers()).toEqual([did])
    expect(Object.isFrozen(ann.chat.blockedUsers())).toBe(true)
    ann.chat.unblock(did)
    ann.chat.unblock(did)
    expect(ann.chat.blockedUsers()).toEqual([])
  })
})
