import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chain } from '../../src/room/chain.ts'
import type { Effect } from '../../src/room/effects.ts'
import type { Gap } from '../../src/room/gap.ts'
import type { Room } from '../../src/room/room.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import { envelopeId } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, Stranger, stranger, take } from '../support/rooms.ts'

/** Two sessions' worth of statements with the same names: what a two-faced sender signs. */
async function twins(): Promise<{ bob: Stranger; twin: Stranger }> {
  const bob = await stranger()
  return { bob, twin: new Stranger(bob.identity, bob.session.sid) }
}

function gapsIn(effects: readonly Effect[]): Gap[] {
  return effects.flatMap((effect) => (effect.do === 'gap' ? [effect.gap] : []))
}

function receive(room: Room, envelope: VerifiedEnvelope, now: number): { code: string; gaps: Gap[] } {
  const outcome = room.receive(envelope, 'live', now)
  return { code: outcome.ok ? 'ok' : outcome.code, gaps: gapsIn(outcome.effects ?? []) }
}

const marks = (room: Room): (string | undefined)[] => room.messages().map(({ gap }) => gap)

describe('two-faced senders', () => {
  it('[SQ5] another envelope in the same place is not shown, and shows its sender', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    const [said, other] = [await bob.chat('yes', NOW + 1), await twin.chat('no', NOW + 1)]
    expect(receive(room, said, NOW + 2)).toEqual({ code: 'ok', gaps: [] })
    const { code, gaps } = receive(room, other, NOW + 3)
    expect(code).toBe('two-faced')
    expect(gaps).toMatchObject([{ kind: 'two-faced', from: bob.identity.did, missing: 0 }])
    expect(gaps[0]?.messages.map(String)).toEqual(['yes'])
    expect(room.messages().map(String)).toEqual(['yes'])
    expect(marks(room)).toEqual(['two-faced'])
  })

  it('[SQ5] each place is told of once', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    const other = await twin.chat('no', NOW + 1)
    receive(room, other, NOW + 3)
    expect(receive(room, other, NOW + 4)).toEqual({ code: 'seen', gaps: [] })
  })

  it('[SQ5] a prev that names another envelope shows it, without that envelope', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    await twin.chat('no', NOW + 1)
    const { code, gaps } = receive(room, await twin.chat('as I said', NOW + 3), NOW + 3)
    expect(code).toBe('ok')
    expect(gaps[0]?.messages.map(String)).toEqual(['yes', 'as I said'])
    expect(marks(room)).toEqual(['two-faced', 'two-faced'])
  })

  it('[SQ5] so does a head', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    await twin.chat('no', NOW + 1)
    const here = await twin.presence('here', NOW + 4)
    expect(receive(room, here, NOW + 4).gaps).toHaveLength(1)
    expect(receive(room, await twin.presence('here', NOW + 5), NOW + 5).gaps).toEqual([])
    expect(marks(room)).toEqual(['two-faced'])
  })

  it('[SQ5] a head that lags behind what was said before it shows it', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    // The same session, which says that it said nothing.
    const silent = await twin.presence('here', NOW + 3)
    expect(receive(room, silent, NOW + 3).gaps).toMatchObject([{ kind: 'two-faced', from: bob.identity.did }])
    expect(marks(room)).toEqual(['two-faced'])
  })

  it('[SQ5] so does one that came before what it should have named', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    const said = await bob.chat('yes', NOW + 1)
    expect(receive(room, await twin.presence('here', NOW + 3), NOW + 3).gaps).toEqual([])
    expect(receive(room, said, NOW + 4).gaps).toHaveLength(1)
  })

  it('[SQ5] and one that names what was not said yet', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    const said = await bob.chat('yes', NOW + 1)
    const early = await bob.presence('here', NOW + 2)
    expect(receive(room, early, NOW + 2).gaps).toEqual([])
    expect(receive(room, said, NOW + 2).gaps).toEqual([])
    const late = await twin.chat('yes', NOW + 5)
    expect(late.claims.seq).toBe(0)
    expect(receive(room, late, NOW + 5).gaps).toHaveLength(1)
  })

  it('[SQ5] twins of presence with different heads show it, though the second does not count', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    await bob.chat('yes', NOW + 1)
    await twin.chat('no', NOW + 1)
    receive(room, await bob.presence('here', NOW + 2), NOW + 2)
    const other = await twin.presence('here', NOW + 2)
    expect(receive(room, other, NOW + 3)).toMatchObject({ code: 'outdated', gaps: [{ kind: 'two-faced' }] })
    expect(receive(room, other, NOW + 4)).toEqual({ code: 'outdated', gaps: [] })
  })

  it('[PR16] a leave, which is signed ahead, need not name what was said in its moment', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    await twin.presence('here', NOW)
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    expect(receive(room, await twin.leave(NOW + 3), NOW + 3).gaps).toEqual([])
  })

  it('[SQ8] members of a small room compare what a talker told them', async () => {
    const { room } = await joinedRoom()
    const { bob, twin } = await twins()
    const carol = await stranger()
    for (const one of [bob, carol]) take(room, await one.presence('here', NOW), NOW)
    await twin.presence('here', NOW)
    receive(room, await bob.chat('yes', NOW + 1), NOW + 2)
    const asked: Effect[] = []
    for (let at = NOW + 2; at < NOW + LIMITS.compareSpread; at += 50)
      asked.push(...room.tick(at).filter((effect) => effect.do === 'ask-repair'))
    expect(asked).toMatchObject([{ peer: carol.peer, sid: bob.session.sid, range: { from: 0, to: 0 } }])
    const told = room.receive(await twin.chat('no', NOW + 1), 'kept', NOW + 5_000)
    expect(gapsIn(told.effects ?? [])).toMatchObject([{ kind: 'two-faced', from: bob.identity.did }])
  })

  it('[SQ8] 100 of 100 who tell each of 15 another story are known to all within 20 s, however they hide it', async () => {
    type Hiding = 'silent' | 'late' | 'forked' | 'true to the first'
    const kinds: readonly Hiding[] = ['silent', 'late', 'forked', 'true to the first']
    const mallory = await stranger()
    const faces = await Promise.all(
      Array.from({ length: 15 }, async (_, i) => {
        const face = new Stranger(mallory.identity, mallory.session.sid)
        const here = await face.presence('here', NOW)
        const said = await face.chat(`story ${i}`, NOW + 1_000)
        const forked = await face.presence('here', NOW + 9_000)
        return { here, said, forked }
      }),
    )
    const silent = new Stranger(mallory.identity, mallory.session.sid)
    await silent.presence('here', NOW)
    const late = await silent.presence('here', NOW + 9_000)
    const others = await Promise.all(Array.from({ length: 15 }, () => stranger()))
    const presence = await Promise.all(others.map((one) => one.presence('here', NOW)))
    for (let seed = 0; seed < 100; seed++) {
      let state = seed + 1
      const random = (): number => (state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647) / 2_147_483_647
      const hiding = kinds[seed % kinds.length]
      const rooms: Room[] = []
      const toldAt: number[] = []
      for (const [i, face] of faces.entries()) {
        const { room } = await joinedRoom({ random })
        for (const [j, one] of presence.entries()) if (j !== i) take(room, one, NOW + 1)
        take(room, face.here, NOW + 1)
        rooms.push(room)
        toldAt.push(Infinity)
      }
      const hear = (
        i: number,
        envelope: VerifiedEnvelope | undefined,
        way: 'live' | 'kept',
        at: number,
      ): void => {
        if (envelope === undefined) return
        const outcome = rooms[i]?.receive(envelope, way, at)
        if (gapsIn(outcome?.effects ?? []).some(({ kind }) => kind === 'two-faced'))
          toldAt[i] = Math.min(toldAt[i] ?? Infinity, at)
      }
      for (const i of rooms.keys()) hear(i, faces[i]?.said, 'live', NOW + 1_050)
      for (let at = NOW + 1_100; at < NOW + 21_000; at += 100) {
        const renewal = { silent: undefined, late, forked: undefined, 'true to the first': faces[0]?.forked }
        for (const [i, room] of rooms.entries()) {
          if (at === NOW + 9_100 && hiding !== undefined)
            hear(i, hiding === 'forked' ? faces[i]?.forked : renewal[hiding], 'live', at)
          for (const effect of room.tick(at)) {
            if (effect.do !== 'ask-repair') continue
            const asked = others.findIndex(({ peer }) => peer === effect.peer)
            const answer = rooms[asked]?.answer({ ask: 'repair', ...effect, ...effect.range }, at) ?? []
            for (const item of answer) hear(i, item, 'kept', at)
          }
        }
      }
      const seconds = toldAt.map((at) => (at - NOW - 1_000) / 1_000)
      expect(Math.max(...seconds), `seed ${seed}, ${hiding}`).toBeLessThanOrEqual(20)
    }
  }, 120_000)

  it('[SQ5] a copy of what was said is no second face', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const said = await bob.chat('yes', NOW + 1)
    receive(room, said, NOW + 2)
    expect(receive(room, said, NOW + 3)).toEqual({ code: 'seen', gaps: [] })
  })

  it('[SQ5] nobody is two-faced who is not, whatever gets lost, doubled or late', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const all: VerifiedEnvelope[] = []
    for (let i = 0; i < 12; i++) {
      all.push(await bob.chat(`${i}`, NOW + 2 * i))
      if (i % 3 !== 0) all.push(await bob.presence('here', NOW + 2 * i + 1))
      else all.push(await bob.typing(true, NOW + 2 * i + 1))
    }
    all.push(await bob.leave(NOW + 30))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(all.length - 1), { maxLength: 60 }), async (order) => {
        const { room } = await joinedRoom({ flood: null })
        for (const place of order) {
          const envelope = all[place]
          if (envelope !== undefined)
            for (const way of ['live', 'kept'] as const)
              expect(gapsIn(room.receive(envelope, way, NOW + 100).effects ?? [])).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
    expect(room.messages()).toEqual([])
  })

  it('[SQ5] a head names nothing that was made after it', () => {
    const head = { seq: 3, id: envelopeId(Uint8Array.of(1)) }
    for (const [at, isOther] of [
      [NOW - 1, false],
      [NOW + 1, true],
    ] as const) {
      const chain = new Chain()
      expect(chain.noteHead(head, NOW, true)).toEqual([])
      expect(chain.noteContent(2, at)).toBe(isOther)
    }
  })

  it('[SQ5] 64 places are looked at', () => {
    const id = (n: number): ReturnType<typeof envelopeId> => envelopeId(Uint8Array.of(n >> 8, n & 255))
    const chain = new Chain()
    for (let seq = 0; seq < LIMITS.chainIds; seq++) expect(chain.note(seq, id(seq))).toBe(false)
    expect(chain.note(0, id(1_000))).toBe(true)
    chain.note(LIMITS.chainIds, id(LIMITS.chainIds))
    expect(chain.note(0, id(2_000))).toBe(false)
    expect(chain.note(1, id(1_000))).toBe(true)
  })
})

