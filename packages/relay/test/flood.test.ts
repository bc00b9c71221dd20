import { describe, expect, test } from 'vitest'
import { CONTROL_BYTES, CONTROL_FLOOD, LIMITS, type Envelope } from 'ghost-chat/wire'
import { controlBytesIn, controlIn, Flood, NewSessions, typingIn } from '../src/flood.ts'
import { floodRule, parseFlood } from '../src/flood-rule.ts'

const NOW = 1_800_000_000_000
const RULE = { messages: 20, window: 30_000 }

/** As much of a verified envelope as is looked at. */
function said(iss: string, count = 1, issuedAt = NOW): Envelope {
  return { claims: { iss, issuedAt }, body: { type: 'chat', messages: Array(count).fill({}) } } as never
}

describe('[NW8] the relay’s flood control', () => {
  test('lets 19, 20 and not 21 messages of a DID through, per room', () => {
    const flood = new Flood(RULE, 100)
    expect(flood.passes('one', said('alice', 18))).toBe(true)
    const more = Array.from({ length: 4 }, () => flood.passes('one', said('alice')))
    expect(more).toEqual([true, true, false, false])
    expect(flood.passes('one', said('bob', 20))).toBe(true)
    expect(flood.passes('two', said('alice', 20))).toBe(true)
    expect(flood.passes('one', said('alice', 1, NOW + 30_000))).toBe(true)
  })

  test('counts messages only: presence passes', () => {
    const flood = new Flood({ messages: 1, window: 30_000 }, 100)
    const here = { claims: { iss: 'alice', issuedAt: NOW }, body: { type: 'here' } } as never
    expect(Array.from({ length: 50 }, () => flood.passes('one', here))).not.toContain(false)
    expect(flood.size).toBe(0)
  })

  test('[TP3] counts typing where it is told to, and nothing else then', () => {
    const flood = new Flood({ messages: 2, window: 30_000 }, 100, typingIn)
    const typing = {
      claims: { iss: 'alice', issuedAt: NOW },
      body: { type: 'typing', typing: true },
    } as never
    expect(Array.from({ length: 4 }, () => flood.passes('one', typing))).toEqual([true, true, false, false])
    expect(flood.passes('one', said('alice', 20))).toBe(true)
    expect(new Flood({ messages: 1, window: 1 }, 1).passes('one', typing)).toBe(true)
  })

  test('lets everything through without a rule', () => {
    const flood = new Flood(null, 1)
    expect(Array.from({ length: 100 }, () => flood.passes('one', said('alice')))).not.toContain(false)
    expect(flood.size).toBe(0)
  })

  test('remembers 9, 10 and not 11 DIDs: the fullest room is forgotten, the others are not', () => {
    const flood = new Flood(RULE, 10)
    for (let i = 0; i < 7; i++) flood.passes('full', said(`f${i}`, 20))
    for (let i = 0; i < 3; i++) flood.passes('quiet', said(`q${i}`, 20))
    expect(flood.size).toBe(10)
    expect(flood.passes('full', said('f0'))).toBe(false)
    flood.passes('full', said('f7', 20))
    expect(flood.size).toBe(3)
    expect([flood.passes('quiet', said('q0')), flood.passes('full', said('f0'))]).toEqual([false, true])
  })

  test('forgets a room that was dropped, and DIDs whose words are too old to count', () => {
    const flood = new Flood(RULE, 100)
    flood.passes('one', said('alice'))
    flood.passes('two', said('alice'))
    flood.passes('two', said('bob', 1, NOW + 1))
    flood.drop('one')
    flood.drop('nowhere')
    expect(flood.size).toBe(2)
    // Two minutes of skew and a window.
    flood.sweep(NOW + 150_000)
    expect(flood.size).toBe(2)
    flood.sweep(NOW + 150_001)
    expect(flood.size).toBe(1)
    flood.sweep(NOW + 150_002)
    expect(flood.size).toBe(0)
  })
})

describe('[GC5] the relay’s rule for control traffic', () => {
  const here = (text = 'x'): Envelope =>
    ({ claims: { iss: 'alice', issuedAt: NOW }, body: { type: 'here' }, text }) as never

  test('lets as many envelopes, and as many bytes, of a DID through as the rule says, and no chat counts', () => {
    const envelopes = new Flood(CONTROL_FLOOD, 100, controlIn)
    expect(envelopes.passes('one', said('alice', 64))).toBe(true)
    const passed = Array.from({ length: 1_000 }, () => envelopes.passes('one', here())).filter(Boolean)
    expect(passed).toHaveLength(LIMITS.controlEnvelopes)

    const bytes = new Flood(CONTROL_BYTES, 100, controlBytesIn)
    const large = 'x'.repeat(LIMITS.envelopeBytes)
    const fitting = Array.from({ length: 100 }, () => bytes.passes('one', here(large))).filter(Boolean)
    expect(fitting).toHaveLength(LIMITS.controlBytes / LIMITS.envelopeBytes)
    expect(bytes.passes('one', said('alice', 64))).toBe(true)
  })
})

test('[GC6] a relay passes on 16 new sessions of a DID in 60 s, per room', () => {
  const sessions = new NewSessions(100)
  const join = (sid: number): Envelope =>
    ({ claims: { iss: 'alice', sid: `${sid}`, issuedAt: NOW } }) as never
  const passed = Array.from({ length: 30 }, (_, i) => sessions.passes('one', join(i))).filter(Boolean)
  expect(passed).toHaveLength(LIMITS.newSessions)
  expect([sessions.passes('one', join(0)), sessions.passes('two', join(30))]).toEqual([true, true])
})

describe('the flood rule of a relay', () => {
  test.each([
    [{ messages: 1, window: 1 }],
    [{ messages: 10_000, window: 3_600_000 }],
    [{ messages: 20, window: 30_000 }],
  ])('can be %j', (rule) => {
    expect(floodRule(rule)).toEqual(rule)
  })

  test.each([
    [{ messages: 0, window: 1 }],
    [{ messages: 10_001, window: 1 }],
    [{ messages: 1, window: 0 }],
    [{ messages: 1, window: 3_600_001 }],
    [{ messages: 1.5, window: 1 }],
    [{ messages: NaN, window: 1 }],
  ])('cannot be %j', (rule) => {
    expect(() => floodRule(rule)).toThrow(expect.objectContaining({ code: 'ERR_OPTION_INVALID' }) as Error)
  })

  test('can be none', () => {
    expect(floodRule(false)).toBeNull()
    expect(parseFlood('off')).toBe(false)
  })

  test('is written as messages per seconds', () => {
    expect(parseFlood('20/30')).toEqual({ messages: 20, window: 30_000 })
    for (const text of ['', '20', '20/', '/30', '20/30/1', 'OFF', '-1/30', '1e3/30', '20/30s', '100000/1'])
      expect(() => parseFlood(text)).toThrow(expect.objectContaining({ code: 'ERR_OPTION_INVALID' }) as Error)
  })
})
