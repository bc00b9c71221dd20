/** What one DID, and many, may fill of a room's memory and of its roster (SPEC RP3, PR7, GC6). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { Sessions } from '../../src/room/sessions.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, name, take, unsigned, unsignedPresence } from '../support/rooms.ts'

const EVE = 'did:key:eve'
const BOB = 'did:key:bob'
const LEAVE = { type: 'leave' } as const
const say = (content: string): VerifiedEnvelope['body'] => ({ type: 'chat', messages: [{ content }] })

const sessionsOf = (room: Room, did: string): number =>
  room.roster.users(NOW).find((user) => (user.did as string) === did)?.sessions.length ?? 0
const isHere = (room: Room, did: string): boolean => sessionsOf(room, did) > 0

describe('one DID', () => {
  it('[RP3] 20,000 leaves of sessions that nobody knows keep nobody out, over the topic or in answers', async () => {
    for (const way of ['live', 'kept'] as const) {
      const { room } = await joinedRoom()
      for (let i = 0; i < 20_000; i++) {
        const at = NOW + 1 + i
        room.receive(unsigned(EVE, i, 0, LEAVE, at, LIMITS.lifetime), way, at)
      }
      const now = NOW + 20_002
      expect(take(room, unsignedPresence(BOB, 1, now, { type: 'join' }), now)).toContain('user-joined')
      const hello = unsignedPresence('did:key:cat', 2, now, { type: 'join' })
      expect(take(room, hello, now, 'kept')).toContain('user-joined')
      expect(take(room, unsigned(BOB, 1, 0, say('hi'), now + 1), now + 1)).toBe('message:hi')
    }
  })

  it('[PR7] 10,000 sessions of one DID are 16 of it: the ones that were heard last', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 10_000; i++)
      room.receive(unsignedPresence(EVE, i, NOW + 1 + i, { lease: LIMITS.lifetime }), 'kept', NOW + 1 + i)
    expect(sessionsOf(room, EVE)).toBe(LIMITS.sessionsPerDid)
    expect(
      room.roster
        .users(NOW)
        .find(({ self }) => !self)
        ?.sessions.at(-1)?.peer,
    ).toBe(`peer-${EVE}-9999`)
    const now = NOW + 10_002
    expect(take(room, unsignedPresence(BOB, 1, now, { type: 'join' }), now)).toContain('user-joined')
  })

  it('[PR7] 15, 16 and 17 sessions of a DID are 15, 16 and 16; its user never leaves by that', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 17; i++) {
      const outcome = room.receive(unsignedPresence(EVE, i, NOW + 1 + i), 'kept', NOW + 20)
      expect(outcome.effects?.map(name)).not.toContain('user-left')
      expect(sessionsOf(room, EVE)).toBe(Math.min(i + 1, LIMITS.sessionsPerDid))
    }
    // The first, which was heard the longest ago, gave way; when it renews it is back and the second is not.
    take(room, unsignedPresence(EVE, 0, NOW + 30, { seq: 1 }), NOW + 30)
    const peers = room.roster.peersOf(EVE as never)
    expect(peers).toContain(`peer-${EVE}-0`)
    expect(peers).not.toContain(`peer-${EVE}-1`)
  })

  it('[DM1] what is said to a DID of 10,000 sessions goes to 16 peers, and to each once', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 10_000; i++) room.receive(unsignedPresence(EVE, i, NOW + i), 'kept', NOW + i)
    expect(new Set(room.roster.peersOf(EVE as never)).size).toBe(LIMITS.sessionsPerDid)
    for (let i = 0; i < 3; i++)
      take(room, unsignedPresence(BOB, i, NOW + 10_000, { peer: 'peer-one' }), NOW + 10_000)
    expect(room.roster.peersOf(BOB as never)).toEqual(['peer-one'])
  })

  it('[GC6] 15, 16 and not 17 new sessions of a DID are taken in 60 s, of another DID as many again', async () => {
    const { room } = await joinedRoom()
    const begun = (did: string, at: number, session: number): string =>
      take(room, unsignedPresence(did, session, at, { type: 'join' }), at)
    const codes = Array.from({ length: 20 }, (_, i) => begun(EVE, NOW + 1 + i, i))
    expect(codes.indexOf('flood')).toBe(LIMITS.newSessions)
    expect(codes.filter((code) => code === 'flood')).toHaveLength(20 - LIMITS.newSessions)
    expect(begun(BOB, NOW + 30, 1)).toContain('user-joined')
    // One that is known is not new.
    expect(take(room, unsignedPresence(EVE, 1, NOW + 40, { seq: 1 }), NOW + 40)).not.toBe('flood')
    expect(begun(EVE, NOW + 1 + LIMITS.newSessionsWindow, 100)).not.toBe('flood')
  })

  it('[RP3] of what it said in a session that gave way to its others nothing is shown again', async () => {
    const { room } = await joinedRoom({ transcript: { messages: 1, age: 3_600_000, bytes: 1_000_000 } })
    const word = unsigned(EVE, 0, 0, say('once'), NOW + 1, LIMITS.lifetime)
    expect(take(room, word, NOW + 1)).toBe('')
    expect(room.tick(NOW + 1 + LIMITS.skew).map(name)).toContain('message:once')
    take(room, unsigned(BOB, 1, 0, say('other'), NOW + 2, LIMITS.lifetime), NOW + 2)
    for (let i = 1; i < 100; i++) {
      const at = NOW + 2 + 10_000 * i
      room.receive(unsignedPresence(EVE, i, at), 'live', at)
      room.receive(unsigned(EVE, i, 1, LEAVE, at + 1), 'live', at + 1)
      expect(take(room, word, at + 2, 'kept')).toMatch(/seen|replay-full/)
    }
  })
})

describe('many DIDs', () => {
  it('[PR7] a hundred DIDs of as many sessions as they may lock nobody out, during it and after', async () => {
    const { room } = await joinedRoom()
    let joined = 0
    for (let i = 0; i < 10_000; i++) {
      const at = NOW + 1 + i
      const did = `did:key:eve-${i % 100}`
      room.receive(unsignedPresence(did, i, at, { type: 'join', lease: LIMITS.lifetime }), 'live', at)
      room.receive(unsigned(did, 20_000 + i, 0, LEAVE, at, LIMITS.lifetime), 'live', at)
      if (i % 100 !== 99) continue
      const who = `did:key:honest-${i}`
      if (take(room, unsignedPresence(who, i, at, { type: 'join' }), at).includes('user-joined')) joined++
    }
    expect(joined).toBe(100)
    for (let i = 99; i < 10_000; i += 100) expect(isHere(room, `did:key:honest-${i}`)).toBe(true)
  })

  it('[PR7] in a full roster a DID that has more gives way; where each has one, one that never spoke', async () => {
    let chance = 0.7
    const random = (): number => chance
    const { room } = await joinedRoom({ random })
    const places = LIMITS.rosterSessions - 1
    const lease = LIMITS.lifetime
    for (let i = 0; i < places - 2; i++) {
      room.receive(unsignedPresence(`did:key:sybil-${i}`, i, NOW + 1, { lease }), 'kept', NOW + 1)
      if (i < 100) room.receive(unsigned(`did:key:sybil-${i}`, i, 0, say('hi'), NOW + 2), 'kept', NOW + 2)
    }
    for (const session of [1, 2])
      room.receive(unsignedPresence(EVE, session, NOW + session, { lease }), 'kept', NOW + 3)
    expect(sessionsOf(room, EVE)).toBe(2)
    expect(take(room, unsignedPresence(BOB, 1, NOW + 4, { type: 'join' }), NOW + 4)).toContain('user-joined')
    expect(sessionsOf(room, EVE)).toBe(1)
    for (let i = 0; i < 50; i++) {
      // Every other time chance falls on those who came first, who spoke.
      chance = i % 2 === 0 ? 0.7 : 0
      const did = `did:key:late-${i}`
      const codes = take(room, unsignedPresence(did, i, NOW + 5 + i, { type: 'join' }), NOW + 5 + i)
      expect(codes).toContain('user-left')
      expect(codes).toContain('user-joined')
    }
    const here = new Set(room.roster.users(NOW).map(({ did }) => String(did)))
    expect(here.size).toBe(places + 1)
    for (let i = 0; i < 100; i++) expect(here).toContain(`did:key:sybil-${i}`)
  })

  it('[RP3] a memory full of sessions lets the greediest DID’s go, and those that are here stay', async () => {
    const { room } = await joinedRoom()
    take(room, unsignedPresence(BOB, 1, NOW + 1, { lease: LIMITS.lifetime }), NOW + 1)
    const word = unsigned(BOB, 1, 0, say('once'), NOW + 2, LIMITS.lifetime)
    take(room, word, NOW + 2)
    const gone = unsignedPresence('did:key:cat', 2, NOW + 2)
    const farewell = unsigned('did:key:cat', 2, 1, LEAVE, NOW + 3, LIMITS.lifetime)
    for (const one of [gone, farewell]) take(room, one, NOW + 3)
    for (let i = 0; i < 40_000; i++) {
      const at = NOW + 4 + i
      const left = unsigned(`did:key:eve-${i % 2_000}`, i, 0, LEAVE, at, LIMITS.lifetime)
      room.receive(left, 'kept', at)
    }
    const now = NOW + 50_000
    expect(take(room, word, now, 'kept')).toBe('seen')
    expect(take(room, unsignedPresence('did:key:cat', 2, NOW + 2, { lease: 90_000 }), now)).toBe('ended')
    expect(take(room, unsignedPresence('did:key:dan', 3, now, { type: 'join' }), now)).toContain('joined')
  })

  it('[RP3] a message is told once, though 25,000 sessions came within a minute of it', async () => {
    const { room } = await joinedRoom()
    const word = unsigned(BOB, 1, 0, say('once'), NOW + 1, LIMITS.lifetime)
    expect(take(room, word, NOW + 1)).toBe('')
    expect(room.tick(NOW + 200).map(name)).toContain('message:once')
    for (let i = 0; i < 25_000; i++) {
      const at = NOW + 2 + i
      room.receive(unsigned(`did:key:eve-${i}`, i, 0, LEAVE, at, LIMITS.lifetime), 'live', at)
    }
    for (const way of ['live', 'kept'] as const) expect(take(room, word, NOW + 30_000, way)).toBe('seen')
    expect(room.messages()).toHaveLength(1)
  })

  it('[RP3] of 30,000 DIDs with a word each none is heard twice, and a newcomer is heard', async () => {
    const { room } = await joinedRoom({ flood: null })
    const words: VerifiedEnvelope[] = []
    const told: string[] = []
    for (let i = 0; i < 30_000; i++) {
      const at = NOW + 1 + 10 * i
      const word = unsigned(`did:key:eve-${i}`, i, 0, say(`word ${i}`), at, LIMITS.lifetime)
      words.push(word)
      told.push(...take(room, word, at).split(/ (?=message)/))
      if (i % 10 === 9) told.push(...room.tick(at).map(name))
    }
    told.push(...room.tick(NOW + 300_200).map(name))
    expect(told.filter((what) => what.startsWith('message:'))).toEqual(
      words.map((_, i) => `message:word ${i}`),
    )
    const now = NOW + 300_002
    const again = words.map((word) => take(room, word, now, 'kept'))
    expect(new Set(again)).toEqual(new Set(['seen', 'replay-full']))
    expect(take(room, unsignedPresence(BOB, 1, now, { type: 'join' }), now)).toContain('user-joined')
    expect(take(room, unsigned(BOB, 1, 0, say('hi'), now + 1, 90_000), now)).toBe('message:hi')
  })
})

describe('the memory of sessions', () => {
  it('[RP3] never holds more than it may, of one DID or of all, whatever comes', () => {
    const step = fc.record({
      did: fc.nat(3),
      session: fc.nat(100),
      later: fc.integer({ min: -60_000, max: 600_000 }),
      does: fc.constantFrom('open', 'arrive', 'depart', 'forget'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const sessions = new Sessions()
        let now = NOW
        for (const { did, session, later, does } of steps) {
          now += Math.max(0, later) / 10
          const presence = unsignedPresence(`did:key:${did}`, session, now + later / 10)
          const record = sessions.open(presence.claims, now)
          if (record === null) continue
          record.lastIssued = Math.max(record.lastIssued, presence.claims.issuedAt)
          record.validUntil = presence.claims.expiresAt
          if (does === 'arrive' && record.presence === null) {
            const leaving = sessions.givingWay(record.did, Math.random)
            if (leaving !== null) sessions.depart(leaving)
            sessions.arrive(record, presence as never)
          }
          if (does === 'depart') sessions.depart(record)
          if (does === 'forget') sessions.forget(now)
          const here = [...sessions.here()].filter((one) => one.did === record.did)
          expect(here.length).toBeLessThanOrEqual(LIMITS.sessionsPerDid)
          expect(sessions.size).toBeLessThanOrEqual(4 * LIMITS.recordsPerDid)
          expect(sessions.present).toBeLessThanOrEqual(sessions.size)
        }
        for (const one of [...sessions.here()]) sessions.depart(one)
        sessions.forget(now + 2 * LIMITS.lifetime + 120_000)
        expect(sessions.size).toBe(0)
      }),
    )
  })

  it('[RP3] is 32 sessions of a DID, those heard last, and 20,000 of all, of which the greediest DID loses one', () => {
    const sessions = new Sessions()
    const open = (did: string, session: number, at: number): void => {
      const { claims } = unsignedPresence(did, session, at)
      const record = sessions.open(claims, at)
      Object.assign(record ?? {}, { lastIssued: at, validUntil: at + LIMITS.lifetime })
    }
    const isKnown = (did: string, session: number): boolean =>
      sessions.find(unsignedPresence(did, session, NOW).claims) !== undefined
    for (let i = 0; i < 100; i++) {
      open(EVE, i, NOW + i)
      expect(sessions.size).toBe(Math.min(i + 1, LIMITS.recordsPerDid))
    }
    expect([67, 68].map((session) => isKnown(EVE, session))).toEqual([false, true])
    for (let i = 1; i < LIMITS.replaySessions; i++) open(`did:key:${i}`, i, NOW + 1_000 + i)
    expect(sessions.size).toBe(LIMITS.replaySessions)
    // What eve had beyond one made room before the session of anybody who had one only.
    expect(isKnown(EVE, 98)).toBe(false)
    expect([1, 2, 3].map((i) => isKnown(`did:key:${i}`, i))).toEqual([true, true, true])
  })

  it('[RP3] a record is forgotten when nothing of the session is valid any more', () => {
    const sessions = new Sessions()
    const { claims } = unsignedPresence(EVE, 1, NOW)
    const record = sessions.open(claims, NOW)
    Object.assign(record ?? {}, { lastIssued: NOW, validUntil: NOW + 30_000 })
    sessions.forget(NOW + LIMITS.lifetime - 1)
    expect(sessions.size).toBe(1)
    sessions.forget(NOW + LIMITS.lifetime)
    expect(sessions.size).toBe(0)
  })
})
