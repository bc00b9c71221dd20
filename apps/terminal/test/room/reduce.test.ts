import type { SessionId } from 'ghost-chat'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduce, type RoomEvent } from '../../src/room/reduce.ts'
import { EMPTY_VIEW, MOST_ENTRIES, MOST_NAMES, shownEntries, type RoomView } from '../../src/room/view.ts'
import { ANN, AT, BOB, EVE, heard, idOf, person, viewAfter } from '../support/heard.ts'

const later = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000)
const textsOf = (view: RoomView): string[] =>
  shownEntries(view).map((entry) => (entry.kind === 'message' ? entry.message.text : `* ${entry.text}`))
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
      { type: 'came', did: BOB, at: AT },
      { type: 'people', people: [person(ANN, 'ann', true)] },
      { type: 'went', did: BOB, at: AT },
    )
    expect(textsOf(view)).toEqual(['* Bob·zp7y3em43M is here', '* Bob·zp7y3em43M has left'])
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
  expect(textsOf(view)).toEqual(['text 1', '* Bob·zp7y3em43M told different people different things.'])
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

test('what is on its way is counted, and never less than nothing', () => {
  expect(viewAfter({ type: 'sending', more: 1 }).sending).toBe(1)
  expect(viewAfter({ type: 'sending', more: -1 }).sending).toBe(0)
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
