// What the threat model promises of rooms that are cut in two, and of rooms where nobody stays long.
import { describe, expect, it } from 'vitest'
import { Cast } from './cast.ts'
import { allDelivered, findings, rostersAgree } from './checks.ts'
import type { Person } from './person.ts'
import { oneOf, scenarioOf, streamOf } from './scenario.ts'
import { World } from './world.ts'

/** A room of so many people who know each other. */
async function room(seed: number, peers: number): Promise<{ world: World; cast: Cast }> {
  const world = new World(seed)
  const cast = new Cast(scenarioOf(seed, { peers, faults: new Set() }), world)
  world.weather = { ...world.weather, delay: 20, jitter: 30 }
  for (let i = 0; i < peers; i++) {
    void (await cast.person()).join()
    await world.pass(100)
  }
  await world.until(() => cast.live().length === peers && rostersAgree(cast), 30_000, 100)
  expect(cast.live()).toHaveLength(peers)
  // Until everyone has renewed once: from there on each knows what it misses of the others (SQ4).
  await world.pass(12_000)
  return { world, cast }
}

async function leaveAll(world: World, cast: Cast): Promise<void> {
  void Promise.all(cast.people.map((person) => person.close()))
  await world.pass(15_000)
  expect(world.clock.waiting).toBe(0)
}

describe('a room of ten', () => {
  it.each([1, 2, 3])(
    'cut in two for a minute has one transcript within 30 s of healing, nothing doubled (seed %i)',
    async (seed) => {
      const { world, cast } = await room(seed, 10)
      for (const [place, { network }] of cast.people.entries()) world.sides.set(network.self, place % 2)
      for (let i = 0; i < 60; i++) {
        await world.pass(1_000)
        void cast.people[i % 10]!.say(`word ${i}`)
      }
      const apart = cast.live().map(({ chat }) => chat.messages().length)
      expect(Math.max(...apart)).toBeLessThan(60)
      world.sides.clear()
      const whole = (): boolean => rostersAgree(cast) && allDelivered(cast)
      expect(await world.until(whole, 30_000, 250)).not.toBeNull()
      expect([...findings(cast), ...cast.ledger.failures]).toEqual([])
      const transcripts = cast.live().map(({ chat }) => chat.messages().map(({ id }) => id))
      expect(transcripts[0]).toHaveLength(60)
      for (const transcript of transcripts) expect(transcript).toEqual(transcripts[0])
      await leaveAll(world, cast)
    },
  )
})

describe('a room of twenty where everyone goes after 30 s', () => {
  it(
    'delivers to those who stay, for ten minutes, and keeps no more than it may',
    { timeout: 120_000 },
    async () => {
      const { world, cast } = await room(6, 4)
      const random = streamOf(6, 'churn')
      const visit = async (): Promise<void> => {
        const person: Person = await cast.person()
        await person.join()
        await new Promise<void>((resolve) => world.clock.after(20_000 + 20_000 * random(), resolve))
        if (random() < 0.2) person.crash(random() < 0.5)
        else await person.leave()
        await person.close()
      }
      for (let second = 0; second < 600; second++) {
        // Sixteen at a time: one comes every two seconds or so.
        if (second % 15 < 8) void visit()
        const speaker = oneOf(
          cast.people.filter(({ stay }) => stay !== undefined),
          random,
        )
        if (second % 3 === 0) void speaker?.say(`second ${second}`)
        await world.pass(1_000)
      }
      await world.pass(45_000)
      const [first] = cast.live()
      const said = [...cast.ledger.written.values()].filter(({ acknowledged }) => acknowledged)
      const stayed = cast.live()
      const heard = stayed.flatMap(({ shown }) => said.filter(({ id }) => shown.has(id)))
      expect(said.length).toBeGreaterThan(150)
      expect(heard.length / (said.length * stayed.length)).toBeGreaterThanOrEqual(0.995)
      expect([...findings(cast), ...cast.ledger.failures]).toEqual([])
      expect(first!.chat.messages()).toHaveLength(100)
      await leaveAll(world, cast)
    },
  )
})
