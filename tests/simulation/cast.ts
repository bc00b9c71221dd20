/**
 * Everyone in a simulation: honest people, a witness in another room, and those who mean harm.
 */
import { guest } from 'ghost-chat/identity'
import type { Did, KeyIdentity } from 'ghost-chat'
import { Ledger } from './ledger.ts'
import { Person } from './person.ts'
import { streamOf, type Fault, type Scenario } from './scenario.ts'
import type { Stay } from './stay.ts'
import { CELLAR_ROOM, type Villain, type VillainInit } from './villain.ts'
import { Crowd, Flooder, Forger, Replayer, TwoFaced } from './villains.ts'
import type { World } from './world.ts'

/** Clocks of honest machines agree this well, in milliseconds. */
const HONEST_SKEW = 400
/** As far off as presence bears: leases are 30 s, renewals come every 11 s. */
const BAD_SKEW = 6_000
/** Off by more than any member accepts. */
const HOPELESS_SKEW = 70_000
/** A clock is set by three others at least, and by the one in the middle. */
const OUTVOTING = 2

export class Cast {
  readonly people: Person[] = []
  readonly villains: Villain[] = []
  readonly ledger = new Ledger()
  witness: Person | undefined
  readonly #scenario: Scenario
  readonly #world: World
  readonly #random: () => number
  readonly #identities: KeyIdentity[] = []

  constructor(scenario: Scenario, world: World) {
    this.#scenario = scenario
    this.#world = world
    this.#random = streamOf(scenario.seed, 'cast')
  }

  /** Another person; with tabs, now and then the second one of somebody who is here. */
  async person(): Promise<Person> {
    const { faults, seed } = this.#scenario
    const known = this.#identities[this.people.length - 1]
    const isTab = faults.has('tabs') && this.#random() < 0.25
    const identity = isTab && known !== undefined ? known : await guest(this.#world.crypto)
    this.#identities.push(identity)
    const init = { number: this.people.length, seed, identity, skew: this.#skew() }
    const person = new Person(init, this.#world, this.ledger)
    this.people.push(person)
    return person
  }

  async summon(): Promise<void> {
    const { faults, seed } = this.#scenario
    const kinds: readonly (readonly [Fault, new (init: VillainInit) => Villain, number])[] = [
      ['forge', Forger, 1_500],
      ['replay', Replayer, 1_500],
      ['two-faced', TwoFaced, 4_000],
      ['flood', Flooder, 700],
      ['crowd', Crowd, 100],
    ]
    for (const [fault, Kind, every] of kinds) {
      if (!faults.has(fault)) continue
      const identity = await guest(this.#world.crypto)
      const random = streamOf(seed, fault)
      const villain = new Kind({ identity, world: this.#world, ledger: this.ledger, random })
      this.villains.push(villain)
      villain.start(every)
    }
    if (!faults.has('replay')) return
    const identity = await guest(this.#world.crypto)
    const init = { number: 10_000_000, seed, identity, skew: 0, room: CELLAR_ROOM }
    this.witness = new Person(init, this.#world, this.ledger)
    void this.witness.join()
  }

  /** All stays in the room that are live. */
  live(): readonly Stay[] {
    return this.people.flatMap(({ stay }) => stay ?? [])
  }

  /** Whose clock is good enough to be here for the others. */
  counts(stay: Stay): boolean {
    return Math.abs(this.#skewOf(stay)) <= BAD_SKEW
  }

  /** Whether there are enough whose clocks are hopeless to outvote the others in a corner of the room. */
  get mayMislead(): boolean {
    return this.people.filter(({ init }) => Math.abs(init.skew) > BAD_SKEW).length >= OUTVOTING
  }

  /** Who must be on everyone's list. */
  users(): ReadonlySet<Did> {
    return new Set(this.live().flatMap((stay) => (this.counts(stay) ? stay.did : [])))
  }

  /** Who may be on a list and need not. */
  mayBeHere(did: Did): boolean {
    return this.ledger.villains.has(did) || this.live().some((stay) => stay.did === did && !this.counts(stay))
  }

  #skewOf(stay: Stay): number {
    return this.people[stay.number]?.init.skew ?? 0
  }

  #skew(): number {
    const [kind, part] = [this.#random(), 2 * this.#random() - 1]
    const far = this.#scenario.faults.has('skew') ? kind : 1
    if (far < 0.1) return Math.sign(part) * (HOPELESS_SKEW + Math.round(500_000 * Math.abs(part)))
    return Math.round(part * (far < 0.5 ? BAD_SKEW : HONEST_SKEW))
  }
}
