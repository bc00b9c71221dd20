import { describe, expect, it } from 'vitest'
import { Meeting } from '../../src/chat/meeting.ts'
import { leaseOf } from '../../src/room/leases.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, stranger, take } from '../support/rooms.ts'

/** A room that was just joined, and what the network is told of it. */
async function joiner() {
  const { room } = await joinedRoom()
  const told: (readonly string[])[] = []
  let now = NOW
  const meeting = new Meeting({ meet: (peers) => void told.push(peers) }, room.roster)
  /** Somebody says `here`, with the lease of a room of so many. */
  async function here(sessions: number): Promise<string> {
    const one = await stranger()
    take(room, await one.presence('here', NOW + 1, leaseOf(sessions)), NOW + 2)
    meeting.look(now++)
    return one.peer
  }
  return { room, meeting, told, here }
}

describe('whom a joiner links to', () => {
  it('[NW13] is told as they come, in a room of up to 16', async () => {
    const { told, here } = await joiner()
    const one = await here(1)
    const other = await here(LIMITS.smallRoom)
    expect(told).toEqual([[one], [one, other]])
  })

  it('[NW13] is told once the roster was given, in a larger one', async () => {
    const { room, meeting, told, here } = await joiner()
    const peers = [await here(LIMITS.smallRoom + 1), await here(1)]
    expect(told).toEqual([])
    room.caughtUp('roster', false)
    meeting.look(NOW)
    expect(told).toEqual([])
    room.caughtUp('roster', true)
    meeting.look(NOW)
    meeting.look(NOW)
    expect(told).toEqual([peers])
    expect([...peers, await here(100)]).toEqual(told[1])
  })

  it('[NW10] is told four times a second at most in a room of more than 16, and every change in the end', async () => {
    const { room, meeting, told, here } = await joiner()
    room.caughtUp('roster', true)
    for (let i = 2; i <= LIMITS.smallRoom; i++) await here(1)
    expect(told).toHaveLength(LIMITS.smallRoom - 1)
    for (let i = 0; i < 10; i++) await here(1)
    expect(told).toHaveLength(LIMITS.smallRoom - 1)
    meeting.look(NOW + 300)
    meeting.look(NOW + 600)
    expect(told).toHaveLength(LIMITS.smallRoom)
    expect(told.at(-1)).toHaveLength(LIMITS.smallRoom + 9)
  })
})
