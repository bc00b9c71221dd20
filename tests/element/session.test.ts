/** What is kept of a room, without a browser: each message once and in order, what is on its way out, who came. */
import fc from 'fast-check'
import type { Did, GhostChat, Message, MessageId, SendOptions, SendWait, SessionId, User } from 'ghost-chat'
import { describe, expect, it, vi } from 'vitest'
import { Arrivals } from '../../packages/element/src/session/arrivals.ts'
import { Company, sameData } from '../../packages/element/src/session/company.ts'
import { Chronicle, MOST_ENTRIES } from '../../packages/element/src/session/chronicle.ts'
import { NameBook } from '../../packages/element/src/session/name-book.ts'
import { Outbox } from '../../packages/element/src/session/outbox.ts'
import { statusOf } from '../../packages/element/src/session/status.ts'
import { Talk } from '../../packages/element/src/session/talk.ts'

const ADA = 'did:key:ada' as Did
const NOBODY: ReadonlySet<Did> = new Set()

function message(id: string, at: number, more: Partial<Message> = {}): Message {
  const made = { id: id as MessageId, from: ADA, content: id, text: id, timestamp: new Date(at) }
  return Object.freeze({ ...made, session: 's' as SessionId, history: false, ...more }) as Message
}

const ids = (chronicle: Chronicle, hidden = NOBODY): string[] => chronicle.shown(hidden).map(({ key }) => key)

describe('the chronicle', () => {
  it('has every message once, those of before in order of time, whatever is heard how often', () => {
    const heard = fc.array(fc.record({ id: fc.nat(20), at: fc.nat(100) }), { maxLength: 60 })
    fc.assert(
      fc.property(heard, (given) => {
        const chronicle = new Chronicle()
        const times = new Map<string, number>()
        for (const { id, at } of given) {
          const known = times.get(`m${id}`) ?? at
          times.set(`m${id}`, known)
          chronicle.fill([message(`m${id}`, known)])
        }
        const shown = chronicle.shown(NOBODY)
        expect(new Set(shown.map(({ key }) => key)).size).toBe(times.size)
        expect(shown.length).toBe(times.size)
        const at = shown.map((entry) => entry.at.getTime())
        expect(at).toEqual(at.toSorted((a, b) => a - b))
      }),
    )
  })

  it('puts what is said now behind everything, whatever its sender’s clock says', () => {
    const chronicle = new Chronicle()
    chronicle.say(message('one', 5_000))
    chronicle.say(message('two', 1_000))
    expect(ids(chronicle)).toEqual(['one', 'two'])
  })

  it('is bounded: the oldest give way, and what is older still does not come in', () => {
    const chronicle = new Chronicle()
    for (let i = 0; i <= MOST_ENTRIES; i++) chronicle.say(message(`m${i}`, 1_000 + i))
    expect(ids(chronicle).length).toBe(MOST_ENTRIES)
    expect(ids(chronicle)[0]).toBe('m1')
    expect(chronicle.fill([message('too old', 10)])).toBe(0)
    // One that gave way may be heard again.
    expect(chronicle.say(message('m0', 1_000))).toBe(true)
  })

  it('hides what blocked people said and shows it again', () => {
    const chronicle = new Chronicle()
    chronicle.say(message('one', 1))
    chronicle.note('line', 'Ada is here')
    expect(ids(chronicle, new Set([ADA]))).toEqual(['line'])
    expect(ids(chronicle)).toEqual(['one', 'line'])
  })

  it('keeps the key of what was shown while it was sent, and marks it by its id', () => {
    const chronicle = new Chronicle()
    chronicle.say(message('one', 1), 'outgoing-1')
    expect(chronicle.say(message('one', 1))).toBe(false)
    chronicle.mark([message('one', 1, { gap: 'missing' })])
    expect(chronicle.shown(NOBODY)).toMatchObject([{ key: 'outgoing-1', id: 'one', gap: 'missing' }])
  })
})

