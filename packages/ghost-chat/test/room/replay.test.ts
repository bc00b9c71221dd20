import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReplayWindow } from '../../src/room/window.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { alice, NOW } from '../support/forge.ts'
import { joinedRoom, met, stranger, Stranger, take } from '../support/rooms.ts'

describe('replay', () => {
  it('[RP1] an envelope is shown once', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const hello = await bob.chat('hello', NOW + 1)
    expect(take(room, hello, NOW + 2)).toBe('message:hello')
    expect(take(room, hello, NOW + 3)).toBe('seen')
    expect(take(room, hello, NOW + 3, 'kept')).toBe('seen')
  })

  it('[RP1] 10,000 replays of a hundred envelopes show nothing', async () => {
    const { room } = await joinedRoom({ flood: null })
    const bob = await stranger()
    const sent = []
    for (let i = 0; i < 100; i++) sent.push(await bob.chat(`message ${i}`, NOW + 1 + i))
    for (const envelope of sent) take(room, envelope, NOW + 200)
    const shown = new Set<string>()
    for (let i = 0; i < 10_000; i++) {
      const envelope = sent[i % sent.length]
      if (envelope !== undefined)
        shown.add(take(room, envelope, NOW + 200 + i, i % 2 === 0 ? 'live' : 'kept'))
    }
    expect([...shown]).toEqual(['seen'])
  })

  it('[RP1] the same number in another session is another envelope', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const again = await met(room, new Stranger(bob.identity))
    expect(take(room, await bob.chat('one', NOW + 1), NOW + 2)).toBe('message:one')
    expect(take(room, await again.chat('two', NOW + 1), NOW + 2)).toBe('message:two')
  })

  it('[RP1] the same session id of another DID is another session', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const thief = await met(room, new Stranger(alice, bob.session.sid))
    expect(take(room, await thief.chat('first', NOW + 1), NOW + 2)).toBe('message:first')
    expect(take(room, await bob.chat('mine', NOW + 1), NOW + 2)).toBe('message:mine')
  })

  it('[RP1] an envelope of this very session that comes back is nothing new', async () => {
    const { room, identity } = await joinedRoom()
    const own = room.draftChat([{ content: 'echo' }], NOW + 1)
    const echo = await new Stranger(identity, own.claims.sid).chat('echo', NOW + 1)
    expect(take(room, echo, NOW + 2)).toBe('seen')
  })

  it('[RP4] whatever a session says after it left is ignored, and so is a replay of its join', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const join = await bob.presence('join', NOW + 1)
    take(room, join, NOW + 2)
    expect(take(room, await bob.leave(NOW + 3), NOW + 4)).toBe('user-left')
    expect(take(room, join, NOW + 5)).toBe('ended')
    expect(take(room, await bob.presence('here', NOW + 6), NOW + 7)).toBe('ended')
    expect(take(room, await bob.chat('boo', NOW + 8), NOW + 9)).toBe('ended')
    expect(room.roster.users(NOW)).toHaveLength(1)
  })

  it('[RP4] what a session said before it left may still come', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const late = await bob.chat('before', NOW + 1)
    take(room, await bob.leave(NOW + 2), NOW + 3)
    expect(take(room, late, NOW + 4)).toBe('message:before')
  })

  it('[RP2] a window of 1,024 numbers below the newest is remembered, older ones count as seen', () => {
    const window = new ReplayWindow()
    window.add(5_000)
    expect(window.has(5_000)).toBe(true)
    expect(window.has(5_001)).toBe(false)
    expect(window.has(5_000 - LIMITS.replayWindow + 1)).toBe(false)
    expect(window.has(5_000 - LIMITS.replayWindow)).toBe(true)
    expect(window.has(0)).toBe(true)
  })

  it('[RP2] whatever was added is seen, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 200 }), (numbers) => {
        const window = new ReplayWindow()
        for (const number of numbers) {
          window.add(number)
          expect(window.has(number)).toBe(true)
        }
        expect(numbers.every((number) => window.has(number))).toBe(true)
      }),
    )
  })
})
