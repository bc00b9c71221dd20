import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GhostChat, guest, Message, openSpace, type Connection } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, roomOf, say, settled, type Person } from '../support/memory-chat.ts'

let hub: MemoryHub
let people: Person[] = []

beforeEach(() => {
  hub = new MemoryHub()
})
afterEach(async () => {
  await closeAll(hub, people)
  people = []
})

async function room(count: number): Promise<Person[]> {
  people = await roomOf(hub, count)
  return people
}

async function two(): Promise<[Person, Person]> {
  const [ann, ben] = await room(2)
  if (ann === undefined || ben === undefined) throw new Error('a room of two has two people')
  return [ann, ben]
}

describe('a room', () => {
  it('people in a room see each other and talk', async () => {
    const [ann, ben] = await two()
    await say(hub, ann, 'hello', [ann, ben])
    expect(ben.heard).toEqual(['hello'])
    expect(ben.chat.onlineUsers()).toEqual([ben.space.did, ann.space.did])
    expect(ann.events).toEqual([`user-joined ${ben.space.did}`])
  })

  it('send resolves with the message, which is emitted here too, and frozen', async () => {
    const [ann] = await two()
    const emitted: Message[] = []
    ann.chat.on('message', (did, message) => {
      expect(did).toBe(ann.space.did)
      emitted.push(message)
    })
    const message = await settled(hub, ann.chat.send('hello'))
    expect(emitted).toEqual([message])
    expect(message).toBeInstanceOf(Message)
    expect(Object.isFrozen(message)).toBe(true)
    expect(message).toMatchObject({ from: ann.space.did, content: 'hello', text: 'hello', history: false })
    expect(message.timestamp).toBeInstanceOf(Date)
    expect(String(message)).toBe('hello')
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- what the draft does
    expect(`${message}`).toBe('hello')
  })

  it('the receiver has the same message, by id', async () => {
    const [ann, ben] = await two()
    const sent = await say(hub, ann, 'hello', [ben])
    expect(ben.chat.messages()).toEqual([{ ...sent, own: false }])
  })

  it('a message may be a JSON object, and is a copy', async () => {
    const [ann, ben] = await two()
    const move = { type: 'move', to: [3, 4] }
    const sending = ann.chat.send(move)
    move.to = [9, 9]
    await settled(hub, sending)
    await hub.settle(() => ben.chat.messages().length === 1)
    const [received] = ben.chat.messages()
    expect(received?.content).toEqual({ type: 'move', to: [3, 4] })
    expect(received?.text).toBe('{"type":"move","to":[3,4]}')
    expect(Object.isFrozen(received?.content)).toBe(true)
  })

  it('a reply refers to its message, by object or by id', async () => {
    const [ann, ben] = await two()
    const question = await say(hub, ann, 'anyone?', [ben])
    await settled(hub, ben.chat.reply(question, 'me'))
    await settled(hub, ben.chat.reply(question.id, 'too'))
    await hub.settle(() => ann.heard.length === 3)
    expect(ann.chat.messages().map((message) => message.replyTo)).toEqual([
      undefined,
      question.id,
      question.id,
    ])
  })

  it('a late joiner gets the backlog, as history, and no event for it', async () => {
    const [ann, ben] = await two()
    await say(hub, ann, 'one', [ben])
    await say(hub, ben, 'two', [ann])
    const cem = await join(hub)
    people.push(cem)
    await hub.settle(() => cem.chat.onlineUsers().length === 3)
    const backlog = await settled(hub, cem.chat.requestBacklog())
    expect(backlog.map(String)).toEqual(['one', 'two'])
    expect(backlog.every((message) => message.history)).toBe(true)
    expect(cem.chat.messages()).toEqual(backlog)
    expect(cem.heard).toEqual([])
    expect(backlog.map((message) => message.id)).toEqual(ann.chat.messages().map((message) => message.id))
  })

  it('[SY5] a backlog is more than what one latecomer has heard', async () => {
    const [ann, ben] = await two()
    await say(hub, ann, 'before cem', [ben])
    const cem = await join(hub)
    people.push(cem)
    await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === 3))
    await say(hub, ann, 'after cem', [ben, cem])
    ben.network.linked = false
    const dan = await join(hub)
    people.push(dan)
    await hub.settle(() => dan.chat.onlineUsers().length === 4)
    expect((await settled(hub, dan.chat.requestBacklog())).map(String)).toEqual(['before cem', 'after cem'])
    ben.network.linked = true
  })

  it('[SY11] a backlog that is asked for right after joining is what was said before', async () => {
    const [ann, ben] = await two()
    await say(hub, ann, 'one', [ben])
    const space = await openSpace('my-dapp', { network: hub.network() })
    const backlog = await settled(
      hub,
      space.joinChat('lobby').then((chat) => chat.requestBacklog()),
    )
    expect(backlog.map(String)).toEqual(['one'])
    await settled(hub, space.close())
  })

  it('a backlog can be limited in number and time', async () => {
    const [ann, ben] = await two()
    const sent = []
    for (const text of ['one', 'two', 'three']) sent.push(await say(hub, ann, text, [ben]))
    const backlog = await settled(hub, ben.chat.requestBacklog({ limit: 2 }))
    expect(backlog.map(String)).toEqual(['two', 'three'])
    const since = sent[1]?.timestamp ?? new Date()
    const later = await settled(hub, ben.chat.requestBacklog({ since }))
    expect(later.map(String)).toEqual(['two', 'three'])
  })

  it('a backlog in an empty room is what one has said oneself', async () => {
    const ann = await join(hub)
    people = [ann]
    expect(await settled(hub, ann.chat.requestBacklog())).toEqual([])
    await settled(hub, ann.chat.send('echo'))
    expect((await settled(hub, ann.chat.requestBacklog())).map(String)).toEqual(['echo'])
  })

  it('who leaves is gone at once, and hears nothing more', async () => {
    const [ann, ben] = await two()
    await settled(hub, ben.chat.leaveChat())
    await hub.settle(() => ann.chat.onlineUsers().length === 1)
    expect(ann.events.at(-1)).toBe(`user-left ${ben.space.did}`)
    await settled(hub, ann.chat.send('anyone?'))
    await hub.flush()
    expect(ben.heard).toEqual([])
    expect(ben.chat.onlineUsers()).toEqual([])
    expect(ben.chat.messages()).toEqual([])
  })

  it('what was said just before leaving is still said', async () => {
    const [ann, ben] = await two()
    const saying = ben.chat.send('bye')
    await settled(hub, ben.chat.leaveChat())
    expect(String(await saying)).toBe('bye')
    await hub.settle(() => ann.chat.onlineUsers().length === 1)
    expect(ann.heard).toEqual(['bye'])
  })

  it('joining again after leaving works, as a new chat', async () => {
    const [ann, ben] = await two()
    const before = ben.chat
    await settled(hub, before.leaveChat())
    const chat = await settled(hub, ben.space.joinChat('lobby'))
    expect(chat).not.toBe(before)
    const heard: string[] = []
    chat.on('message', (_, message) => heard.push(String(message)))
    await hub.settle(() => chat.onlineUsers().length === 2 && ann.chat.onlineUsers().length === 2)
    await settled(hub, ann.chat.send('welcome back'))
    await hub.settle(() => heard.length === 1)
    expect(heard).toEqual(['welcome back'])
    expect(ben.heard).toEqual([])
  })

  it('joining a room twice gives the same chat, also while joining', async () => {
    const ann = await join(hub)
    people = [ann]
    expect(await ann.space.joinChat('lobby')).toBe(ann.chat)
    const both = Promise.all([ann.space.joinChat('cellar'), ann.space.joinChat('cellar')])
    const [one, two] = await settled(hub, both)
    expect(one).toBe(two)
  })

  it('two rooms of one space are isolated', async () => {
    const [ann, ben] = await two()
    const cellar = await settled(hub, ann.space.joinChat('cellar'))
    await settled(hub, cellar.send('down here'))
    await hub.flush()
    expect(ben.heard).toEqual([])
    await settled(hub, cellar.leaveChat())
    await say(hub, ben, 'still here', [ann])
  })

  it('the same room name in two spaces is two rooms', async () => {
    const ann = await join(hub)
    const eve = await join(hub, { space: 'other-dapp' })
    people = [ann, eve]
    await settled(hub, ann.chat.send('hello'))
    await hub.flush()
    expect(eve.heard).toEqual([])
    expect(eve.chat.onlineUsers()).toHaveLength(1)
  })

  it('one user in two tabs is one user', async () => {
    const identity = await guest()
    const ann = await join(hub)
    const tabs = [await join(hub, { identity }), await join(hub, { identity })]
    people = [ann, ...tabs]
    await hub.settle(() =>
      tabs.every((tab) => tab.chat.onlineUsers().length === 2 && ann.chat.users().length === 2),
    )
    await hub.settle(() => ann.chat.users()[1]?.sessions.length === 2)
    expect(ann.events).toEqual([`user-joined ${identity.did}`])
    const [first, second] = tabs
    await settled(hub, first?.chat.leaveChat() ?? Promise.resolve())
    await hub.settle(() => ann.chat.users()[1]?.sessions.length === 1)
    expect(ann.events).toHaveLength(1)
    await settled(hub, second?.chat.leaveChat() ?? Promise.resolve())
    await hub.settle(() => ann.events.length === 2)
    expect(ann.events[1]).toBe(`user-left ${identity.did}`)
  })

  it('people are seen by the names they give themselves', async () => {
    const ann = await join(hub, { join: { profile: { name: 'Ann' } } })
    const ben = await join(hub, { join: { profile: { name: 'Ben' } } })
    people = [ann, ben]
    await hub.settle(() => ann.chat.users().length === 2 && ben.chat.users().length === 2)
    expect(ben.chat.users()).toMatchObject([
      { did: ben.space.did, name: 'Ben', sessions: [{ self: true }], self: true },
      { did: ann.space.did, name: 'Ann', sessions: [{ self: false }], self: false },
    ])
  })

  it('the connection is visible, and so is its loss', async () => {
    const [ann, ben] = await two()
    const seen: Connection['state'][] = []
    ann.chat.on('connection', (connection) => seen.push(connection.state))
    expect(ann.chat.connection).toEqual({
      state: 'relayed',
      peers: [{ did: ben.space.did, path: 'relayed', rtt: null }],
      clock: { offset: 0, source: 'own' },
    })
    ann.network.linked = false
    expect(ann.chat.connection.state).toBe('offline')
    ann.network.linked = true
    expect(seen).toEqual(['offline', 'relayed'])
  })

  it('a room of thirty finds itself', async () => {
    const everyone = await room(30)
    const first = everyone[0]
    if (first === undefined) throw new Error('a room of thirty has a first')
    await say(hub, first, 'hello all', everyone)
    expect(everyone.every((person) => person.heard.length === 1)).toBe(true)
  })
})