describe('the outbox', () => {
  const silent = { changed: () => undefined, sent: () => undefined, failed: () => undefined }

  it('hands on what waited in the order written, once there is a chat', async () => {
    const sent: string[] = []
    const outbox = new Outbox({ ...silent, sent: ({ text }) => sent.push(text) })
    for (const text of ['one', 'two', 'three']) outbox.add({ text })
    expect(outbox.unsent()).toEqual(['one', 'two', 'three'])
    const chat = { send: async (text: string) => message(text, 1) } as unknown as GhostChat
    outbox.connect(chat)
    await expect.poll(() => sent).toEqual(['one', 'two', 'three'])
    expect(outbox.entries(ADA)).toEqual([])
  })

  it('keeps what failed, with the reason, and gives it back once', async () => {
    const outbox = new Outbox(silent)
    const refuse = async (): Promise<never> => {
      throw Object.assign(new Error('no'), { code: 'ERR_OFFLINE' })
    }
    outbox.connect({ send: refuse, reply: refuse } as unknown as GhostChat)
    outbox.add({ text: 'one' })
    const failed = { state: 'failed', reason: 'Not sent: there’s no connection.' }
    await expect.poll(() => outbox.entries(ADA)).toMatchObject([{ text: 'one', delivery: failed }])
    const key = outbox.entries(ADA)[0]!.key
    expect(outbox.takeBack(key)).toEqual({ text: 'one' })
    expect(outbox.takeBack(key)).toBeUndefined()
  })

  it('shows what a message waits for, and how much goes out when', async () => {
    const waiting: ((wait: SendWait) => void)[] = []
    const send = (_text: string, { onWait, signal }: SendOptions): Promise<never> =>
      new Promise((_, reject) => {
        if (onWait !== undefined) waiting.push(onWait)
        signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const outbox = new Outbox(silent)
    outbox.connect({ send } as unknown as GhostChat)
    for (const text of ['one', 'two']) outbox.add({ text })
    const [one, two] = waiting
    one?.({ why: 'offline' })
    two?.({ why: 'offline' })
    expect(outbox.entries(ADA).map(({ delivery }) => delivery)).toEqual(
      Array(2).fill({ state: 'waiting', why: 'offline' }),
    )
    expect(outbox.pace).toBeUndefined()
    one?.({ why: 'rate', until: new Date(Date.now() + 11_500) })
    two?.({ why: 'rate', until: new Date(Date.now() + 11_900) })
    expect(outbox.pace).toEqual({ waiting: 2, seconds: 12 })
    expect(outbox.unsent()).toEqual(['one', 'two'])
    expect(outbox.takeBack('outgoing-1')).toEqual({ text: 'one' })
    expect(outbox.takeBack('outgoing-2')).toEqual({ text: 'two' })
    expect([outbox.entries(ADA), outbox.pace]).toEqual([[], undefined])
    outbox.end()
  })

  it('keeps what was written before the room was joined, and gives it back until it goes out', async () => {
    const sent: string[] = []
    const outbox = new Outbox({ ...silent, sent: ({ text }) => sent.push(text) })
    for (const text of ['one', 'two']) outbox.add({ text })
    expect(outbox.entries(ADA)[0]?.delivery).toEqual({ state: 'sending' })
    outbox.stall()
    outbox.add({ text: 'three' })
    expect(outbox.entries(ADA).map(({ delivery }) => delivery)).toEqual(
      Array(3).fill({ state: 'waiting', why: 'offline' }),
    )
    expect(outbox.takeBack('outgoing-2')).toEqual({ text: 'two' })
    outbox.connect({ send: async (text: string) => message(text, 1) } as unknown as GhostChat)
    await expect.poll(() => sent).toEqual(['one', 'three'])
  })

  it('takes a message for its own only where text, answer and receiver are the same', () => {
    const outbox = new Outbox(silent)
    outbox.add({ text: 'one' })
    outbox.add({ text: 'one', to: ADA })
    expect(outbox.claim(message('x', 1, { text: 'two' }))).toBeUndefined()
    expect(outbox.claim(message('y', 1, { text: 'one', replyTo: 'z' as MessageId }))).toBeUndefined()
    expect(outbox.claim(message('y', 1, { text: 'one', to: ADA }))).toBe('outgoing-2')
    expect(outbox.claim(message('y', 1, { text: 'one' }))).toBe('outgoing-1')
    expect(outbox.claim(message('y', 1, { text: 'one' }))).toBeUndefined()
  })
})

describe('names', () => {
  const user = (did: string, name?: string): User =>
    ({ did, self: false, sessions: [], ...(name === undefined ? {} : { name }) }) as unknown as User

  it('are told as changed when they are, and stay for a while after their owner left', () => {
    const book = new NameBook()
    expect(book.read([user('did:a', 'Ada')])).toBe(true)
    expect(book.read([user('did:a', 'Ada')])).toBe(false)
    expect(book.read([user('did:b')])).toBe(false)
    expect(book.personOf('did:a' as Did, undefined, NOBODY).name).toBe('Ada')
    expect(book.read([user('did:a', 'Adele')])).toBe(true)
    expect(book.read([user('did:a')])).toBe(true)
    expect(book.personOf('did:a' as Did, undefined, NOBODY)).toEqual({
      ...{ did: 'did:a', self: false, blocked: false },
    })
  })

  const namesakes = (book: NameBook, did: string): readonly string[] =>
    book.personOf(did as Did, undefined, NOBODY).namesakes ?? []

  it('that two keys bear, or bore, are told at those who bear them', () => {
    const book = new NameBook()
    book.read([user('did:a', 'Ada'), user('did:b', ' A\u200Bda ')])
    expect([namesakes(book, 'did:a'), namesakes(book, 'did:b')]).toEqual([['did:b'], ['did:a']])
    // The first one has left, or is called otherwise: its name is no less its own.
    book.read([user('did:c', 'ＡＤＡ')])
    expect(namesakes(book, 'did:c')).toEqual(['did:a', 'did:b'])
    book.read([user('did:a', 'Adele')])
    expect(namesakes(book, 'did:a')).toEqual([])
    expect(namesakes(book, 'did:c')).toEqual(['did:a', 'did:b'])
    expect(namesakes(book, 'did:b')).toEqual(['did:a', 'did:c'])
  })

  it('are not shared by those without one', () => {
    const book = new NameBook()
    book.read([user('did:a'), user('did:b'), user('did:c', '\u200B'), user('did:d', ' ')])
    for (const did of ['did:a', 'did:b', 'did:c', 'did:d']) expect(namesakes(book, did)).toEqual([])
  })

  it('of one DID are four at most, and forgotten with it', () => {
    const book = new NameBook()
    for (const name of ['one', 'two', 'three', 'four', 'five']) book.read([user('did:a', name)])
    book.read([user('did:b', 'one'), user('did:c', 'two')])
    expect([namesakes(book, 'did:b'), namesakes(book, 'did:c')]).toEqual([[], ['did:a']])
    for (let i = 0; i < 2_000; i++) book.read([user(`did:${i}`)])
    book.read([user('did:d', 'two')])
    expect(namesakes(book, 'did:d')).toEqual([])
  })

  it('of those who left come with what they wrote, and stand as gone until they are back', () => {
    const book = new NameBook()
    const wrote = message('m', 1, { from: 'did:a' as Did, name: 'Ada', history: true })
    expect(book.wrote(wrote)).toBe(true)
    expect(book.wrote(wrote)).toBe(false)
    expect(book.personOf('did:a' as Did, undefined, NOBODY)).toMatchObject({ name: 'Ada', gone: true })
    expect(book.read([user('did:a', 'Adele')])).toBe(true)
    expect(book.wrote(wrote)).toBe(false)
    expect(book.personOf('did:a' as Did, undefined, NOBODY).name).toBe('Adele')
    expect(book.personOf('did:a' as Did, undefined, NOBODY).gone).toBeUndefined()
    expect(book.read([])).toBe(true)
    expect(book.personOf('did:a' as Did, undefined, NOBODY)).toMatchObject({ name: 'Adele', gone: true })
    // Live words come from somebody who is here, before the list of people is read.
    book.wrote(message('n', 2, { from: 'did:b' as Did, name: 'Ben' }))
    expect(book.personOf('did:b' as Did, undefined, NOBODY)).not.toHaveProperty('gone')
  })

  it('of more than anybody reads give way', () => {
    const book = new NameBook()
    for (let i = 0; i < 2_500; i++) book.read([user(`did:${i}`, 'x')])
    expect(book.knows('did:0' as Did)).toBe(false)
    expect(book.knows('did:2499' as Did)).toBe(true)
  })
})

describe('arrivals', () => {
  const person = (name: string) => ({
    did: `did:key:${name}${name}` as Did,
    name,
    self: false,
    blocked: false,
  })
  const told = (chronicle: Chronicle): string[] =>
    chronicle
      .shown(NOBODY)
      .map((entry) => (entry.kind === 'notice' ? entry.text.replaceAll(/[\u2068\u2069]/g, '') : ''))

  it('that come together share a line, and those of one name bear their keys', () => {
    const chronicle = new Chronicle()
    const arrivals = new Arrivals(chronicle)
    for (const name of ['Ada', 'Ben', 'Cid', 'Dan', 'Eve']) arrivals.happened('joined', person(name), 6, 0)
    expect(told(chronicle)).toEqual(['Ada, Ben, Cid and 2 others joined'])
    chronicle.note('between', 'between')
    arrivals.happened(
      'joined',
      { ...person('Ada'), did: 'did:key:z6MkAnother' as Did, namesakes: [ADA] },
      7,
      10,
    )
    expect(told(chronicle).at(-1)).toBe('Ada nother joined')
    arrivals.happened('joined', { did: ADA, self: false, blocked: false }, 7, 20)
    expect(told(chronicle).at(-1)).toBe('Ada nother and a guest joined')
    arrivals.happened('joined', person('Fay'), 51, 40)
    expect(told(chronicle)).toHaveLength(3)
  })

  it('of those who leave are told after 30 s, where they left, and not of those who are back by then', () => {
    const chronicle = new Chronicle()
    const arrivals = new Arrivals(chronicle)
    chronicle.note('before', 'before')
    arrivals.happened('left', person('Ada'), 5, 0)
    arrivals.happened('left', person('Ben'), 4, 1_000)
    arrivals.happened('left', person('Cid'), 3, 2_000)
    chronicle.note('after', 'after')
    arrivals.happened('joined', person('Ben'), 5, 20_000)
    expect(arrivals.tell(29_999)).toBe(false)
    expect(told(chronicle)).toEqual(['before', 'after'])
    expect(arrivals.due).toBe(30_000)
    expect(arrivals.tell(30_000)).toBe(true)
    expect(told(chronicle)).toEqual(['before', 'Ada left', 'after'])
    expect(arrivals.tell(32_000)).toBe(true)
    expect(told(chronicle)).toEqual(['before', 'Ada and Cid left', 'after'])
    expect(arrivals.due).toBeUndefined()
    // Ben was told neither as gone nor as come.
    arrivals.happened('left', person('Ben'), 5, 40_000)
    arrivals.happened('left', person('Ben'), 5, 60_000)
    arrivals.tell(90_000)
    expect(told(chronicle)).toEqual(['before', 'Ada and Cid left', 'after', 'Ben left'])
  })
})

describe('an entrance', () => {
  const here = (users: readonly Partial<User>[], readers = 0): GhostChat =>
    ({ users: () => users, readers: () => readers }) as unknown as GhostChat
  const silent = { changed: () => undefined, failed: () => undefined }
  const told = (talk: Talk): string[] =>
    talk.entries.map((entry) => (entry.kind === 'notice' ? entry.text : `: ${entry.text}`))
  const own = { did: ADA, self: true }
  const other = { did: 'did:key:ben' as Did, self: false }

  it('is one line, which says what one is now and how many are here', () => {
    const company = new Company()
    const talk = new Talk(company, silent)
    company.read(here([], 1))
    talk.arrived()
    talk.entered('reader')
    expect(told(talk)).toEqual([
      'You’re reading. Nothing is saved: messages exist only while people are here.',
    ])
    company.read(here([own]))
    talk.entered('speaker')
    expect(told(talk)).toEqual(['You joined the room.'])
    company.read(here([own, other]))
    talk.happened('joined', other.did, here([own, other]))
    talk.companyRead()
    expect(told(talk)).toEqual(['You joined · 2 people here'])
    talk.end()
  })

  it('counts nobody who has a line of their own', () => {
    const company = new Company()
    const talk = new Talk(company, silent)
    company.read(here([own]))
    talk.entered('speaker')
    company.read(here([own, other]))
    talk.happened('joined', other.did, here([own, other]))
    talk.companyRead()
    expect(told(talk)).toEqual(['You joined the room.', 'A guest joined'])
    talk.end()
  })

  it('stands behind what others said while one only read', () => {
    const company = new Company()
    const talk = new Talk(company, silent)
    company.read(here([other], 1))
    talk.entered('reader')
    talk.heard(message('one', 1, { from: other.did }), here([other], 1))
    company.read(here([own, other]))
    talk.entered('speaker')
    expect(told(talk)).toEqual([': one', 'You joined · 2 people here'])
    talk.end()
  })
})

describe('what one says', () => {
  it('counts as seen only once somebody else was here, a reader too', async () => {
    vi.useFakeTimers()
    try {
      const company = new Company()
      const talk = new Talk(company, { changed: () => undefined, failed: () => undefined })
      const room = (readers: number, others: readonly object[] = []): GhostChat =>
        ({
          users: () => [{ did: ADA, self: true }, ...others],
          readers: () => readers,
          send: async (text: string) => message(text, 1, { own: true }),
        }) as unknown as GhostChat
      const deliveries = (): unknown[] =>
        talk.entries.map((entry) => (entry.kind === 'message' ? entry.delivery : undefined))
      company.read(room(0))
      talk.arrived()
      talk.outbox.connect(room(0))
      talk.outbox.add({ text: 'hello' })
      await vi.advanceTimersByTimeAsync(100)
      // Whether anybody is here is not known yet.
      expect(deliveries()).toEqual([{ state: 'sent' }])
      await vi.advanceTimersByTimeAsync(2_000)
      expect(deliveries()).toEqual([{ state: 'sent', seen: false }])
      talk.outbox.add({ text: 'anybody?' })
      await vi.advanceTimersByTimeAsync(100)
      expect(deliveries()).toEqual([
        { state: 'sent', seen: false },
        { state: 'sent', seen: false },
      ])
      company.read(room(1))
      talk.companyRead()
      expect(deliveries()).toEqual([{ state: 'sent' }, { state: 'sent' }])
      talk.end()
    } finally {
      vi.useRealTimers()
    }
  })
})

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sortedKeys)
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([key, one]) => [key, sortedKeys(one)]))
}

