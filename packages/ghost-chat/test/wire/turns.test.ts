import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FloodGate, isWithin, type FloodRule, type Said } from '../../src/wire/flood.ts'
import type { Did } from '../../src/wire/ids.ts'
import { turnsOf } from '../../src/wire/turns.ts'

const NOW = 1_000
const rules = fc.record({ messages: fc.integer({ min: 1, max: 6 }), window: fc.integer({ min: 1, max: 60 }) })
const pasts = fc
  .array(fc.record({ at: fc.integer({ min: NOW - 80, max: NOW }), count: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 12,
  })
  .map((said) => said.sort((a, b) => a.at - b.at))

/** The earliest time at which one more may be said, by looking at every millisecond. */
function earliest(at: number, isFree: (time: number) => boolean): number {
  let time = at
  while (!isFree(time)) time++
  return time
}

/** What a sender may have said: no more than the rule allows. */
function lawful(rule: FloodRule, said: readonly Said[]): Said[] {
  const kept: Said[] = []
  for (const one of said) if (isWithin(rule, kept, one.at, one.count)) kept.push(one)
  return kept
}

describe('[GC7] turns', () => {
  it('are the earliest at which the room, and one rule of the relays, lets each message through', () => {
    fc.assert(
      fc.property(rules, fc.array(rules, { maxLength: 2 }), pasts, (room, relays, past) => {
        const said = lawful(room, past)
        const count = 10
        const turns = turnsOf(
          count,
          NOW,
          { rule: room, said },
          relays.map((rule) => ({ rule, said })),
        )
        const all = [...said]
        let last = NOW
        for (const turn of turns) {
          const expected = earliest(
            last,
            (time) =>
              isWithin(room, all, time, 1) &&
              (relays.length === 0 || relays.some((rule) => isWithin(rule, all, time, 1))),
          )
          expect(turn).toBe(expected)
          all.push({ at: turn, count: 1 })
          last = turn
        }
      }),
    )
  })

  it('let nothing out that a receiver would ignore, whoever stamped ahead before', () => {
    const ahead = fc.array(
      fc.record({ at: fc.integer({ min: NOW - 80, max: NOW + 30 }), count: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(rules, ahead, (rule, past) => {
        const said = lawful(
          rule,
          past.sort((a, b) => a.at - b.at),
        )
        const gate = new FloodGate(rule)
        const me = 'did:key:me' as Did
        for (const { at, count } of said) gate.note(me, at, count)
        for (const turn of turnsOf(10, NOW, gate.spentBy(me), [])) {
          expect(gate.allows(me, turn, 1)).toBe(true)
          gate.note(me, turn, 1)
        }
      }),
    )
  })

  it('are all at once where nothing is counted, and when the window is empty', () => {
    const said = [{ at: NOW - 30_000, count: 20 }]
    const rule = { messages: 20, window: 30_000 }
    expect(turnsOf(3, NOW, { rule: null, said }, [])).toEqual([NOW, NOW, NOW])
    expect(turnsOf(20, NOW, { rule, said }, [])).toEqual(Array(20).fill(NOW))
    expect(turnsOf(21, NOW, { rule, said }, [])[20]).toBe(NOW + 30_000)
    expect(turnsOf(1, NOW - 1, { rule, said }, [])).toEqual([NOW])
  })
})
