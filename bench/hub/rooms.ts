/**
 * What joins cost a relay and its members: rooms of a size, members in this process, by the relay alone.
 */
import { setTimeout } from 'node:timers/promises'
import { openSpace } from 'ghost-chat'
import type { RelayProcess } from '../../tests/support/relay-process.ts'
import { cpuOf, ownCpu } from './cpu.ts'

export interface Joins {
  readonly rooms: number
  readonly size: number
  /** Whether all of a room come in the same moment. */
  readonly atOnce: boolean
}

export interface JoinCost {
  /** CPU for one join, in milliseconds. */
  readonly relay: number
  readonly member: number
  /** From the first join until everybody lists everybody, in milliseconds. */
  readonly met: number
  /** From `openSpace` until joined, in milliseconds: the median. */
  readonly joined: number
  /** CPU while nobody speaks, in milliseconds for each member and second. */
  readonly idleRelay: number
  readonly idleMember: number
}

/** How long a room may take to meet, and how long silence is measured, in milliseconds. */
const PATIENCE = 120_000
const SILENCE = 10_000

type Space = Awaited<ReturnType<typeof openSpace>>

interface Present {
  readonly space: Space
  readonly chat: Awaited<ReturnType<Space['joinChat']>>
}

let room = 0

export async function costOfJoins(relay: RelayProcess, { rooms, size, atOnce }: Joins): Promise<JoinCost> {
  const present: Present[][] = []
  const times: number[] = []
  const join = async (name: string): Promise<Present> => {
    const began = performance.now()
    const space = await openSpace('bench', { relays: [relay.url], relayOnly: true })
    const chat = await space.joinChat(name, { timeout: PATIENCE })
    times.push(performance.now() - began)
    return { space, chat }
  }
  const before = { relay: cpuOf(relay.pid), member: ownCpu(), at: performance.now() }
  try {
    for (let n = 0; n < rooms; n++) {
      const name = `hub-${String(room++)}`
      const members: Present[] = []
      present.push(members)
      if (atOnce) members.push(...(await Promise.all(Array.from({ length: size }, () => join(name)))))
      else for (let one = 0; one < size; one++) members.push(await join(name))
    }
    const deadline = performance.now() + PATIENCE
    while (!present.every((members) => members.every(({ chat }) => chat.onlineUsers().length === size))) {
      if (performance.now() > deadline) {
        const listed = present.flat().map(({ chat }) => chat.onlineUsers().length)
        throw new Error(`Not all list all: ${listed.join(' ')}`)
      }
      await setTimeout(20)
    }
    const met = performance.now() - before.at
    const count = rooms * size
    const cost = {
      relay: (cpuOf(relay.pid) - before.relay) / count,
      member: (ownCpu() - before.member) / count,
    }
    await setTimeout(3_000)
    const quiet = { relay: cpuOf(relay.pid), member: ownCpu() }
    await setTimeout(SILENCE)
    const share = count * (SILENCE / 1_000)
    times.sort((a, b) => a - b)
    return {
      ...cost,
      met,
      joined: times[times.length >> 1] ?? Number.NaN,
      idleRelay: (cpuOf(relay.pid) - quiet.relay) / share,
      idleMember: (ownCpu() - quiet.member) / share,
    }
  } finally {
    await Promise.all(present.flat().map(({ space }) => space.close()))
  }
}
