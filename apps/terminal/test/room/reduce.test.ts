import type { SessionId } from 'ghost-chat'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduce, type RoomEvent } from '../../src/room/reduce.ts'
import { EMPTY_VIEW, MOST_ENTRIES, MOST_NAMES, shownEntries, type RoomView } from '../../src/room/view.ts'
import { ANN, AT, BOB, EVE, heard, idOf, person, viewAfter } from '../support/heard.ts'

const later = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000)
const textsOf = (view: RoomView): string[] =>
  shownEntries(view).map((entry) =>
    entry.kind === 'message'
      ? entry.message.text
      : entry.kind === 'note'
        ? `* ${entry.text}`
        : `… ${entry.text}`,
  )
const numbersOf = (view: RoomView): number[] =>
  view.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.number] : []))

describe('messages', () => {
  test('are numbered in the order of coming', () => {
    const view = viewAfter({ type: 'message', message: heard(1) }, { type: 'message', message: heard(2) })
    expect(textsOf(view)).toEqual(['text 1', 'text 2'])
    expect(numbersOf(view)).toEqual([1, 2])
  })

  test('that come twice are there once, as they came last', () => {
    const view = viewAfter(
      { type: 'message', message: heard(1) },
      { type: 'message', message: heard(1, { gap: 'missing' }) },
    )
    expect(view.entries).toMatchObject([{ number: 1, message: { gap: 'missing' } }])
  })

  test('of before stand before what was said live, in their own order', () => {
    const view = viewAfter(
      { type: 'message', message: heard(3, { timestamp: later(3) }) },
      {
        type: 'history',
        messages: [
          heard(2, { history: true, timestamp: later(2) }),
          heard(1, { history: true, timestamp: later(1) }),
          heard(3, { timestamp: later(3) }),
        ],
      },
    )
    expect(textsOf(view)).toEqual(['text 1', 'text 2', 'text 3'])
  })

  test('are bounded, and numbers go on', () => {
    const events = Array.from({ length: MOST_ENTRIES + 5 }, (_, n): RoomEvent => ({
      type: 'message',
      message: heard(n),
    }))
    const view = viewAfter(...events)
    expect(view.entries.length).toBe(MOST_ENTRIES)
    expect(view.entries.at(-1)).toMatchObject({ number: MOST_ENTRIES + 5 })
  })
})

describe('blocked people', () => {
  const before = [
    { type: 'message', message: heard(1, { from: BOB }) },
    { type: 'message', message: heard(2, { from: EVE }) },
  ] as const

  test('are not seen, also of before', () => {
    expect(textsOf(viewAfter(...before, { type: 'blocked', dids: [EVE] }))).toEqual(['text 1'])
  })

  test('are seen again', () => {
    const view = viewAfter(...before, { type: 'blocked', dids: [EVE] }, { type: 'blocked', dids: [] })
    expect(textsOf(view)).toEqual(['text 1', 'text 2'])
  })
})

describe('people', () => {
  test('who come and go are said, by the name they had', () => {
    const view = viewAfter(
      { type: 'entered', at: AT },
      { type: 'came', did: BOB, at: later(1) },
      { type: 'people', people: [person(ANN, 'ann', true)] },
      { type: 'went', did: BOB, at: later(1) },
    )
    expect(textsOf(view).slice(1)).toEqual(['* Bob·zp7y3em43M joined', '* Bob·zp7y3em43M left'])
  })

  test('who come together share a line, and who comes again has one of their own', () => {
    const came = (did: typeof BOB, at: Date): RoomEvent => ({ type: 'came', did, at })
    const seconds = (count: number): Date => new Date(later(1).getTime() + count * 1_000)
    const view = viewAfter(
      { type: 'entered', at: AT },
      came(BOB, seconds(0)),
      came(EVE, seconds(29)),
      came(BOB, seconds(30)),
      came(EVE, seconds(61)),
    )
    expect(textsOf(view).slice(1)).toEqual([
      '* Bob·zp7y3em43M and guest·ZqYrBYdctX joined',
      '* Bob·zp7y3em43M joined',
      '* guest·ZqYrBYdctX joined',
    ])
  })

  test('are remembered by name, a thousand of them', () => {
    const crowd = Array.from({ length: MOST_NAMES + 10 }, (_, n) =>
      person(`did:key:z${n}` as typeof BOB, `n${n}`),
    )
    const { names } = viewAfter({ type: 'people', people: crowd })
    expect(names.size).toBe(MOST_NAMES)
    expect(names.has('did:key:z0' as typeof BOB)).toBe(false)
  })
})

