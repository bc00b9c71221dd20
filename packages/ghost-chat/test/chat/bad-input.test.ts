import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GhostChat, GhostChatError, guest, LIMITS, openSpace, type KeyIdentity } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, roomOf, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode, thrownCode } from '../support/thrown.ts'

let hub: MemoryHub
let people: Person[]
let ann: Person

beforeEach(async () => {
  hub = new MemoryHub()
  ann = await join(hub)
  people = [ann]
})
afterEach(async () => {
  await closeAll(hub, people)
})

const sendCode = (content: unknown): Promise<string | undefined> =>
  rejectedCode(settled(hub, ann.chat.send(content as string)))

describe('names', () => {
  it.each(['', ' ', 'a'.repeat(65), 'a\0b', 'a\u202eb', ' lobby'])(
    'a room cannot be called %j',
    async (name) => {
      expect(await rejectedCode(ann.space.joinChat(name))).toBe('ERR_NAME_INVALID')
      expect(thrownCode(() => new GhostChat(name, { space: ann.space }))).toBe('ERR_NAME_INVALID')
    },
  )

  it.each(['', 'a'.repeat(65), 'a\nb'])('a space cannot be called %j', async (name) => {
    expect(await rejectedCode(openSpace(name, { network: hub.network() }))).toBe('ERR_NAME_INVALID')
  })

  it.each(['', 'a'.repeat(65), 'a\u0007', 7])('nobody can be called %j', async (name) => {
    const profile = { name: name as string }
    expect(await rejectedCode(ann.space.joinChat('other', { profile }))).toBe('ERR_NAME_INVALID')
  })

  it.each(['a.b', 'émoji 👻', '%2E', 'a/b?c#d', '…'])(
    'a room can be called %j, and is found by it',
    async (name) => {
      const one = await settled(hub, ann.space.joinChat(name))
      const ben = await join(hub, { room: name })
      people.push(ben)
      await hub.settle(() => one.onlineUsers().length === 2)
      expect(one.name).toBe(name.normalize('NFC'))
    },
  )

  it('a room that only looks the same is another room', async () => {
    const latin = await settled(hub, ann.space.joinChat('pay'))
    const ben = await join(hub, { room: 'рау' })
    people.push(ben)
    await hub.flush()
    expect(latin.onlineUsers()).toHaveLength(1)
    expect(ben.chat.onlineUsers()).toHaveLength(1)
  })
})

describe('messages', () => {
  it('an empty one is refused', async () => {
    expect(await sendCode('')).toBe('ERR_MESSAGE_EMPTY')
    expect(await sendCode(null)).toBe('ERR_MESSAGE_EMPTY')
  })

  it('8,191 and 8,192 bytes are sent, 8,193 are refused', async () => {
    expect(await sendCode('x'.repeat(8_191))).toBeUndefined()
    expect(await sendCode('x'.repeat(8_192))).toBeUndefined()
    expect(await sendCode('x'.repeat(8_193))).toBe('ERR_MESSAGE_TOO_LARGE')
    expect(await sendCode('é'.repeat(4_096))).toBeUndefined()
    expect(await sendCode(`${'é'.repeat(4_096)}x`)).toBe('ERR_MESSAGE_TOO_LARGE')
    expect(await sendCode({ a: 'x'.repeat(8_192 - 8) })).toBeUndefined()
    expect(await sendCode({ a: 'x'.repeat(8_192 - 7) })).toBe('ERR_MESSAGE_TOO_LARGE')
  })

  it('[TY5] a number that JSON cannot write is refused, at any depth', async () => {
    for (const content of [Infinity, -Infinity, NaN, [Infinity], { a: [{ b: NaN }] }])
      expect(await sendCode(content)).toBe('ERR_MESSAGE_INVALID')
  })

  it('8 KiB of quotes and line breaks fit, however they are escaped', async () => {
    expect(await sendCode('"\n'.repeat(4_096))).toBeUndefined()
  })

  it('8 KiB of control characters do not fit once escaped, and that is said', async () => {
    expect(await sendCode('\u0001'.repeat(8_192))).toBe('ERR_MESSAGE_TOO_LARGE')
    expect(await sendCode('x'.repeat(10_000_000))).toBe('ERR_MESSAGE_TOO_LARGE')
  })

  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)])
  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['something cyclic', cyclic],
    ['a toJSON that throws', { toJSON: () => { throw new Error('mine') } }], // prettier-ignore
    ['something nested 17 deep', deep(17)],
  ])('%s is no message', async (_, content) => {
    expect(await sendCode(content)).toBe('ERR_MESSAGE_INVALID')
  })

  it('something nested 16 deep is a message', async () => {
    expect(await sendCode(deep(16))).toBeUndefined()
  })

  it.each([undefined, null, 7, 'x', {}, { id: 'x' }, `${'A'.repeat(43)}.64`])(
    '%j cannot be replied to',
    async (to) => {
      expect(await rejectedCode(ann.chat.reply(to as never, 'me too'))).toBe('ERR_REPLY_INVALID')
    },
  )

  it('more than 20 messages in 30 s are refused, and said so', async () => {
    for (let i = 0; i < 20; i++) expect(await sendCode(`${i}`)).toBeUndefined()
    expect(await sendCode('one too many')).toBe('ERR_RATE_LIMITED')
    expect(ann.heard).toHaveLength(20)
  })

  it('what waits counts too: 21 at once are one too many', async () => {
    const codes = await Promise.all(Array.from({ length: 21 }, (_, i) => sendCode(`${i}`)))
    expect(codes.filter((code) => code === 'ERR_RATE_LIMITED')).toHaveLength(1)
  })
})

