import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Effect } from '../../src/room/effects.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, name, stranger, take, unsigned, type Stranger } from '../support/rooms.ts'
import type { Room } from '../../src/room/room.ts'

/** Bob is here, and says so many things one after another. */
async function talk(
  count: number,
): Promise<{ room: Room; bob: Stranger; said: Awaited<ReturnType<Stranger['chat']>>[] }> {
  const { room } = await joinedRoom()
  const bob = await stranger()
  take(room, await bob.presence('join', NOW + 1), NOW + 1)
  const said = []
  for (let at = 0; at < count; at++) said.push(await bob.chat(`${at}`, NOW + 2 + at))
  return { room, bob, said }
}

const messages = (room: Room, now: number): string =>
  room
    .tick(now)
    .filter((effect) => effect.do === 'message')
    .map(name)
    .join(' ')

it('[SQ7] what overtook is told after what it overtook, in the order of the numbers', async () => {
  const { room, said } = await talk(4)
  expect(take(room, said[0]!, NOW + 10)).toBe('message:0')
  expect(take(room, said[3]!, NOW + 11)).toBe('')
  expect(take(room, said[2]!, NOW + 12)).toBe('')
  expect(take(room, said[1]!, NOW + 13)).toBe('message:1 message:2 message:3')
  expect(messages(room, NOW + 1_000)).toBe('')
})

it('[SQ7] what is not overtaken is told at once', async () => {
  const { room, said } = await talk(3)
  expect(said.map((envelope) => take(room, envelope, NOW + 10))).toEqual([
    'message:0',
    'message:1',
    'message:2',
  ])
})

it('[SQ7] after 150 ms it is told by itself, and the room wakes for it', async () => {
  const { room, said } = await talk(3)
  take(room, said[0]!, NOW + 10)
  expect(take(room, said[2]!, NOW + 20)).toBe('')
  expect(room.wakeAt(NOW + 20)).toBeLessThanOrEqual(NOW + 170)
  expect(messages(room, NOW + 169)).toBe('')
  expect(messages(room, NOW + 170)).toBe('message:2')
  // It came after all, out of a member's memory.
  expect(take(room, said[1]!, NOW + 200, 'kept')).toBe('message:1')
})

it('[SQ7] one gap after another holds nothing longer', async () => {
  const { room, said } = await talk(8)
  take(room, said[0]!, NOW + 10)
  expect(take(room, said[2]!, NOW + 20)).toBe('')
  expect(take(room, said[4]!, NOW + 120)).toBe('')
  expect(messages(room, NOW + 170)).toContain('message:2')
})

it('[SQ7] one session’s order holds up nobody else', async () => {
  const { room, said } = await talk(3)
  const carol = await stranger()
  take(room, await carol.presence('join', NOW + 5), NOW + 5)
  take(room, said[0]!, NOW + 10)
  expect(take(room, said[2]!, NOW + 20)).toBe('')
  expect(take(room, await carol.chat('hello', NOW + 21), NOW + 21)).toBe('message:hello')
})

it('[SQ9] what overtakes its sender’s presence is told after it, with the name in it', async () => {
  const { room } = await joinedRoom()
  const bob = await stranger()
  const join = await bob.write(
    { type: 'join', peer: bob.peer, profile: { name: 'Bob' }, reader: false },
    NOW + 1,
    30_000,
  )
  const [one, two] = [await bob.chat('one', NOW + 2), await bob.chat('two', NOW + 3)]
  expect(take(room, one, NOW + 10)).toBe('')
  expect(take(room, two, NOW + 11)).toBe('')
  const outcome = room.receive(join, 'live', NOW + 20)
  const told = outcome.effects ?? []
  expect(told.map(name).filter((what) => /^(?:user|message)/.test(what))).toEqual([
    'user-joined',
    'message:one',
    'message:two',
  ])
  for (const effect of told) if (effect.do === 'message') expect(effect.message.name).toBe('Bob')
})

it('[SQ9] after 150 ms it is told all the same, and the room wakes for it', async () => {
  const { room } = await joinedRoom()
  const bob = await stranger()
  expect(take(room, await bob.chat('one', NOW + 2), NOW + 10)).toBe('')
  expect(room.wakeAt(NOW + 10)).toBeLessThanOrEqual(NOW + 160)
  expect(messages(room, NOW + 159)).toBe('')
  expect(messages(room, NOW + 160)).toBe('message:one')
})

it('[SQ9] who has gone was known: nothing that comes late of them waits', async () => {
  const { room } = await joinedRoom()
  const bob = await stranger()
  take(room, await bob.presence('join', NOW + 1), NOW + 1)
  const late = await bob.chat('late', NOW + 2)
  take(room, await bob.leave(NOW + 3), NOW + 3)
  expect(take(room, late, NOW + 4)).toBe('message:late')
})

it.each([
  ['envelopes', LIMITS.heldEnvelopes, 400],
  ['bytes', Math.floor(LIMITS.heldBytes / 16_384), 16_384],
])('[SQ9] at most so many %s wait; beyond that the longest waiting is told', async (_, most, size) => {
  const { room } = await joinedRoom({ flood: null })
  const word = (i: number) => {
    const body = { type: 'chat', messages: [{ content: `${i}` }] } as const
    const envelope = unsigned(`did:key:eve-${i}`, 1, 0, body, NOW + 1, LIMITS.lifetime)
    return { ...envelope, text: envelope.text.padEnd(size, '.') }
  }
  for (let i = 0; i < most; i++) expect(take(room, word(i), NOW + 10)).toBe('')
  expect(take(room, word(most), NOW + 10)).toBe('message:0')
  expect(take(room, word(most + 1), NOW + 10)).toBe('message:1')
})

it('[SQ9] whatever comes when, each message is told once, and not before its sender', async () => {
  const sent = await Promise.all(
    ['a', 'b', 'c'].map(async (who) => {
      const person = await stranger()
      const all = [await person.presence('join', NOW + 1)]
      for (let i = 0; i < 3; i++) all.push(await person.chat(`${who}${i}`, NOW + 2 + i))
      return all
    }),
  )
  const order = fc.shuffledSubarray(sent.flat(), { minLength: 12 })
  const pauses = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 12, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(order, pauses, async (envelopes, waits) => {
      const { room } = await joinedRoom()
      const here = new Set<string>()
      const arrived = new Map<string, number>()
      const told: string[] = []
      let now = NOW + 10
      const hear = (effects: readonly Effect[]): void => {
        for (const effect of effects) {
          if (effect.do === 'user-joined') here.add(effect.did)
          if (effect.do !== 'message') continue
          const { text, from } = effect.message
          told.push(text)
          expect(here.has(from) || now - (arrived.get(from) ?? now) >= 150).toBe(true)
        }
      }
      envelopes.forEach((envelope, i) => {
        now += waits[i] ?? 0
        hear(room.tick(now))
        if (envelope.body.type === 'chat' && !arrived.has(envelope.claims.iss))
          arrived.set(envelope.claims.iss, now)
        hear(room.receive(envelope, 'live', now).effects ?? [])
      })
      now += 1_000
      hear(room.tick(now))
      expect([...told].sort()).toEqual(['a', 'b', 'c'].flatMap((who) => [0, 1, 2].map((i) => `${who}${i}`)))
    }),
  )
})
