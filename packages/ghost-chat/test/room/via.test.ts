/** By which relays a peer is looked for, where several DIDs say that they are reached there. */
import { expect, it } from 'vitest'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, stranger, take, type Stranger } from '../support/rooms.ts'
import type { Room } from '../../src/room/room.ts'

const PEER = 'the-peer'
const RELAY = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const names = (who: string, count = 1): string[] =>
  Array.from({ length: count }, (_, at) => `/dns4/${who}-${at}.example/tcp/443/wss/p2p/${RELAY}`)

async function claim(room: Room, who: Stranger, via: string[] | undefined, now: number): Promise<void> {
  const body = { type: 'here', peer: PEER, profile: {}, reader: false } as const
  const written = await who.write(via === undefined ? body : { ...body, via }, now, 30_000)
  expect(take(room, written, now)).not.toBe('malformed')
}

it('[FD7] a stranger that claims another’s peer takes no way to it away', async () => {
  const { room } = await joinedRoom()
  const [mallory, ann] = [await stranger(), await stranger()]
  await claim(room, mallory, names('mallory', 3), NOW + 1)
  await claim(room, ann, names('ann'), NOW + 2)
  expect(room.roster.viaOf(PEER)).toEqual([
    ...names('mallory').slice(0, 1),
    ...names('ann'),
    ...names('mallory', 3).slice(1),
  ])
  expect(room.roster.viaOf(PEER, ann.session.did).slice(0, 1)).toEqual(names('ann'))
})

it('[FD7] a hundred that claim it push out neither the one who was there before, nor the one who is meant', async () => {
  const { room } = await joinedRoom()
  const ann = await stranger()
  await claim(room, ann, names('ann', 2), NOW + 1)
  for (let i = 0; i < 100; i++) await claim(room, await stranger(), names(`mallory-${i}`, 3), NOW + 2 + i)
  const late = await stranger()
  await claim(room, late, names('late', 3), NOW + 200)
  const any = room.roster.viaOf(PEER)
  expect([any.length, any[0]]).toEqual([LIMITS.viaUnion, names('ann')[0]])
  const meant = room.roster.viaOf(PEER, late.session.did)
  expect([meant.length, meant.slice(0, 3)]).toEqual([LIMITS.viaUnion, names('late', 3)])
})

it('[FD7] the newest presence of a DID says where it is now', async () => {
  const { room } = await joinedRoom()
  const ann = await stranger()
  await claim(room, ann, names('before'), NOW + 1)
  await claim(room, ann, names('now'), NOW + 2)
  expect(room.roster.viaOf(PEER)).toEqual(names('now'))
  await claim(room, ann, undefined, NOW + 3)
  expect([room.roster.viaOf(PEER), room.roster.viaOf('nobody')]).toEqual([[], []])
})