describe('out of turn', () => {
  it('nothing is sent before joining, while joining, or after leaving', async () => {
    const chat = new GhostChat('other', { space: ann.space })
    expect(await rejectedCode(chat.send('x'))).toBe('ERR_NOT_JOINED')
    const joining = chat.joinChat()
    expect(await rejectedCode(chat.send('x'))).toBe('ERR_NOT_JOINED')
    await settled(hub, joining)
    expect(await rejectedCode(settled(hub, chat.send('x')))).toBeUndefined()
    await settled(hub, chat.leaveChat())
    expect(await rejectedCode(chat.send('x'))).toBe('ERR_NOT_JOINED')
    expect(await rejectedCode(chat.reply(`${'A'.repeat(43)}.0` as never, 'x'))).toBe('ERR_NOT_JOINED')
    expect(await rejectedCode(chat.requestBacklog())).toBe('ERR_NOT_JOINED')
  })

  it('a room is joined by one chat of a space at a time', async () => {
    const twin = new GhostChat('lobby', { space: ann.space })
    expect(await rejectedCode(twin.joinChat())).toBe('ERR_ALREADY_JOINED')
    await settled(hub, ann.chat.send('still here'))
    expect(ann.heard).toEqual(['still here'])
  })

  it('a room can be joined again while it is still being left', async () => {
    const leaving = ann.chat.leaveChat()
    const chat = await settled(hub, ann.space.joinChat('lobby'))
    await leaving
    expect(chat).not.toBe(ann.chat)
    await settled(hub, chat.send('back'))
    expect(chat.messages().map(String)).toEqual(['back'])
  })

  it('a space that is closed while a room is being joined gives that up', async () => {
    hub.up = false
    const space = await openSpace('my-dapp', { network: hub.network() })
    const code = rejectedCode(space.joinChat('lobby'))
    await settled(hub, space.close())
    expect(await code).toBe('ERR_CLOSED')
    hub.up = true
  })

  it('an identity that cannot sign, or signs with another key, joins nothing', async () => {
    const [real, other] = [await guest(), await guest()]
    const refuse = async (sign: KeyIdentity['sign']): Promise<string | undefined> => {
      const space = await openSpace('my-dapp', { network: hub.network(), identity: { ...real, sign } })
      const code = await rejectedCode(settled(hub, space.joinChat('lobby')))
      await space.close()
      return code
    }
    expect(await refuse(() => Promise.reject(new Error('locked')))).toBe('ERR_IDENTITY')
    expect(await refuse((data) => other.sign(data))).toBe('ERR_IDENTITY')
    expect(hub.rejectsOf(ann.network.self)).toBe(0)
  })

  it('a closed space opens no room', async () => {
    const space = await openSpace('my-dapp', { network: hub.network() })
    await space.close()
    await space.close()
    expect(await rejectedCode(space.joinChat('lobby'))).toBe('ERR_CLOSED')
  })

  it('leaving while joining leaves', async () => {
    const chat = new GhostChat('other', { space: ann.space })
    const joining = chat.joinChat()
    const code = rejectedCode(joining)
    await settled(hub, chat.leaveChat())
    expect(await code).toBe('ERR_CLOSED')
    expect(chat.onlineUsers()).toEqual([])
    expect(await rejectedCode(settled(hub, chat.joinChat()))).toBeUndefined()
  })

  it('a room is joined again after joining failed', async () => {
    hub.up = false
    expect(await rejectedCode(settled(hub, ann.space.joinChat('other', { timeout: 5 })))).toBe(
      'ERR_RELAY_UNREACHABLE',
    )
    hub.up = true
    const chat = await settled(hub, ann.space.joinChat('other'))
    expect(chat.onlineUsers()).toEqual([ann.space.did])
  })

  it('joining can be called off', async () => {
    hub.up = false
    const reason = new Error('never mind')
    const controller = new AbortController()
    const joining = ann.space.joinChat('other', { signal: controller.signal })
    controller.abort(reason)
    await expect(settled(hub, joining)).rejects.toBe(reason)
    await expect(ann.space.joinChat('third', { signal: controller.signal })).rejects.toBe(reason)
    hub.up = true
  })
})