describe('listeners', () => {
  it('live side by side; on returns what takes one away; off and once exist', async () => {
    const [ann, ben] = await two()
    const [one, two_, three] = [vi.fn(), vi.fn(), vi.fn()]
    const remove = ben.chat.on('message', one)
    ben.chat.on('message', two_)
    ben.chat.once('message', three)
    await say(hub, ann, 'first', [ben])
    remove()
    remove()
    ben.chat.off('message', two_)
    await say(hub, ann, 'second', [ben])
    expect(one).toHaveBeenCalledTimes(1)
    expect(two_).toHaveBeenCalledTimes(1)
    expect(three).toHaveBeenCalledTimes(1)
  })

  it('one that throws, or fails later, harms neither the room nor the others', async () => {
    const [ann, ben] = await two()
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    ben.chat.on('message', () => {
      throw new Error('mine')
    })
    ben.chat.on('message', () => Promise.reject(new Error('mine, later')))
    const last = vi.fn()
    ben.chat.on('message', last)
    await say(hub, ann, 'one', [ben])
    await say(hub, ann, 'two', [ben])
    expect(last).toHaveBeenCalledTimes(2)
    expect(reported).toHaveBeenCalledTimes(4)
    reported.mockRestore()
  })

  it('a listener that is no function is refused', async () => {
    const ann = await join(hub)
    people = [ann]
    expect(() => ann.chat.on('message', undefined as never)).toThrow('"listener" expected a function')
  })
})