describe('what is missing', () => {
  it('[SQ6] what nobody has is told of, and marked on the message after it', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW), NOW)
    await bob.chat('lost', NOW + 1)
    await bob.chat('lost too', NOW + 2)
    take(room, await bob.chat('seen', NOW + 3), NOW + 3)
    const effects: Effect[] = []
    for (let at = NOW + 3; at < NOW + 10_000; at += 100) effects.push(...room.tick(at))
    expect(effects.filter((effect) => effect.do === 'ask-repair')).toHaveLength(3)
    expect(gapsIn(effects)).toMatchObject([{ kind: 'missing', from: bob.identity.did, missing: 2 }])
    expect(marks(room)).toEqual(['missing'])
  })

  it('[SQ6] a hole in the history that was given shows', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const said: VerifiedEnvelope[] = []
    for (let i = 0; i < 4; i++) said.push(await bob.chat(`${i}`, NOW - 1_000 + i))
    for (const place of [1, 3]) {
      const envelope = said[place]
      if (envelope !== undefined) take(room, envelope, NOW + 1, 'kept')
    }
    const gaps = gapsIn(room.checkHistory())
    expect(gaps).toMatchObject([{ kind: 'missing', missing: 1 }])
    expect(gaps[0]?.messages.map(String)).toEqual(['3'])
    // The first one has something before it as well, which was simply not asked for.
    expect(marks(room)).toEqual([undefined, 'missing'])
    expect(room.checkHistory()).toEqual([])
  })

  it('[SQ6] history that begins late has no hole', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    for (let i = 0; i < 3; i++) await bob.chat(`${i}`, NOW - 1_000 + i)
    take(room, await bob.chat('3', NOW - 900), NOW + 1, 'kept')
    expect(room.checkHistory()).toEqual([])
  })
})
