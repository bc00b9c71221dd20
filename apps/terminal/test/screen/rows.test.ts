/** Rows are laid out once for an entry and a width, whatever is drawn and scrolled meanwhile. */
import { describe, expect, test } from 'vitest'
import type { RoomEvent } from '../../src/room/reduce.ts'
import type { Heard } from '../../src/room/view.ts'
import { lastRows, rowsOf } from '../../src/screen/rows.ts'
import { firstState, happened, scroll, type ScreenState } from '../../src/screen/state.ts'
import { ANN, BOB, EVE, heard, idOf, person } from '../support/heard.ts'

const SIZE = { columns: 80, rows: 24 }
const BEGIN: readonly RoomEvent[] = [
  { type: 'own', did: ANN },
  { type: 'people', people: [person(ANN, 'ann', true), person(BOB, 'Bob'), person(EVE, 'Eve')] },
]

const after = (...events: readonly RoomEvent[]): ScreenState =>
  [...BEGIN, ...events].reduce(happened, firstState({ title: 's/r', size: SIZE, readOnly: false }))

/** A message that counts how often its text is read: that is, laid out. */
function counted(number: number, read: () => void): Heard {
  const message = heard(number)
  return Object.freeze(
    Object.defineProperty({ ...message }, 'text', {
      enumerable: true,
      get: () => {
        read()
        return `message ${number}`
      },
    }),
  )
}

describe('rows', () => {
  const first = (state: ScreenState) => state.view.entries[0]!

  test('of an entry are the same until the width or a name that they show changes', () => {
    const state = after({ type: 'message', message: heard(1, { from: BOB }) })
    const rows = rowsOf(first(state), state.view, 60)
    expect(rowsOf(first(state), state.view, 60)).toBe(rows)
    const people = (name: string, other: string): RoomEvent => ({
      type: 'people',
      people: [person(ANN, 'ann', true), person(BOB, name), person(EVE, other)],
    })
    const elsewhere = happened(state, people('Bob', 'Eva'))
    expect(rowsOf(first(elsewhere), elsewhere.view, 60)).toBe(rows)
    expect(rowsOf(first(state), state.view, 61)).not.toBe(rows)
    const renamed = happened(state, people('Rob', 'Eve'))
    expect(
      rowsOf(first(renamed), renamed.view, 60)[0]
        ?.map(({ text }) => text)
        .join(''),
    ).toContain('Rob·')
    const shared = happened(state, people('Bob', 'bob'))
    expect(
      rowsOf(first(shared), shared.view, 60)[0]
        ?.map(({ text }) => text)
        .join(''),
    ).toContain('(shared name)')
  })

  test('of an answer are laid out anew when what it answers comes', () => {
    const state = after({ type: 'message', message: heard(2, { replyTo: idOf(1) }) })
    const before = rowsOf(first(state), state.view, 60)
    const later = happened(state, { type: 'message', message: heard(1, { text: 'the question' }) })
    const rows = rowsOf(first(later), later.view, 60)
    expect(rows).not.toBe(before)
    expect(rows[0]?.[0]?.text).toContain('the question')
  })

  test('are laid out for what is seen and scrolled to, once', () => {
    let reads = 0
    const read = (): void => void (reads += 1)
    let state = after(
      ...Array.from({ length: 300 }, (_, place): RoomEvent => ({
        type: 'message',
        message: counted(place, read),
      })),
    )
    const draw = (): void => void lastRows(state.view, 60, 20, state.scrolled)
    draw()
    expect(reads).toBeLessThanOrEqual(20)
    for (let again = 0; again < 50; again++) draw()
    expect(reads).toBeLessThanOrEqual(20)
    state = scroll(state, 1)
    // The width of the talk on this screen is another than that of the drawing above.
    expect(state.scrolled).toBeGreaterThan(10)
    expect(reads).toBeLessThanOrEqual(20 + 50)
    const seen = reads
    state = scroll(state, -1)
    expect([state.scrolled, reads]).toEqual([0, seen])
    for (let page = 0; page < 100; page++) state = scroll(state, 1)
    expect(
      lastRows(state.view, 60, 20, state.scrolled).map((row) => row.map(({ text }) => text).join(''))[0],
    ).toMatch(/message 0$/)
  })
})