describe('new GhostChat', () => {
  it('lets listeners be there before the room is joined', async () => {
    const [ann] = await two()
    const space = await openSpace('my-dapp', { network: hub.network() })
    const chat = new GhostChat('lobby', { space })
    const joined: string[] = []
    chat.on('user-joined', (did) => joined.push(did))
    expect(chat.onlineUsers()).toEqual([])
    const clock = { offset: 0, source: 'own' }
    expect(chat.connection).toEqual({ state: 'offline', peers: [], clock })
    expect(await settled(hub, chat.joinChat())).toBe(chat)
    await hub.settle(() => joined.length === 2)
    expect(joined).toContain(ann.space.did)
    await settled(hub, space.close())
    expect(chat.onlineUsers()).toEqual([])
  })

  it('opens the space by name, and closes it with the room', async () => {
    const network = hub.network()
    const closed = vi.spyOn(network, 'close')
    const chat = new GhostChat('lobby', { space: 'my-dapp', network })
    await settled(hub, chat.joinChat())
    await settled(hub, chat.send('alone'))
    await settled(hub, chat.leaveChat())
    expect(closed).toHaveBeenCalledOnce()
  })

  it('leaving twice, or before joining, is harmless', async () => {
    const chat = new GhostChat('lobby', { space: 'my-dapp', network: hub.network() })
    await chat.leaveChat()
    await settled(hub, chat.joinChat())
    await settled(hub, Promise.all([chat.leaveChat(), chat.leaveChat()]))
    await chat.leaveChat()
  })
})
