import { stripVTControlCharacters } from 'node:util'
import { cleanup, render } from 'ink-testing-library'
import { createElement } from 'react'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { afterEach, describe, expect, test } from 'vitest'
import { edit } from '../../src/room/editor.ts'
import type { RoomEvent } from '../../src/room/reduce.ts'
import type { Stay, Wait } from '../../src/room/view.ts'
import { App } from '../../src/screen/app.ts'
import { firstState, happened, resized, scroll, type ScreenState } from '../../src/screen/state.ts'
import { ANN, AT, BOB, EVE, heard, idOf, person } from '../support/heard.ts'

afterEach(cleanup)

const JOINED: Stay = {
  state: 'joined',
  connection: { state: 'relayed', peers: [], clock: { offset: 0, source: 'relay' } },
}
const BEGIN: readonly RoomEvent[] = [
  { type: 'own', did: ANN },
  { type: 'stay', stay: JOINED },
  { type: 'people', people: [person(ANN, 'ann', true), person(BOB, 'Bob')] },
]

function stateAfter(size: { columns: number; rows: number }, ...events: readonly RoomEvent[]): ScreenState {
  const begin = firstState({ title: 's/r', size, readOnly: false })
  return [...BEGIN, ...events].reduce(happened, begin)
}
/** The rows that are drawn, without the spaces at their ends. */
function drawn(state: ScreenState, now = AT.getTime()): string[] {
  const { lastFrame } = render(createElement(App, { state, colours: false, now }))
  return (lastFrame() ?? '').split('\n').map((row) => stripVTControlCharacters(row).trimEnd())
}
const WIDE = { columns: 80, rows: 14 }
const SMALL = { columns: 40, rows: 12 }
const said = (...messages: ReturnType<typeof heard>[]): RoomEvent[] =>
  messages.map((message) => ({ type: 'message', message }))

