import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { closeAll, join, type Person } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]

beforeEach(async () => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  for (let i = 0; i < 5; i++) people.push(await join(hub, { platform: virtualPlatform(clock, i + 1) }))
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === 5))
})
afterEach(() => closeAll(hub, people))

/** Lets time pass in small steps, with the network running. */
async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 50) {
    clock.advance(50)
    await hub.idle()
  }
}

/** All the time that a lost link takes to become a departure (PR11, PR13), and a turn of the clock. */
const GONE =
  LIMITS.suspicionDelay + LIMITS.suspicionSpread + LIMITS.probeTimeout + LIMITS.refutationGone + 2 * 50

const left = (person: Person, gone: Person): boolean => person.events.includes(`user-left ${gone.space.did}`)

describe('a lost link', () => {
  it('[PR12] who is cut off is gone for everybody within two seconds, long before the lease ends', async () => {
    const [eve, ...others] = people as [Person, ...Person[]]
    eve.network.linked = false
    await pass(GONE)
    expect(GONE).toBeLessThanOrEqual(2_000)
    expect(others.map((person) => left(person, eve))).toEqual([true, true, true, true])
    expect(
      others.flatMap(({ events }) => events.filter((event) => event.startsWith('user-left'))),
    ).toHaveLength(4)
  })

  it('[PR13] who was cut off for a moment only is not gone', async () => {
    const [eve, ...others] = people as [Person, ...Person[]]
    eve.network.linked = false
    await pass(LIMITS.suspicionDelay - 50)
    eve.network.linked = true
    await pass(5_000)
    expect(others.map((person) => left(person, eve))).toEqual([false, false, false, false])
    expect(others.map(({ chat }) => chat.onlineUsers().length)).toEqual([5, 5, 5, 5])
  })

  it('[PR13] who comes back later is here again, and nobody was gone for it', async () => {
    const [eve, ...others] = people as [Person, ...Person[]]
    eve.network.linked = false
    await pass(GONE)
    eve.network.linked = true
    await pass(1_000)
    expect(others.map(({ chat }) => chat.onlineUsers().length)).toEqual([5, 5, 5, 5])
    expect(eve.events.filter((event) => event.startsWith('user-left'))).toEqual([])
    expect(eve.chat.onlineUsers()).toHaveLength(5)
  })

  it('[PR11] a false hint harms nobody', async () => {
    const [eve, ...others] = people as [Person, ...Person[]]
    hub.lost(eve.network.self)
    await pass(5_000)
    expect(others.map((person) => left(person, eve))).toEqual([false, false, false, false])
  })
})
