import { describe, expect, test } from 'vitest'
import { ControlGate, FloodGate, SessionGate } from '../../src/wire/flood.ts'
import type { Envelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { seededRandom } from '../../src/network/memory/random.ts'
import type { Did } from '../../src/wire/ids.ts'

const ALICE = 'did:key:alice' as Did
const BOB = 'did:key:bob' as Did
const NOW = 1_800_000_000_000
const RULE = { messages: 20, window: 30_000 }

/** Says one message if it may. */
function say(gate: FloodGate, time: number, did: Did = ALICE): boolean {
  if (!gate.allows(did, time, 1)) return false
  gate.note(did, time, 1)
  return true
}

/** How many of 1,000 messages at about one time get through. */
function flood(gate: FloodGate, time: number): number {
  return Array.from({ length: 1_000 }, () => say(gate, time)).filter(Boolean).length
}

describe('[GC3] the flood gate', () => {
  test('lets 19, 20 and not 21 messages through within a window, of each DID', () => {
    const gate = new FloodGate(RULE)
    gate.note(ALICE, NOW, 18)
    expect([say(gate, NOW + 1), say(gate, NOW + 2), say(gate, NOW + 3)]).toEqual([true, true, false])
    expect(say(gate, NOW + 3, BOB)).toBe(true)
  })

  test('counts what goes together in one envelope', () => {
    const gate = new FloodGate(RULE)
    gate.note(ALICE, NOW, 15)
    expect([gate.allows(ALICE, NOW, 5), gate.allows(ALICE, NOW, 6)]).toEqual([true, false])
  })

  test('opens again when the window has passed, to the millisecond', () => {
    const gate = new FloodGate(RULE)
    gate.note(ALICE, NOW, 20)
    expect([say(gate, NOW + 29_999), say(gate, NOW + 30_000)]).toEqual([false, true])
  })

  test('is not opened in the past by what is said in the future', () => {
    const gate = new FloodGate(RULE)
    const windows = [60_000, 30_000, 0, -30_000, -60_000]
    expect(windows.map((offset) => flood(gate, NOW + offset))).toEqual([20, 20, 20, 20, 20])
    // All windows are full, whichever one comes back to.
    expect(windows.map((offset) => flood(gate, NOW + offset))).toEqual([0, 0, 0, 0, 0])
  })

  test('holds in every window, whatever the order', () => {
    const backwards = new FloodGate(RULE)
    const through = Array.from({ length: 1_000 }, (_, i) => say(backwards, NOW - i)).filter(Boolean)
    expect(through).toHaveLength(20)
    expect([say(backwards, NOW - 29_981), say(backwards, NOW - 30_000)]).toEqual([false, true])

    // As a plain count of every window says.
    const gate = new FloodGate({ messages: 4, window: 50 })
    const random = seededRandom(7)
    const said: number[] = []
    for (let i = 0; i < 2_000; i++) {
      const at = NOW + Math.floor(random() * 1_000)
      const all = [...said, at]
      const most = Math.max(...all.map((end) => all.filter((one) => one > end - 50 && one <= end).length))
      expect(gate.allows(ALICE, at, 1)).toBe(most <= 4)
      if (say(gate, at)) said.push(at)
    }
    expect(said.length).toBeGreaterThan(50)
  })

  test('remembers what was said for its span, and forgets who was silent for longer', () => {
    const gate = new FloodGate(RULE, 100_000)
    for (let at = 0; at <= 1_000_000; at += 30_000) flood(gate, NOW + at)
    expect(flood(gate, NOW + 990_000 - 90_000)).toBe(0)
    const last = NOW + 990_000
    gate.forget(last + 100_000)
    expect(gate.size).toBe(1)
    gate.forget(last + 100_001)
    expect(gate.size).toBe(0)
  })
})

test('[GC3] a gate full of DIDs lets the quiet go, the one silent the longest first, and never who said much', () => {
  const gate = new FloodGate(RULE, 100_000, 10)
  flood(gate, NOW)
  const quiet = (number: number): Did => `did:key:quiet-${number}` as Did
  for (let i = 0; i < 9; i++) gate.note(quiet(i), NOW + i, 9)
  expect(gate.size).toBe(10)
  gate.note(quiet(0), NOW + 10, 0)
  for (let i = 0; i < 1_000; i++) gate.note(quiet(100 + i), NOW + 20, 1)
  expect(gate.size).toBe(10)
  expect(gate.allows(ALICE, NOW + 21, 1)).toBe(false)
  expect([0, 1, 1_099].map((i) => gate.allows(quiet(i), NOW + 21, 20))).toEqual([true, true, false])
  // Where all said much, the one silent the longest goes.
  for (let i = 0; i < 10; i++) gate.note(quiet(i), NOW + 30, 10)
  expect([gate.size, gate.allows(ALICE, NOW + 31, 1)]).toEqual([10, true])
})

describe('[GC5] the gate for control traffic', () => {
  const state = (type: string, issuedAt = NOW, length = 1, iss: Did = ALICE): Envelope =>
    ({ claims: { iss, issuedAt }, body: { type }, text: 'x'.repeat(length) }) as never
  const passes = (gate: ControlGate, envelope: Envelope): boolean => {
    if (!gate.allows(envelope)) return false
    gate.note(envelope)
    return true
  }

  test('lets 159, 160 and not 161 envelopes of a DID through in 30 s, whatever their types, and all of its chat', () => {
    const gate = new ControlGate()
    const types = ['join', 'here', 'leave', 'suspect', 'typing', 'other']
    const passed = Array.from({ length: 1_000 }, (_, i) => passes(gate, state(types[i % 6] ?? '', NOW + i)))
    expect(passed.filter(Boolean)).toHaveLength(LIMITS.controlEnvelopes)
    expect(passed.indexOf(false)).toBe(LIMITS.controlEnvelopes)
    expect(passes(gate, state('chat', NOW + 500))).toBe(true)
    expect(passes(gate, state('here', NOW + 500, 1, BOB))).toBe(true)
    expect(passes(gate, state('here', NOW + LIMITS.controlWindow))).toBe(true)
  })

  test('lets 512 KiB of a DID through in 30 s, to the byte', () => {
    const gate = new ControlGate()
    for (let i = 1; i < 16; i++)
      expect(passes(gate, state('other', NOW + i, LIMITS.envelopeBytes))).toBe(true)
    expect(passes(gate, state('other', NOW + 20, LIMITS.envelopeBytes - 1))).toBe(true)
    expect(passes(gate, state('other', NOW + 21, 2))).toBe(false)
    expect(passes(gate, state('other', NOW + 21, 1))).toBe(true)
  })

  test('says when half of it is used up', () => {
    const gate = new ControlGate()
    for (let i = 0; i < LIMITS.controlEnvelopes / 2; i++) passes(gate, state('here', NOW))
    expect(gate.isHalfFree(ALICE, NOW)).toBe(true)
    passes(gate, state('here', NOW))
    expect([gate.isHalfFree(ALICE, NOW), gate.isHalfFree(BOB, NOW)]).toEqual([false, true])
    expect(gate.isHalfFree(ALICE, NOW + LIMITS.controlWindow)).toBe(true)
    gate.forget(NOW + 200_000)
    expect(gate.size).toBe(0)
  })

  test('says when half of its bytes are used up', () => {
    const gate = new ControlGate()
    for (let i = 0; i < 8; i++) passes(gate, state('here', NOW, LIMITS.envelopeBytes))
    expect(gate.isHalfFree(ALICE, NOW)).toBe(true)
    passes(gate, state('here', NOW))
    expect(gate.isHalfFree(ALICE, NOW)).toBe(false)
  })
})

describe('[GC6] the gate for new sessions', () => {
  const of = (session: number, issuedAt: number, iss: Did = ALICE): Envelope['claims'] =>
    ({ iss, sid: `session-${session}`, issuedAt }) as never

  test('lets 15, 16 and not 17 sessions of a DID begin in 60 s, and those that are known say what they like', () => {
    const gate = new SessionGate()
    const begun = Array.from({ length: 20 }, (_, i) => gate.passes(of(i, NOW + i)))
    expect(begun.indexOf(false)).toBe(LIMITS.newSessions)
    for (let i = 0; i < 1_000; i++) expect(gate.passes(of(i % 16, NOW + 100 + i))).toBe(true)
    expect([gate.passes(of(30, NOW + 50)), gate.passes(of(30, NOW + 50, BOB))]).toEqual([false, true])
    expect(gate.passes(of(30, NOW + LIMITS.newSessionsWindow))).toBe(true)
  })

  test('knows of a DID the 32 sessions that were heard last', () => {
    const gate = new SessionGate()
    const window = LIMITS.newSessionsWindow
    for (let i = 0; i <= LIMITS.recordsPerDid; i++) expect(gate.passes(of(i, NOW + i * window))).toBe(true)
    const at = NOW + 100 * window
    for (let i = 0; i < LIMITS.newSessions; i++) {
      // The others stay known by what they say.
      for (let known = LIMITS.newSessions + 1; known <= LIMITS.recordsPerDid; known++)
        expect(gate.passes(of(known, at + i))).toBe(true)
      expect(gate.passes(of(100 + i, at + i))).toBe(true)
    }
    expect([0, 1, 16, 17, 32].map((session) => gate.passes(of(session, at + 20)))).toEqual([
      ...[false, false, false],
      ...[true, true],
    ])
  })

  test('knows so many DIDs', () => {
    const gate = new SessionGate(3)
    for (let i = 0; i < 1_000; i++) gate.passes(of(i, NOW + i * 60_000))
    for (let i = 0; i < 9; i++) gate.passes(of(1, NOW, `did:key:${i}` as Did))
    expect(gate.size).toBe(3)
    gate.forget(NOW)
  })
})

test('a gate without a rule lets everything through and remembers nobody', () => {
  const gate = new FloodGate(null)
  expect(flood(gate, NOW)).toBe(1_000)
  expect(gate.size).toBe(0)
})
