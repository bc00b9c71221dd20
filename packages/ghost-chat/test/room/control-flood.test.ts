/** What one DID may say beside messages, as a room takes it (SPEC GC5). */
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, met, name, stranger, Stranger, take } from '../support/rooms.ts'

describe('control traffic', () => {
  it('[GC5] of 1,000 renewals in 10 s by one DID 160 are taken, and the session is here until its lease ends', async () => {
    const { room } = await joinedRoom()
    const eve = await stranger()
    const taken: string[] = []
    for (let i = 0; i < 1_000; i++) {
      const at = NOW + 1 + 10 * i
      taken.push(take(room, await eve.presence('here', at), at))
    }
    expect(taken.filter((code) => code === 'flood')).toHaveLength(1_000 - LIMITS.controlEnvelopes)
    const last = NOW + 1 + 10 * (LIMITS.controlEnvelopes - 1)
    expect(room.tick(last + 29_999).map(name)).not.toContain('user-left')
    expect(room.tick(last + 30_000).map(name)).toContain('user-left')
  })

  it('[GC5] sessions of one DID share what it may say; another DID, and its own messages, are not counted', async () => {
    const { room } = await joinedRoom()
    const eve = await met(room)
    const tabs = Array.from({ length: 4 }, () => new Stranger(eve.identity))
    for (let i = 0; i < LIMITS.controlEnvelopes; i++) {
      const tab = tabs[i % 4]
      if (tab !== undefined) take(room, await tab.presence('here', NOW + 1 + i), NOW + 1 + i)
    }
    const now = NOW + 1_000
    expect(take(room, await eve.presence('join', now), now)).toBe('flood')
    expect(take(room, await eve.leave(now), now)).toBe('flood')
    expect(take(room, await eve.chat('hi', now), now)).toBe('message:hi')
    expect(take(room, await (await stranger()).presence('join', now), now)).toContain('user-joined')
  })

  it('[GC5] what comes in an answer is not counted: a roster may be of any age', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    for (let i = 0; i < LIMITS.controlEnvelopes + 10; i++)
      expect(take(room, await bob.presence('here', NOW + i), NOW + i, 'kept')).not.toBe('flood')
  })

  it('[PR13] a member that used half of GC5 up says to nobody that it is here when it is accused', async () => {
    const { room, identity } = await joinedRoom()
    const own = new Stranger(identity, room.draftState('here', NOW)?.claims.sid)
    const eve = await stranger()
    take(room, await eve.presence('here', NOW + 1), NOW + 1)
    const suspects = [{ iss: identity.did, sid: own.session.sid, seq: LIMITS.sequence - 1 }]
    const accused = async (at: number): Promise<readonly string[]> => {
      const accusation = await eve.write({ type: 'suspect', suspects }, at, LIMITS.skew)
      return [...(room.receive(accusation, 'live', at).effects ?? []), ...room.tick(at + 1)].map(name)
    }
    expect(await accused(NOW + 10)).toContain('announce')
    for (let i = 0; i <= LIMITS.controlEnvelopes / 2; i++)
      room.sent(await own.presence('here', NOW + 2_000 + i), NOW + 2_000 + i)
    expect(await accused(NOW + 5_000)).not.toContain('announce')
    take(room, await eve.presence('here', NOW + 29_000), NOW + 29_000)
    expect(await accused(NOW + 5_000 + LIMITS.controlWindow)).toContain('announce')
  })

  it('[PR8] a member that greeted often says so to the joiner alone, and keeps half of GC5 for its renewals', async () => {
    const { room, identity } = await joinedRoom()
    const own = new Stranger(identity, room.draftState('here', NOW)?.claims.sid)
    let heres = 0
    let greetings = 0
    for (let at = NOW + 1; at < NOW + 60_000; at += LIMITS.welcomePause) {
      const joiner = await stranger()
      const outcome = room.receive(await joiner.presence('join', at), 'live', at)
      const effects = [...(outcome.effects ?? []), ...room.tick(at)]
      take(room, await joiner.leave(at + 1), at + 1)
      if (effects.some((effect) => effect.do === 'greet')) greetings++
      if (!effects.some((effect) => effect.do === 'announce')) continue
      if (at >= NOW + 30_000 - 1_000) heres++
      room.sent(await own.presence('here', at + 2), at + 2)
    }
    expect(greetings).toBeGreaterThan(30)
    expect(heres).toBeLessThanOrEqual(LIMITS.controlEnvelopes / 2 + 10)
  })
})