describe('who is here', () => {
  const crowd = (): { chat: GhostChat; reads: () => number; enter: (did: string, name: string) => void } => {
    const users: User[] = []
    let reads = 0
    const chat = {
      users: () => {
        reads += 1
        return [...users]
      },
      readers: () => 0,
    }
    return {
      chat: chat as unknown as GhostChat,
      reads: () => reads,
      enter: (did, name) => void users.push({ did, name, sessions: [], self: false } as unknown as User),
    }
  }

  it('is read once in a moment, however many strangers come and speak', () => {
    const { chat, reads, enter } = crowd()
    const company = new Company()
    const talk = new Talk(company, { changed: () => undefined, failed: () => undefined })
    for (let i = 0; i < 1_000; i++) {
      enter(`did:key:stranger${i}`, `Stranger ${i}`)
      talk.happened('joined', `did:key:stranger${i}` as Did, chat)
      talk.heard(message(`m${i}`, i, { from: `did:key:stranger${i}` as Did }), chat)
    }
    // Once at first, and on a slow machine once more for each 150 ms.
    expect(reads()).toBeLessThan(50)
  })

  it('is the same list, and each person the same, until somebody in it is otherwise', () => {
    const { chat, enter } = crowd()
    const company = new Company()
    enter('did:key:adaada', 'Ada')
    company.read(chat)
    expect([company.differs(), company.differs()]).toEqual([true, false])
    const [users, personOf] = [company.users, company.personOf]
    const person = personOf(users[0]!.did)
    company.read(chat)
    expect(company.differs()).toBe(false)
    expect(company.users).toBe(users)
    expect(company.personOf).toBe(personOf)
    expect(personOf(users[0]!.did)).toBe(person)
    enter('did:key:another', 'Ada')
    company.read(chat)
    expect(company.differs()).toBe(true)
    expect(company.users).toHaveLength(2)
    expect(company.personOf(users[0]!.did).namesakes).toEqual(['did:key:another'])
  })

  it('differs where its JSON does', () => {
    const data = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(data, data, (one, other) => {
        // JSON knows no -0 and an order of keys.
        const sorted = (value: unknown): string => JSON.stringify(sortedKeys(value))
        expect(sameData(one, structuredClone(one))).toBe(true)
        expect(sameData(one, other)).toBe(sorted(one) === sorted(other))
      }),
    )
  })

  it('can be asked by a tab whose person is here in another one only, and by readers', () => {
    const company = new Company()
    const read = (sessions: number, readers: number): number => {
      const own = { did: ADA, self: true, sessions: Array.from({ length: sessions }) }
      company.read({ users: () => [own], readers: () => readers } as unknown as GhostChat)
      return company.elsewhere
    }
    expect(read(1, 0)).toBe(0)
    expect(read(2, 0)).toBe(1)
    expect(read(1, 1)).toBe(1)
    company.read({ users: () => [], readers: () => 1 } as unknown as GhostChat)
    expect(company.elsewhere).toBe(0)
  })

  it('differs after somebody came and left between two looks at it', () => {
    const company = new Company()
    const read = (...dids: Did[]): void => {
      const users = dids.map((did) => ({ did, self: false, sessions: [] }))
      company.read({ users: () => users, readers: () => 1 } as unknown as GhostChat)
    }
    read()
    company.differs()
    const before = company.users
    read()
    // Nothing has changed, so it is the same list.
    expect(company.users).toBe(before)
    expect(company.differs()).toBe(false)
    read(ADA)
    read()
    expect(company.differs()).toBe(true)
    expect(company.users).toEqual([])
  })

  it('is named in the lines of those who came before it was read', () => {
    const { chat, enter } = crowd()
    const company = new Company()
    const talk = new Talk(company, { changed: () => undefined, failed: () => undefined })
    company.read(chat)
    enter('did:key:adaada', 'Ada')
    talk.happened('joined', 'did:key:adaada' as Did, chat)
    const line = (): string => {
      const [entry] = talk.entries
      return entry?.kind === 'notice' ? entry.text.replaceAll(/[\u2068\u2069]/g, '') : ''
    }
    expect(line()).toBe('A guest joined')
    company.read(chat)
    talk.companyRead()
    expect(line()).toBe('Ada joined')
  })
})

