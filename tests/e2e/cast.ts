/** Relays and people of one test file, each a process; all of them end with the file, whether its tests failed or not. */
import { afterAll, expect } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import type { Ways } from './person.ts'
import { startPerson, type Person, type Stay } from './person-process.ts'

export interface Cast {
  /** Starts a relay, on any free port unless one is given. */
  readonly relay: (port?: number, args?: readonly string[]) => Promise<RelayProcess>
  /** Starts somebody who opens a space over a relay. */
  readonly person: (relay: string, space?: string, ways?: Ways) => Promise<Person>
}

/** To be called where the tests of a file are described. */
export function castOfFile(): Cast {
  const relays: RelayProcess[] = []
  const people: Person[] = []
  afterAll(async () => {
    try {
      // Nobody may have stumbled over anything on the way, nor be kept from ending.
      const ends = await Promise.all(people.map((person) => person.close()))
      for (const end of ends) expect(end).toEqual({ ended: true, stderr: '' })
    } finally {
      await Promise.all([...people, ...relays].map((one) => one.kill()))
    }
  })
  return {
    async relay(port = 0, args = []) {
      const relay = await startRelay({ port, args })
      relays.push(relay)
      return relay
    },
    async person(relay, space = 'tests', ways = {}) {
      const person = await startPerson(space, [relay], ways)
      people.push(person)
      return person
    },
  }
}

/** Waits until everybody sees everybody else. */
export async function untilMet(...stays: readonly Stay[]): Promise<void> {
  await until('everybody to see everybody', async () => {
    const others = await Promise.all(stays.map((stay) => stay.others()))
    return others.every((dids) => dids.length === stays.length - 1)
  })
}

/** Waits until somebody heard these texts of others, in whatever order. */
export async function untilHeard(stay: Stay, texts: readonly string[], most?: number): Promise<void> {
  const missing = (): string[] => texts.filter((text) => !stay.texts().includes(text))
  await until(`${JSON.stringify(texts)} to be heard`, () => missing().length === 0, most).catch(
    (error: unknown) => {
      throw new Error(`Never heard: ${JSON.stringify(missing())}`, { cause: error })
    },
  )
}