describe('the screen', () => {
  test('shows who is here beside what was said, and how one is connected', () => {
    const rows = drawn(
      stateAfter(WIDE, ...said(heard(1, { text: 'hello' }), heard(2, { from: ANN, text: 'hi' }))),
    )
    expect(rows.length).toBe(13)
    expect(rows[0]).toMatch(/^ s\/r {2,}2 here$/)
    expect(rows[1]).toBe('ann·vZRmev (you)')
    expect(rows[2]).toBe('Bob·3em43M')
    expect(rows.slice(9)).toEqual([
      '                        1 14:03 Bob·zp7y3em43M: hello',
      '                        2 14:03 ann·nnR3vZRmev (you): hi',
      'connected, nobody else is here',
      '>',
    ])
  })

  test('of forty columns puts people in a row, and texts under their authors', () => {
    const text = 'a sentence that needs more than the one row'
    expect(drawn(stateAfter(SMALL, ...said(heard(1, { text }))))).toEqual([
      ' s/r                             2 here',
      'ann·vZRmev (you), Bob·3em43M',
      '',
      '',
      '',
      '',
      '    1 14:03 Bob·3em43M:',
      '  a sentence that needs more than the',
      '  one row',
      'connected, nobody else is here',
      '>',
    ])
  })

  test('marks what is direct, an answer, of before, or not whole', () => {
    const rows = drawn(
      stateAfter(
        { columns: 100, rows: 14 },
        { type: 'history', messages: [heard(1, { text: 'old', history: true })] },
        ...said(
          heard(2, { text: 'secret', to: ANN }),
          heard(3, { text: 'yes', replyTo: idOf(1) }),
          heard(4, { text: 'so', replyTo: idOf(99) }),
          heard(5, { text: 'hm', gap: 'missing' }),
        ),
      ),
    ).map((row) => row.slice(20).trim())
    expect(rows.slice(3, 11)).toEqual([
      '~1 14:03 Bob·zp7y3em43M: old',
      '2 14:03 Bob·zp7y3em43M → you (private): secret',
      '┌ 1 Bob·3em43M: old',
      '3 14:03 Bob·zp7y3em43M: yes',
      '┌ a message that isn’t here',
      '4 14:03 Bob·zp7y3em43M: so',
      '5 14:03 Bob·zp7y3em43M: hm',
      '! A message before this one is missing',
    ])
  })

  test('a number of three digits stands apart from the time', () => {
    const messages = Array.from({ length: 100 }, (_, n) => heard(n, { history: n === 99, timestamp: AT }))
    const rows = drawn(stateAfter({ columns: 100, rows: 120 }, ...said(...messages)))
    expect(rows.join('\n')).toContain(' ~100 14:03 Bob')
    expect(rows.join('\n')).toContain('   99 14:03 Bob')
  })

  test('shows what has not gone out yet in the place where it will stand, and for what it waits', () => {
    const written = (key: number, wait?: Wait): RoomEvent => ({
      type: 'outgoing',
      entry: {
        ...{ key, at: AT, line: `line ${key}`, text: `line ${key}` },
        ...(wait === undefined ? {} : { wait }),
      },
    })
    const state = stateAfter(WIDE, ...said(heard(1)), written(1), written(2, { why: 'offline' }))
    expect(drawn(state).slice(-5)).toEqual([
      '                        1 14:03 Bob·zp7y3em43M: text 1',
      '                        … 14:03 ann·nnR3vZRmev (you): line 1',
      '                     wait 14:03 ann·nnR3vZRmev (you): line 2',
      'connected, nobody else is here · 1 waiting, /cancel',
      '>',
    ])
    const sent = happened(state, { type: 'sent', key: 1, message: heard(2, { from: ANN, text: 'line 1' }) })
    expect(drawn(sent)[9]).toBe('                        2 14:03 ann·nnR3vZRmev (you): line 1')
    const to = { type: 'outgoing', entry: { key: 3, at: AT, line: '', text: 'psst', to: BOB } } as const
    expect(drawn(happened(sent, to)).join('\n')).toMatch(/\(you\) → Bob·3em43M \(private\):\n +psst/)
  })

  test('counts down where one has written faster than the room takes', () => {
    const turn = (key: number, seconds: number): RoomEvent => ({
      type: 'outgoing',
      entry: {
        ...{ key, at: AT, line: 'x', text: 'x' },
        wait: { why: 'rate', until: new Date(AT.getTime() + seconds * 1_000) },
      },
    })
    const state = stateAfter(WIDE, turn(1, 4), turn(2, 12))
    const at = (seconds: number): string | undefined => drawn(state, AT.getTime() + seconds * 1_000).at(-2)
    expect(at(0)).toContain('you’re writing fast: 2 messages go out in 12 s')
    expect(at(7.5)).toContain('2 messages go out in 5 s')
    expect(at(20)).toContain('in 1 s')
  })

  test('marks what people said who are gone now', () => {
    const old = heard(1, { from: EVE, text: 'old', history: true })
    const state = stateAfter(WIDE, said(old)[0]!)
    expect(drawn(state).join('\n')).toContain('guest·ZqYrBYdctX (left): old')
    const back: RoomEvent = { type: 'people', people: [person(ANN, 'ann', true), person(EVE, 'Eve')] }
    expect(drawn(happened(state, back)).join('\n')).toContain('Eve·ZqYrBYdctX: old')
  })

  test('calls those who are gone by the name that their messages bear', () => {
    const old = heard(1, { from: EVE, name: 'Zoë', text: 'old', history: true })
    expect(drawn(stateAfter(WIDE, ...said(old))).join('\n')).toContain('Zoë·ZqYrBYdctX (left): old')
  })

  test('a list goes on further in, in a terminal of any width', () => {
    const text = 'Commands:\n  /nick NAME            change your display name'
    expect(drawn(stateAfter(SMALL, { type: 'note', text, at: AT })).slice(-5, -2)).toEqual([
      '* Commands:',
      '    /nick NAME            change your',
      '      display name',
    ])
  })

  test('says that no relay answers, and that it goes on trying', () => {
    const waiting: Stay = { state: 'waiting', reason: 'Can’t reach the relay.' }
    expect(drawn(stateAfter(WIDE, { type: 'stay', stay: waiting })).at(-2)).toBe(
      'Can’t reach the relay. Retrying…',
    )
    const offline: Stay = { state: 'joined', connection: { ...JOINED.connection, state: 'offline' } }
    expect(drawn(stateAfter(WIDE, { type: 'stay', stay: offline })).at(-2)).toBe(
      'connection lost, reconnecting…',
    )
  })

  test('cuts off a message of lines without end', () => {
    const rows = drawn(stateAfter(WIDE, ...said(heard(1, { text: '\n'.repeat(8_000) }))))
    expect(rows.at(-3)).toContain('… cut off here')
  })

  test('says who is typing', () => {
    const typing = (dids: readonly (typeof BOB)[]): string | undefined =>
      drawn(stateAfter(WIDE, { type: 'typing', dids })).at(-2)
    expect(typing([BOB])).toContain('Bob·3em43M is typing…')
    expect(typing([BOB, EVE])).toContain('Bob·3em43M and guest·BYdctX are typing…')
    expect(typing([BOB, EVE, ANN])).toContain('3 are typing…')
    expect(drawn(stateAfter(SMALL, { type: 'typing', dids: [BOB] })).at(-2)).toBe('Bob·3em43M is typing…')
  })

  test('shows several lines that one types, and at most five', () => {
    const state = stateAfter(WIDE)
    const typed = { ...state, editor: edit(state.editor, { do: 'insert', text: '1\n2\n3\n4\n5\n6\n7' }) }
    expect(
      drawn(typed)
        .slice(-5)
        .map((row) => row.trim()),
    ).toEqual(['> 3', '4', '5', '6', '7'])
  })

  test('has more people than rows', () => {
    const people = Array.from({ length: 30 }, (_, n) => person(`did:key:z${n}xxxxxx` as typeof BOB, `p${n}`))
    expect(drawn(stateAfter(WIDE, { type: 'people', people }))[10]).toBe('and 21 more')
    expect(drawn(stateAfter(SMALL, { type: 'people', people }))[1]).toBe(
      'p0·xxxxxx, p1·xxxxxx, p2·xxxxxx, +27',
    )
  })
})