describe('the status', () => {
  it('is that of the chat that is heard, also while somebody signs in', () => {
    const connection = { state: 'direct', peers: [], clock: { offset: 0, source: 'own' } } as const
    expect(statusOf({ state: 'joining' }, undefined).words).toBe('Connecting…')
    expect(statusOf({ state: 'joining' }, connection).words).toBe('Connected')
    const waiting = { state: 'waiting', reason: 'No.', seconds: 1, error: null } as const
    expect(statusOf(waiting, undefined)).toMatchObject({ state: 'offline', tryAgain: true })
    // The reason stays to be read while it is tried again, and apart from what changes by the second.
    expect(statusOf(waiting, undefined)).toMatchObject({ trouble: 'No.', progress: 'Retrying in 1 s.' })
    expect(statusOf({ state: 'joining', reason: 'No.' }, undefined)).toMatchObject({
      ...{ state: 'offline', trouble: 'No.', progress: 'Trying again…', tryAgain: false },
    })
    expect(statusOf({ state: 'joining', slow: true }, undefined).trouble).toBe('Still connecting…')
    const failures = [{ address: 'https://relay.example:8443', reason: 'refused' }] as const
    const lost = { state: 'offline', peers: [], clock: connection.clock, failures } as const
    expect(statusOf({ state: 'joined', chat: {} as unknown as GhostChat }, lost).trouble).toBe(
      'Connection lost. Reconnecting… Your messages will be sent when you’re back. ' +
        'Can’t reach the relay (relay.example:8443): it refuses connections.',
    )
    expect(statusOf(waiting, connection)).toMatchObject({ state: 'direct', tryAgain: true })
    expect(statusOf({ state: 'refused', reason: 'No.', error: null }, undefined)).toMatchObject({
      ...{ words: 'Couldn’t join', trouble: 'No.', tryAgain: false },
    })
  })

  it.each([
    [-180, '3 hours ahead'],
    [3, '3 minutes behind'],
    [119, '119 minutes behind'],
    [2_820, '47 hours behind'],
    [50_000, '35 days behind'],
    [-2_629_800, '5 years ahead'],
  ])('tells a person whose clock is doubted by %i minutes what to do', (minutes, words) => {
    const doubt = { code: 'ERR_CLOCK', offset: minutes * 60_000 } as const
    const clock = { offset: 0, source: 'own', doubt } as const
    const { trouble } = statusOf(
      { state: 'joined', chat: {} as unknown as GhostChat },
      { state: 'relayed', peers: [], clock },
    )
    expect(trouble).toBe(`Your device’s clock seems to be about ${words}. If so, set it to talk here.`)
  })
})