describe('the entrance', () => {
  const crowd = (count: number): ReturnType<typeof person>[] => [
    person(ANN, 'Zoë', true),
    ...['Ann', 'Ben', 'Carl', ...Array.from({ length: 20 }, (_, n) => `n${n}`)]
      .slice(0, count)
      .map((name, n) => person(`did:key:zperson${n}` as typeof BOB, name)),
  ]
  const people = (count: number, at?: Date): RoomEvent => ({
    type: 'people',
    people: crowd(count),
    ...(at === undefined ? {} : { at }),
  })
  const entered: RoomEvent = { type: 'entered', at: AT }
  const soon = new Date(AT.getTime() + 4_000)

  test.each([
    [0, '* You joined · nobody else is here yet'],
    [1, '* You joined · 1 person here: Ann'],
    [3, '* You joined · 3 people here: Ann, Ben and Carl'],
    [4, '* You joined · 4 people here: Ann, Ben, Carl and 1 other'],
    [12, '* You joined · 12 people here: Ann, Ben, Carl and 9 others'],
  ])('of a room of %i others is one line', (count, line) => {
    expect(textsOf(viewAfter(people(count), entered))).toEqual([line])
  })

  test('grows by those who are learnt of within 5 s, and by nobody later', () => {
    const came: RoomEvent = { type: 'came', did: 'did:key:zperson0' as typeof BOB, at: soon }
    const early = viewAfter(people(0), entered, people(12, soon), came)
    expect(textsOf(early)).toEqual(['* You joined · 12 people here: Ann, Ben, Carl and 9 others'])
    const late = reduce(reduce(early, people(13, later(1))), {
      ...{ type: 'came', did: 'did:key:zperson12' as typeof BOB, at: later(1) },
    })
    expect(textsOf(late)).toEqual([
      '* You joined · 12 people here: Ann, Ben, Carl and 9 others',
      '* n9·:zperson12 joined',
    ])
  })

  test('names two of one name with the end of their keys', () => {
    const twins: RoomEvent = { type: 'people', people: [person(BOB, 'Bob'), person(EVE, 'bob')] }
    expect(textsOf(viewAfter(twins, entered))).toEqual([
      '* You joined · 2 people here: Bob·3em43M and bob·BYdctX',
    ])
  })

  test('is the only line for those who were there: nobody is told before one is in the room', () => {
    expect(textsOf(viewAfter({ type: 'came', did: BOB, at: AT }))).toEqual([])
  })
})

test('a gap marks the messages that are there, and is said', () => {
  const gap = { kind: 'two-faced', from: BOB, session: 'x' as SessionId, missing: 0 } as const
  const view = viewAfter(
    { type: 'message', message: heard(1) },
    {
      type: 'gap',
      at: AT,
      gap: { ...gap, messages: [heard(1, { gap: 'two-faced' }), heard(9, { gap: 'two-faced' })] },
    },
  )
  expect(textsOf(view)).toEqual(['text 1', '* Bob·zp7y3em43M sent others something different.'])
  expect(view.entries[0]).toMatchObject({ message: { gap: 'two-faced' } })
})

test('a connection is nobody’s business before one is in the room', () => {
  const connection = { state: 'offline', peers: [], clock: { offset: 0, source: 'own' } } as const
  const waiting = { type: 'stay', stay: { state: 'waiting', reason: 'x' } } as const
  const joined = {
    type: 'stay',
    stay: { state: 'joined', connection: { ...connection, state: 'relayed' } },
  } as const
  const told = { type: 'connection', connection } as const
  expect(viewAfter(waiting, told).stay).toEqual(waiting.stay)
  expect(viewAfter(joined, told).stay).toEqual({ state: 'joined', connection })
})

