import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gaps, PATIENCE } from '../../src/room/gaps.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, stranger, take } from '../support/rooms.ts'
import type { Effect } from '../../src/room/effects.ts'
import type { Room } from '../../src/room/room.ts'
import { LIMITS } from '../../src/wire/limits.ts'

const LATER = 1_000

const repairs = (room: Room, now: number): Effect[] =>
  room.tick(now).filter((effect) => effect.do === 'ask-repair')

describe('gaps', () => {
  it('[SQ4] a number that is left out is asked for, at the sender itself', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    await bob.chat('lost', NOW + 2)
    await bob.chat('lost too', NOW + 3)
    take(room, await bob.chat('here', NOW + 4), NOW + 4)
    expect(repairs(room, NOW + LATER)).toEqual([
      {
        do: 'ask-repair',
        peer: bob.peer,
        iss: bob.identity.did,
        sid: bob.session.sid,
        range: { from: 0, to: 1 },
      },
    ])
  })

  it('[SQ4] a head beyond what was heard is a gap, though nothing more is said', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    const lost = await bob.chat('lost', NOW + 2)
    take(room, await bob.presence('here', NOW + 3), NOW + 3)
    expect(repairs(room, NOW + LATER)).toMatchObject([{ range: { from: 0, to: 0 } }])
    expect(take(room, lost, NOW + LATER + 1, 'kept')).toBe('message:lost')
    expect(repairs(room, NOW + 60_000)).toEqual([])
  })

  it('[SQ4] frames that only overtake each other are not asked for', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    const first = await bob.chat('first', NOW + 2)
    take(room, await bob.chat('second', NOW + 3), NOW + 4)
    expect(repairs(room, NOW + 5)).toEqual([])
    take(room, first, NOW + 6)
    expect(repairs(room, NOW + LATER)).toEqual([])
  })

  it('[SQ4] who came after one’s own join by the clock that was set since is expected whole', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    // This member's clock is 5 s fast: bob seems to have come before it.
    take(room, await bob.presence('join', NOW - 3_000), NOW + 1)
    room.clockSet(-5_000, NOW - 4_900)
    await bob.chat('lost', NOW - 2_000)
    take(room, await bob.chat('here', NOW - 1_900), NOW - 1_900)
    expect(repairs(room, NOW)).toMatchObject([{ range: { from: 0, to: 0 } }])
  })

  it('[SQ4] what was said before one’s own join is no gap', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const before = await bob.presence('join', NOW - 100)
    await bob.chat('before', NOW - 50)
    take(room, before, NOW + 1, 'kept')
    take(room, await bob.chat('after', NOW + 2), NOW + 2)
    expect(repairs(room, NOW + LATER)).toEqual([])
  })

  it('[SQ4] when the sender is gone, somebody else is asked', async () => {
    const { room } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    take(room, await carol.presence('here', NOW + 1), NOW + 1)
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    await bob.chat('lost', NOW + 2)
    take(room, await bob.leave(NOW + 3), NOW + 3)
    expect(repairs(room, NOW + LATER)).toMatchObject([{ peer: carol.peer }])
  })

  it('[SQ4] whom a member meets after it knows everyone has said nothing that is not for it', async () => {
    const { room } = await joinedRoom()
    const [ann, bob] = [await stranger(), await stranger()]
    await ann.chat('before you knew anyone', NOW + 1)
    take(room, await ann.presence('here', NOW + 2), NOW + 2)
    room.greetedBy(ann.peer)
    room.caughtUp('roster', true)
    expect(repairs(room, NOW + LATER)).toEqual([])
    await bob.chat('to an empty room', NOW + 3)
    take(room, await bob.presence('here', NOW + LATER), NOW + LATER)
    expect(repairs(room, NOW + 2 * LATER)).toMatchObject([{ peer: bob.peer, range: { from: 0, to: 0 } }])
  })

  it('[SQ4] after three attempts a gap is given up', () => {
    const gaps = new Gaps()
    gaps.reached(-1, true, 0)
    gaps.got(1, 0)
    const asked = []
    for (let now = 0; now < 60_000; now += 100) if (gaps.due(now)?.do === 'ask') asked.push(now)
    expect(asked).toHaveLength(3)
    expect(gaps.open).toBe(false)
    expect(gaps.dueAt).toBe(Infinity)
  })

  it('[SQ4] what was given up is asked for again when the session is heard of, three times at most', () => {
    const gaps = new Gaps()
    gaps.reached(-1, true, 0)
    gaps.got(1, 0)
    const rounds = []
    for (let round = 0; round < 6; round++) {
      const start = round * 10_000
      gaps.reached(1, true, start)
      let asked = 0
      for (let now = start; now < start + 10_000; now += 100) if (gaps.due(now)?.do === 'ask') asked++
      rounds.push(asked)
    }
    expect(rounds).toEqual([3, 3, 3, 3, 0, 0])
    gaps.got(0, 70_000)
    gaps.reached(1, true, 70_000)
    expect(gaps.open).toBe(false)
  })

  it('[SQ4] an attempt with nobody to ask is none', async () => {
    const { room } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    await bob.chat('lost', NOW + 2)
    take(room, await bob.leave(NOW + 3), NOW + 3)
    for (let at = NOW + LATER; at < NOW + 20_000; at += 1_000) expect(repairs(room, at)).toEqual([])
    take(room, await carol.presence('here', NOW + 20_000), NOW + 20_000)
    expect(repairs(room, NOW + 22_000)).toMatchObject([{ peer: carol.peer }])
  })

  it('[SY6] who does not answer is not asked alone: the sender first, then others', async () => {
    const { room } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    take(room, await carol.presence('here', NOW + 1), NOW + 1)
    await bob.chat('lost', NOW + 2)
    take(room, await bob.chat('here', NOW + 3), NOW + 3)
    const asked = [1, 4, 7]
      .flatMap((second) => repairs(room, NOW + 1_000 * second))
      // What is compared (SQ8) is asked for apart.
      .filter((effect) => effect.do === 'ask-repair' && effect.range.to === 0)
    expect(asked).toMatchObject([{ peer: bob.peer }, { peer: carol.peer }, { peer: carol.peer }])
  })

  it('[RP3] who fell silent is not forgotten: what it says meanwhile is missed when it is back', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    await bob.chat('unheard', NOW + 2)
    for (let at = NOW; at < NOW + 200_000; at += 1_000) room.tick(at)
    take(room, await bob.presence('here', NOW + 200_000), NOW + 200_000)
    expect(repairs(room, NOW + 201_000)).toMatchObject([{ range: { from: 0, to: 0 } }])
  })

  it('[SQ2] an answer to what was fetched comes after it, too', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    const question = await bob.chat('question', NOW + 900)
    take(room, question, NOW + 500, 'kept')
    const { issuedAt } = room.draftChat([{ content: 'answer' }], NOW + 600).claims
    expect(issuedAt).toBeGreaterThan(question.claims.issuedAt)
  })

  it('[SQ4] a gap of four thousand million asks for one answer’s worth', () => {
    const gaps = new Gaps()
    gaps.reached(-1, true, 0)
    gaps.got(0xffff_ffff, 0)
    expect(gaps.due(1_000)).toMatchObject({ do: 'ask', range: { from: 0xffff_ffff - 200, to: 0xffff_fffe } })
  })

  it('[SQ4] a session whose numbers leap has a peer that it claims asked no more often than that peer answers', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    let [asked, now] = [0, NOW + 1]
    for (let leap = 0; leap < 40; leap++) {
      await bob.chat('kept from everybody', (now += 100))
      take(room, await bob.chat('a leap', (now += 100)), now)
      asked += repairs(room, (now += PATIENCE + 1)).length
    }
    // 40 leaps in 14 s: the peer answers ten requests in ten seconds.
    expect(asked).toBe(20)
    expect(repairs(room, now + LIMITS.answerWindow)).toMatchObject([{ do: 'ask-repair', peer: bob.peer }])
  })

  it('[SQ4] nothing is missing once all came, in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }), (order) => {
        const gaps = new Gaps()
        gaps.reached(-1, true, 0)
        for (const seq of order) gaps.got(seq, 0)
        expect(gaps.open).toBe(false)
      }),
    )
  })
})
