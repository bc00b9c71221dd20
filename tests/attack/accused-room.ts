/**
 * A room in virtual time whose members keep to the hub, over links that are slow and lose frames, while sessions accuse
 * all of them of being gone.
 */
import type { Did } from 'ghost-chat'
import { guest } from 'ghost-chat/identity'
import { LIMITS } from 'ghost-chat/wire'
import { renewalInterval } from '../../packages/ghost-chat/src/room/leases.ts'
import { Ledger } from '../simulation/ledger.ts'
import { Person } from '../simulation/person.ts'
import { streamOf } from '../simulation/scenario.ts'
import type { Stay } from '../simulation/stay.ts'
import { Villain, type VillainInit } from '../simulation/villain.ts'
import { World } from '../simulation/world.ts'

export interface AccusedRoomInit {
  readonly seed: number
  readonly members: number
  readonly accusers: number
  /** Virtual seconds in peace, and under attack. */
  readonly peaceSeconds: number
  readonly seconds: number
  /** Accusations a second, of all accusers together. */
  readonly rate: number
  /** That a frame is lost on its way to one member, from 0 to 1. */
  readonly loss: number
  readonly progress: (line: string) => void
}

export interface Accused {
  /** Members that are here on the lists of all, as a share of all pairs. */
  readonly met: number
  /** `user-left` of a living member, in peace and under attack. */
  readonly leftInPeace: number
  readonly left: number
  /** Bytes a second out of the hub for what members say and ask, in peace and under attack. */
  readonly peace: number
  readonly attack: number
  readonly accusations: number
}

/** Milliseconds that each way takes. */
const DELAY = 300
/** Bytes out of the hub for a question over a circuit and its answer: handshakes, a presence, a head. */
const PROBE = 3_000

class Accuser extends Villain {
  readonly #suspects: () => readonly Stay[]
  said = 0

  constructor(init: VillainInit, suspects: () => readonly Stay[]) {
    super(init)
    this.#suspects = suspects
  }

  protected async act(): Promise<void> {
    const suspects = this.#suspects().flatMap(({ did, sid }) =>
      sid === null ? [] : { iss: did, sid, seq: LIMITS.sequence - 1 },
    )
    if (suspects.length === 0) return
    this.said++
    await this.publish(await this.state(60, { type: 'suspect', suspects }))
  }
}

/** Plays such a room by its seed. */
export async function accusedRoom(init: AccusedRoomInit): Promise<Accused> {
  const { seed, members, peaceSeconds, seconds, progress } = init
  const world = new World(seed)
  const ledger = new Ledger()
  world.weather = { ...world.weather, delay: DELAY }
  let bytes = 0
  const people: Person[] = []
  for (let number = 0; number < members; number++) {
    const identity = await guest(world.crypto)
    const person = new Person({ number, seed, identity, skew: 0 }, world, ledger)
    people.push(person)
    void person.join()
    await world.pass(50)
  }
  const stays = (): Stay[] => people.flatMap(({ stay }) => stay ?? [])
  await world.until(() => stays().length === members, 30_000, 250)
  const metShare = (): number => {
    const here = stays().map(({ chat }) => new Set<Did>(chat.onlineUsers()))
    const dids = stays().map(({ did }) => did)
    const pairs = here.reduce((sum, list) => sum + dids.filter((did) => list.has(did)).length, 0)
    return pairs / (members * members)
  }
  await world.until(() => metShare() === 1, 60_000, 1_000)
  progress(`${members} members in virtual time have met`)

  let left = 0
  for (const stay of stays()) {
    const isLiving = (did: Did): boolean => people.some(({ init: { identity } }) => identity.did === did)
    stay.onGone = (did) => {
      if (isLiving(did)) left++
    }
    // What it hands to the network goes out of the hub to everybody else; a question goes to one.
    count(
      stay,
      (length) => (bytes += length * (members - 1)),
      () => (bytes += PROBE),
    )
  }
  let cursor = 0
  const next = (): Stay[] => {
    const all = stays()
    const named = Array.from(
      { length: Math.min(all.length, LIMITS.suspectsPerEnvelope) },
      (_, i) => all[(cursor + i) % all.length] as Stay,
    )
    cursor += named.length
    return isOn ? named : []
  }
  let isOn = false
  const accusers: Accuser[] = []
  for (let i = 0; i < init.accusers; i++) {
    const identity = await guest(world.crypto)
    const accuser = new Accuser({ identity, world, ledger, random: streamOf(seed, `accuser ${i}`) }, next)
    accusers.push(accuser)
    accuser.start((1_000 * init.accusers) / init.rate)
    await world.pass(1_000 / init.rate)
  }
  // A lease that was taken in a smaller room is soon over: one lost renewal ends it. By then all have the new one.
  await world.pass(1.2 * renewalInterval(members + init.accusers))
  world.weather = { ...world.weather, loss: init.loss }
  const met = metShare()
  ;[bytes, left] = [0, 0]
  await world.pass(peaceSeconds * 1_000)
  const [peace, leftInPeace] = [bytes / peaceSeconds, left]
  progress(`${peaceSeconds} virtual seconds in peace: ${Math.round(peace / 1_000)} kB/s out of the hub`)
  ;[bytes, left] = [0, 0]
  isOn = true
  await world.pass(seconds * 1_000)
  isOn = false
  // All that is suspected by then is decided.
  const attack = bytes / seconds
  await world.pass(LIMITS.refutation + 2_000)
  const accusations = accusers.reduce((sum, { said }) => sum + said, 0)
  progress(`${seconds} virtual seconds under attack: ${Math.round(attack / 1_000)} kB/s, ${left} gone`)
  return { met, leftInPeace, left, peace, attack, accusations }
}

/** Counts what a member publishes and asks from now on, in place of the simulation's own records. */
function count(stay: Stay, published: (bytes: number) => void, asked: () => void): void {
  const { published: publish, requested: request } = stay
  Object.assign(stay, {
    published: (frame: Uint8Array) => {
      published(frame.length)
      publish(frame)
    },
    requested: (frame: Uint8Array) => {
      asked()
      request(frame)
    },
  })
}