describe('an account', () => {
  const ACCOUNT = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7' as typeof BOB
  const people = (domain: string, proven = true): RoomEvent => ({
    type: 'people',
    people: [
      person(ANN, 'ann', true),
      { ...person(BOB, 'Bob'), [proven ? 'account' : 'unprovenAccount']: ACCOUNT, accountDomain: domain },
    ],
  })

  test('AC10 that is proven stands with the site whose log-in it is', () => {
    expect(drawn(stateAfter(WIDE, people('evil.example'))).slice(2, 4)).toEqual([
      'Bob·3em43M',
      ' ✓ by evil.example',
    ])
    expect(drawn(stateAfter(SMALL, people('evil.example')))[1]).toBe('ann·vZRmev (you), +1')
    const wide = { columns: 60, rows: 12 }
    expect(drawn(stateAfter(wide, people('evil.example')))[1]).toBe(
      'ann·vZRmev (you), Bob·3em43M ✓ by evil.example',
    )
    expect(drawn(stateAfter(WIDE, people(`bank.example.${'a'.repeat(40)}.evil.example`)))[3]).toBe(
      ' ✓ by …evil.example',
    )
  })

  test('AC10 that is not proven bears no mark', () => {
    expect(drawn(stateAfter(WIDE, people('evil.example', false))).join('\n')).not.toContain('✓')
  })
})