describe('options', () => {
  it('a space needs a relay or a network', async () => {
    expect(await rejectedCode(openSpace('my-dapp'))).toBe('ERR_OPTION_INVALID')
    expect(await rejectedCode(openSpace('my-dapp', { relays: [] }))).toBe('ERR_OPTION_INVALID')
    expect(await rejectedCode(openSpace('my-dapp', { relays: 'http://x' as never }))).toBe(
      'ERR_OPTION_INVALID',
    )
    expect(await rejectedCode(openSpace('my-dapp', { relays: [7] as never }))).toBe('ERR_OPTION_INVALID')
  })

  it.each(['', 'relay', 'ftp://example.org', 'http://', '/ip4/1.2.3', 'http://user:pw@localhost:1'])(
    '%j is no relay',
    async (relay) => {
      expect(await rejectedCode(openSpace('my-dapp', { relays: [relay] }))).toBe('ERR_RELAY_ADDRESS')
    },
  )

  it.each([
    { flood: { messages: 0, window: 1 } },
    { flood: { messages: 1, window: 0 } },
    { flood: { messages: Number.NaN, window: 1 } },
    { timeout: -1 },
    { sendTimeout: '5' as never },
    { transcript: { messages: LIMITS.transcriptMessages + 1 } },
    { transcript: { age: LIMITS.transcriptAge + 1 } },
    { transcript: { bytes: -1 } },
  ])('%j is refused', async (options) => {
    expect(await rejectedCode(ann.space.joinChat('other', options))).toBe('ERR_OPTION_INVALID')
  })

  it.each([
    [{ signal: 'x' }, '"signal" expected an AbortSignal.'],
    [{ flood: null }, '"flood" expected a rule, or false.'],
    [{ flood: { messages: 1, windows: 1 } }, '"flood.windows" is no option. Did you mean "flood.window"?'],
    [{ profile: null }, '"profile" expected an object.'],
    [{ profile: 'Mira' }, '"profile" expected an object.'],
    [{ profile: { nickname: 'Mira' } }, '"profile.nickname" is no option. There are: name, avatar.'],
    [{ nickname: 'Mira' }, '"nickname" is no option. There are: profile, readOnly,'],
    [{ readonly: true }, '"readonly" is no option. Did you mean "readOnly"?'],
    [{ transcript: 5 }, '"transcript" expected an object.'],
    [{ transcript: { message: 5 } }, 'Did you mean "transcript.messages"?'],
    [{ backlog: { limits: 5 } }, 'Did you mean "backlog.limit"?'],
    [{ filters: [7] }, '"filters" expected a list of functions.'],
    [null, 'The options are an object.'],
    ['x', 'The options are an object.'],
  ])('joining with %j is refused by name', async (options, words) => {
    for (const refused of [
      () => ann.space.joinChat('other', options as never),
      () => ann.space.joinChat('lobby', options as never),
    ]) {
      const error: unknown = await refused().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ERR_OPTION_INVALID' })
      expect((error as Error).message).toContain(words)
    }
  })

  it.each([
    [{ relay: 'http://localhost:1' }, '"relay" is no option. Did you mean "relays"?'],
    [{ network: 'x' }, '"network" expected a network, or a function that makes one.'],
    [{ network: {} }, '"network" expected a network, or a function that makes one.'],
    [{ identity: 'x' }, '"identity" expected an identity, or a function that makes one.'],
    [{ platform: 'x' }, '"platform" expected a clock, "random" and "randomBytes".'],
    [{ listen: [''] }, '"listen" expected a list of addresses.'],
    [{ listen: ['/'] }, '"listen" expected'],
    [{ accounts: 'x' }, '"accounts" expected an object.'],
    [{ accounts: { domain: ['x'] } }, 'Did you mean "accounts.domains"?'],
    [{ resolver: 'x' }, '"resolver" expected a function.'],
    [{ discovery: 'x' }, '"discovery" expected an object.'],
    [{ discovery: { rendezvouz: true } }, 'is no option. Did you mean "discovery.rendezvous"?'],
    [null, 'The options are an object.'],
  ])('a space with %j is refused by name', async (options, words) => {
    const given =
      typeof options === 'object' && options !== null
        ? { relays: ['http://localhost:1'], ...options }
        : options
    const error: unknown = await openSpace('my-dapp', given as never).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_OPTION_INVALID' })
    expect((error as Error).message).toContain(words)
  })

  it('options of sending, asking and making a chat by hand are refused by name', async () => {
    const named = (promise: Promise<unknown>): Promise<unknown> =>
      promise.catch((thrown: unknown) => (thrown as Error).message)
    expect(await named(ann.chat.send('x', { too: ann.space.did } as never))).toContain('Did you mean "to"?')
    expect(await named(ann.chat.requestBacklog({ most: 3 } as never))).toContain('"most" is no option.')
    expect(await named(ann.chat.joinChat({ signals: 1 } as never))).toContain('Did you mean "signal"?')
    expect(await named(ann.chat.setProfile('Mira' as never))).toContain('"profile" expected an object.')
    const made = (options: unknown) => thrownCode(() => new GhostChat('x', options as never))
    expect(made({ space: ann.space, relays: ['http://localhost:1'] })).toBe('ERR_OPTION_INVALID')
    expect(made({ space: 'my-dapp', relay: 'http://localhost:1' })).toBe('ERR_OPTION_INVALID')
    expect(made({ space: ann.space, profile: undefined })).toBeUndefined()
    expect(made(null)).toBe('ERR_OPTION_INVALID')
  })

  it.each([
    ['messages', 'message'],
    ['user-join', 'user-joined'],
    ['Direct', 'direct'],
  ])('the event %j does not exist, and %j is named instead', (name, meant) => {
    for (const call of ['on', 'once', 'off'] as const) {
      const add = () => ann.chat[call](name as never, () => undefined)
      expect(add).toThrow(`"${name}" is no event. Did you mean "${meant}"?`)
      expect(thrownCode(add)).toBe('ERR_OPTION_INVALID')
    }
  })

  it.each([{ limit: 0 }, { limit: -1 }, { limit: Number.NaN }, { since: new Date('no date') }])(
    'a backlog of %j is refused',
    async (options) => {
      expect(await rejectedCode(ann.chat.requestBacklog(options))).toBe('ERR_OPTION_INVALID')
    },
  )

  it('every error has a code, a sentence and the right class', async () => {
    const error: unknown = await ann.chat.send('').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GhostChatError)
    expect(error).toMatchObject({
      name: 'GhostChatError',
      code: 'ERR_MESSAGE_EMPTY',
      message: 'A message needs some content.',
    })
  })

  it('a room may keep fewer messages', async () => {
    const [one, two] = await roomOf(hub, 2, { room: 'brief', join: { transcript: { messages: 2 } } })
    if (one === undefined || two === undefined) throw new Error('two people')
    people.push(one, two)
    for (const text of ['a', 'b', 'c']) await settled(hub, one.chat.send(text))
    await hub.settle(() => two.heard.length === 3)
    expect(two.chat.messages().map(String)).toEqual(['b', 'c'])
  })
})
