/**
 * What happens between everyone's coming and the end: who says what when, who goes, what breaks and heals.
 */
import type { Cast } from './cast.ts'
import type { Person } from './person.ts'
import { oneOf, streamOf, type Scenario } from './scenario.ts'
import type { World } from './world.ts'

/** Of answers among all messages, and of those that are sent in one go. */
const REPLIES = 0.3
const BURSTS = 0.1
/** Of crashes that the hub notices. */
const NOTICED = 0.7

/** Returns what calls off whatever has not happened yet. */
export function plot(scenario: Scenario, world: World, cast: Cast): () => void {
  const { faults, seconds, messages, peers, seed } = scenario
  const random = streamOf(seed, 'plot')
  const length = seconds * 1_000
  const sometime = (from = 0, to = 1): number => Math.floor(length * (from + (to - from) * random()))
  const planned: (() => void)[] = []
  const at = (time: number, call: () => void): void => void planned.push(world.clock.after(time, call))
  const someone = (): Person | undefined =>
    oneOf(
      cast.people.filter(({ stay }) => stay !== undefined),
      random,
    )

  let said = 0
  const speak = (): void => {
    const person = someone()
    const heard = person?.stay?.chat.messages() ?? []
    const replyTo = random() < REPLIES ? oneOf(heard.slice(-3), random) : undefined
    const count = random() < BURSTS ? 3 : 1
    for (let i = 0; i < count; i++) void person?.say(`words ${said++}`, replyTo)
  }
  for (let i = 0; i < messages; i++) at(sometime(), speak)

  if (faults.has('leave')) {
    for (let i = 0; i < Math.ceil(peers / 4); i++) {
      at(sometime(), () => void someone()?.leave())
      at(
        sometime(),
        () =>
          void oneOf(
            cast.people.filter(({ away }) => away),
            random,
          )?.join(),
      )
    }
  }
  if (faults.has('crash')) {
    for (let i = 0; i < Math.ceil(peers / 6); i++) at(sometime(), () => someone()?.crash(random() < NOTICED))
  }
  if (faults.has('churn')) {
    for (let i = 0; i < Math.ceil(peers / 3); i++) {
      const [comes, stays] = [sometime(0, 0.8), sometime(0, 0.4)]
      const end = random() < 0.3 ? (random() < NOTICED ? 'killed' : 'lost') : 'leaves'
      at(comes, () => {
        const [person, asks] = [cast.person(), random() < 0.5]
        at(
          stays,
          () =>
            void person.then((visitor) =>
              end === 'leaves' ? visitor.leave() : visitor.crash(end === 'killed'),
            ),
        )
        void visit(person, asks)
      })
    }
  }
  if (faults.has('links')) {
    for (let i = 0; i < Math.ceil(peers / 4); i++) {
      const [cut, back] = [sometime(0, 0.8), 500 + Math.floor(random() * 35_000)]
      at(cut, () => {
        const person = someone()
        if (person === undefined) return
        person.network.linked = false
        at(back, () => {
          person.network.linked = true
        })
      })
    }
  }
  if (faults.has('outage')) {
    const [down, back] = [sometime(0, 0.8), 500 + Math.floor(random() * 8_000)]
    at(down, () => {
      world.hub.up = false
    })
    at(down + back, () => {
      world.hub.up = true
    })
  }
  if (faults.has('partition')) {
    at(sometime(0, 0.6), () => {
      for (const { network } of cast.people) world.sides.set(network.self, random() < 0.5 ? 0 : 1)
      at(5_000 + sometime(0, 0.8), () => {
        world.sides.clear()
      })
    })
  }
  return () => {
    for (const callOff of planned) callOff()
  }
}

/** What links suffer from now on. */
export function turnBad({ faults, seed }: Scenario, world: World): void {
  const random = streamOf(seed, 'weather')
  const [loss, delay, jitter, duplicate] = [random(), random(), random(), random()]
  world.weather = {
    loss: faults.has('loss') ? 0.02 + 0.25 * loss : 0,
    delay: faults.has('delay') ? Math.floor(5 + 400 * delay) : 1,
    jitter: faults.has('delay') ? Math.floor(800 * jitter) : 0,
    duplicate: faults.has('duplicate') ? 0.5 * duplicate : 0,
    reorder: 0,
  }
}

/** Everything that broke is whole again. */
export function heal(world: World, cast: Cast): void {
  world.weather = { loss: 0, delay: 5, jitter: 10, duplicate: 0, reorder: 0 }
  world.sides.clear()
  world.bad.clear()
  world.hub.up = true
  for (const person of cast.people) person.network.linked = true
  for (const villain of cast.villains) villain.stop()
}

/** Somebody comes; some ask what was said before. */
async function visit(coming: Promise<Person>, asks: boolean): Promise<void> {
  const person = await coming
  await person.join()
  if (asks) await person.stay?.chat.requestBacklog().catch(() => undefined)
}
