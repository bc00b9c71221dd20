import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Roster, type Owner } from '../src/roster.ts'

const LIMITS = { sessions: 8, foreign: () => 3, bytes: 1_000 }
const NOW = 1_000_000
const encoder = new TextEncoder()

type Envelope = Parameters<Roster['note']>[0]

/** What the roster looks at of an envelope. */
function presence(
  session: string,
  seq: number,
  type: 'join' | 'here' | 'leave' = 'here',
  expiresAt = NOW + 30_000,
): Envelope {
  return {
    body: { type, peer: 'p' },
    claims: { iss: `did:${session}`, sid: session, seq, expiresAt },
  } as never
}

const frameOf = (session: string, seq: number): Uint8Array => encoder.encode(`${session} ${String(seq)}`)
const texts = (roster: Roster, but: Owner = {}, now = NOW): readonly string[] =>
  roster.frames(but, now).map((frame) => new TextDecoder().decode(frame))

function note(roster: Roster, session: string, seq: number, owner: Owner | null, bearer = 'b'): string {
  return roster.note(presence(session, seq), frameOf(session, seq), bearer, owner)
}

describe('[HB9] a roster', () => {
  test('holds the newest of each session, those heard last first, without the asker', () => {
    const roster = new Roster(LIMITS)
    const [ann, ben] = [{}, {}]
    expect(note(roster, 'ann', 0, ann)).toBe('arrived')
    expect(note(roster, 'ben', 0, ben)).toBe('arrived')
    expect(note(roster, 'ann', 2, ann)).toBe('renewed')
    expect(note(roster, 'ann', 1, ann)).toBe('unchanged')
    expect(texts(roster)).toEqual(['ann 2', 'ben 0'])
    expect(texts(roster, ann)).toEqual(['ben 0'])
  })

  test('drops who left, and an older presence brings nobody back until it has expired', () => {
    const roster = new Roster(LIMITS)
    const ann = {}
    note(roster, 'ann', 0, ann)
    const leave = presence('ann', 5, 'leave', NOW + 100)
    expect(roster.note(leave, frameOf('ann', 5), 'b', null)).toBe('left')
    expect(roster.has(ann)).toBe(false)
    expect(note(roster, 'ann', 4, ann)).toBe('unchanged')
    expect(texts(roster)).toEqual([])
    roster.sweep(NOW + 100)
    expect(note(roster, 'ann', 4, ann)).toBe('arrived')
  })

  test('a goodbye that comes before the presence it ends counts as well', () => {
    const roster = new Roster(LIMITS)
    expect(roster.note(presence('ann', 5, 'leave'), frameOf('ann', 5), 'b', null)).toBe('unchanged')
    expect(note(roster, 'ann', 4, {})).toBe('unchanged')
    expect(note(roster, 'ann', 6, {})).toBe('arrived')
  })

  test('an older goodbye that comes late brings nobody back', () => {
    const roster = new Roster(LIMITS)
    for (const seq of [5, 2]) roster.note(presence('ann', seq, 'leave'), frameOf('ann', seq), 'b', null)
    expect(note(roster, 'ann', 4, {})).toBe('unchanged')
    expect(note(roster, 'ann', 6, {})).toBe('arrived')
  })

  test('ends a session with its stream, or its lease', () => {
    const roster = new Roster(LIMITS)
    const ann = {}
    note(roster, 'ann', 0, ann)
    expect(roster.lost(ann)).toBe(true)
    expect(roster.lost(ann)).toBe(false)
    roster.note(presence('ben', 0, 'join', NOW + 10), frameOf('ben', 0), 'b', {})
    expect(texts(roster, {}, NOW + 10)).toEqual([])
    roster.sweep(NOW + 10)
    expect(roster.size).toBe(0)
  })

  test('a session that moves to another stream outlives the first', () => {
    const roster = new Roster(LIMITS)
    const [first, second] = [{}, {}]
    note(roster, 'ann', 0, first)
    note(roster, 'ann', 1, second)
    expect(roster.lost(first)).toBe(false)
    expect(texts(roster)).toEqual(['ann 1'])
    expect(roster.lost(second)).toBe(true)
  })

  test('another bearer renews a session and does not own it', () => {
    const roster = new Roster(LIMITS)
    const ann = {}
    note(roster, 'ann', 0, ann)
    note(roster, 'ann', 1, null, 'eve')
    for (let n = 0; n < 3; n++) expect(note(roster, `foreign ${String(n)}`, 0, null, 'eve')).toBe('arrived')
    expect(roster.lost(ann)).toBe(true)
  })

  test('a stream has one session, and a bearer so many foreign ones', () => {
    const roster = new Roster(LIMITS)
    const ann = {}
    note(roster, 'ann', 0, ann)
    const taken = Array.from({ length: 5 }, (_, n) => note(roster, `more ${String(n)}`, 0, ann, 'ann'))
    expect(taken).toEqual(['arrived', 'arrived', 'arrived', 'unchanged', 'unchanged'])
    expect(roster.lost(ann)).toBe(true)
    expect(roster.size).toBe(3)
    roster.note(presence('more 0', 1, 'leave'), frameOf('', 0), 'x', null)
    expect(note(roster, 'more 9', 0, null, 'ann')).toBe('arrived')
  })

  test('takes no more sessions than it may, and gives no more bytes', () => {
    const roster = new Roster({ ...LIMITS, bytes: 15 })
    for (let n = 0; n < 10; n++) note(roster, `s${String(n)}`, 0, {})
    expect(roster.size).toBe(8)
    expect(texts(roster)).toEqual(['s7 0', 's6 0', 's5 0'])
  })

  test('is what a plain model says it is, whatever comes', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('note' as const), session: fc.nat(5), seq: fc.nat(6), owner: fc.nat(4) }),
      fc.record({ do: fc.constant('leave' as const), session: fc.nat(5), seq: fc.nat(6) }),
      fc.record({ do: fc.constant('lost' as const), owner: fc.nat(4) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const roster = new Roster({ sessions: 100, foreign: () => 100, bytes: 1e6 })
        const owners = Array.from({ length: 4 }, () => ({}))
        const here = new Map<number, { seq: number; owner: number | null }>()
        const left = new Map<number, number>()
        for (const one of steps) {
          if (one.do === 'lost') {
            const [session] = [...here].find(([, { owner }]) => owner === one.owner) ?? []
            const has = session !== undefined && owners[one.owner] !== undefined
            expect(roster.lost(owners[one.owner] ?? {})).toBe(has)
            if (has) here.delete(session)
            continue
          }
          const name = String(one.session)
          const before = here.get(one.session)
          if (one.do === 'leave') {
            roster.note(presence(name, one.seq, 'leave'), frameOf(name, one.seq), 'b', null)
            left.set(one.session, Math.max(left.get(one.session) ?? -1, one.seq))
            if (before !== undefined && one.seq > before.seq) here.delete(one.session)
            continue
          }
          const owner = owners[one.owner] ?? null
          note(roster, name, one.seq, owner)
          if (one.seq <= (before?.seq ?? left.get(one.session) ?? -1)) continue
          const isTaken = [...here].some(([other, has]) => other !== one.session && has.owner === one.owner)
          const own = owner === null || isTaken ? null : one.owner
          here.delete(one.session)
          here.set(one.session, { seq: one.seq, owner: own ?? before?.owner ?? null })
        }
        const expected = Array.from(here, ([session, { seq }]) => `${String(session)} ${String(seq)}`)
        expect(texts(roster)).toEqual(expected.reverse())
      }),
      { numRuns: 500 },
    )
  })
})
