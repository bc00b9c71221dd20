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
  const meeting = new Meeting({ meet: (peers) => void told.push(peers) }, room.roster)
  /** Somebody says `here`, with the lease of a room of so many. */
  async function here(sessions: number): Promise<string> {
    const one = await stranger()
    take(room, await one.presence('here', NOW + 1, leaseOf(sessions)), NOW + 2)
    meeting.look()
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
    meeting.look()
    expect(told).toEqual([])
    room.caughtUp('roster', true)
    meeting.look()
    meeting.look()
    expect(told).toEqual([peers])
    expect([...peers, await here(100)]).toEqual(told[1])
  })
})