test('a name that two keys bear is marked in words at both', () => {
  const people: RoomEvent = {
    type: 'people',
    people: [person(ANN, 'ann', true), person(BOB, 'Bob'), person(EVE, 'bOB')],
  }
  const rows = drawn(stateAfter(WIDE, people, ...said(heard(1, { text: 'hi' }))))
  expect(rows.slice(2, 4)).toEqual(['Bob·3em43M (shared)', 'bOB·BYdctX (shared)'])
  expect(rows.join('\n')).toContain('Bob·zp7y3em43M (shared name): hi')
})

describe('scrolling', () => {
  const many = said(...Array.from({ length: 40 }, (_, n) => heard(n + 1)))
  const talk = (state: ScreenState): string[] =>
    drawn(state).flatMap((row) => /text \d+$/.exec(row)?.[0] ?? [])

  test('a page up shows what was before, with a row of what was seen', () => {
    const state = stateAfter(WIDE, ...many)
    expect([talk(state)[0], talk(state).at(-1)]).toEqual(['text 31', 'text 40'])
    expect(talk(scroll(state, 1)).at(-1)).toBe('text 31')
  })

  test('it ends at the first', () => {
    const state = scroll(stateAfter(WIDE, ...many), 100)
    expect(talk(state)[0]).toBe('text 1')
    expect(talk(scroll(state, 1))).toEqual(talk(state))
  })

  test('what comes meanwhile moves nothing and is counted, until one is down again', () => {
    const up = scroll(stateAfter(WIDE, ...many), 1)
    const more = said(
      heard(41),
      heard(42, {
        text: 'a longer text, of so many words that it takes at least two rows of the talk, I say: text 42',
      }),
    )
    const then = more.reduce(happened, up)
    expect(talk(then)).toEqual(talk(up))
    expect(drawn(then).at(-2)).toMatch(/↓ 2 new, Page Down$/)
    expect(drawn(scroll(then, -100)).at(-2)).not.toContain('↓')
    expect(talk(scroll(then, -100)).at(-1)).toBe('text 42')
  })

  test('what goes out meanwhile moves nothing', () => {
    const text = 'a longer text, of so many words that it takes at least two rows of the talk, I say: text 41'
    const entry = { key: 1, at: AT, line: text, text, wait: { why: 'offline' } } as const
    const up = scroll(happened(stateAfter(WIDE, ...many), { type: 'outgoing', entry }), 1)
    const sent = happened(up, { type: 'sent', key: 1, message: heard(41, { from: ANN, text }) })
    expect(talk(sent)).toEqual(talk(up))
    expect(sent.unread).toBe(0)
  })

  test('another size follows the talk again', () => {
    expect(resized(scroll(stateAfter(WIDE, ...many), 1), SMALL)).toMatchObject({ scrolled: 0, unread: 0 })
  })
})

test('whatever is said by whomever, in a terminal of any size: the screen has its rows, and none is too wide', () => {
  const harm = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom('\n', '漢字', '👩‍👩‍👧', '\u001B[2J', 'ᄀᄀᄀᄀ', 'x'.repeat(200)),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''))
  const size = fc.record({
    columns: fc.integer({ min: 16, max: 100 }),
    rows: fc.integer({ min: 7, max: 40 }),
  })
  fc.assert(
    fc.property(harm, harm, size, (text, name, of) => {
      const state = stateAfter(
        of,
        { type: 'people', people: [person(ANN, name, true), person(BOB, name), person(EVE, name)] },
        ...said(heard(1, { text }), heard(2, { text, from: EVE, to: ANN, replyTo: idOf(1), gap: 'missing' })),
        { type: 'note', text, at: AT },
      )
      const rows = drawn({ ...state, editor: edit(state.editor, { do: 'insert', text }) })
      expect(rows.length).toBe(Math.max(6, of.rows - 1))
      for (const row of rows) {
        expect(row).not.toMatch(/\p{Cc}/u)
        expect(stringWidth(row)).toBeLessThanOrEqual(of.columns)
      }
    }),
    { numRuns: 60 },
  )
})
