import { expect, it } from 'vitest'
import { NOW } from '../support/forge.ts'
import { joinedRoom, name, stranger, take, type Stranger } from '../support/rooms.ts'
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