describe('what has not gone out yet', () => {
  const written = (key: number, text: string): RoomEvent => ({
    type: 'outgoing',
    entry: { key, at: AT, line: text, text },
  })

  test('is seen at once, in order, below what comes meanwhile', () => {
    const view = viewAfter(written(1, 'one'), written(2, 'two'), { type: 'message', message: heard(7) })
    expect(textsOf(view)).toEqual(['text 7', '… one', '… two'])
    expect(numbersOf(view)).toEqual([1])
  })

  test('becomes the message that was sent, and is there once', () => {
    const sent = heard(8, { from: ANN, text: 'two' })
    const view = viewAfter(
      written(1, 'one'),
      written(2, 'two'),
      { type: 'message', message: sent },
      { type: 'sent', key: 2, message: sent },
    )
    expect(textsOf(view)).toEqual(['two', '… one'])
    const other = viewAfter(
      written(2, 'two'),
      { type: 'sent', key: 2, message: sent },
      { type: 'message', message: sent },
    )
    expect(textsOf(other)).toEqual(['two'])
  })

  test('of two with one text each is its own', () => {
    const [first, second] = [heard(1, { from: ANN, text: 'ok' }), heard(2, { from: ANN, text: 'ok' })]
    const view = viewAfter(written(1, 'ok'), written(2, 'ok'), { type: 'sent', key: 1, message: first })
    expect(textsOf(view)).toEqual(['ok', '… ok'])
    expect(textsOf(reduce(view, { type: 'sent', key: 2, message: second }))).toEqual(['ok', 'ok'])
  })

  test('says for what it waits, until it waits no more', () => {
    const until = later(1)
    const waits = { type: 'waits', key: 1, wait: { why: 'rate', until } } as const
    const view = viewAfter(written(1, 'one'), waits)
    expect(view.outgoing).toMatchObject([{ key: 1, wait: { why: 'rate', until } }])
    const goes = reduce(view, { type: 'waits', key: 1, wait: undefined })
    expect(goes.outgoing[0]).not.toHaveProperty('wait')
    expect(reduce(goes, { type: 'unsent', key: 1 }).outgoing).toEqual([])
  })
})

test('whatever happens, in whatever order: no message twice, no number twice, history in order, all bounded', () => {
  const message = fc
    .record({ number: fc.integer({ min: 1, max: 30 }), history: fc.boolean() })
    // What is history of a message does not change, as little as its time.
    .map(({ number }) => heard(number, { history: number % 2 === 0, timestamp: later(number) }))
  const event: fc.Arbitrary<RoomEvent> = fc.oneof(
    message.map((it): RoomEvent => ({ type: 'message', message: it })),
    fc.array(message, { maxLength: 5 }).map((messages): RoomEvent => ({ type: 'history', messages })),
    fc.constantFrom<RoomEvent>(
      { type: 'came', did: BOB, at: AT },
      { type: 'note', text: 'x', at: AT },
      { type: 'blocked', dids: [BOB] },
      { type: 'people', people: [] },
    ),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const view = events.reduce(reduce, EMPTY_VIEW)
      const messages = view.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
      expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length)
      expect(new Set(numbersOf(view)).size).toBe(messages.length)
      const times = messages.filter(({ history }) => history).map(({ timestamp }) => timestamp.getTime())
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(Object.isFrozen(view)).toBe(true)
    }),
  )
})

test('a view is never changed, only replaced', () => {
  const view = viewAfter({ type: 'message', message: heard(1) })
  const shown = JSON.stringify(view.entries)
  reduce(view, { type: 'message', message: heard(2) })
  reduce(view, { type: 'message', message: heard(1, { gap: 'missing' }) })
  expect(JSON.stringify(view.entries)).toBe(shown)
  expect(view.entries).toMatchObject([{ message: { id: idOf(1) } }])
})
