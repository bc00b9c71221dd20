/** What a scenario plays on: a town with its servers, and members that come and go. */
import { strict as assert } from 'node:assert'
import { until } from '../support/until.ts'
import type { MemberInit } from './member.ts'
import { clock, startMember, type Member } from './member-process.ts'
import { Namespaces } from './namespaces.ts'
import {
  relayUrl,
  startRelay,
  startTurn,
  type Ice,
  type RelayName,
  type Server,
  type Turn,
} from './servers.ts'
import { Town, type Host, type TownOptions } from './town.ts'

export interface StageOptions extends TownOptions {
  /** What the relays name to their members. @default 'stun' */
  readonly ice?: Ice
  /** @default ['relay1'] */
  readonly relays?: readonly RelayName[]
}

/** Milliseconds, by what was measured. */
export type Figures = Partial<Record<Measure, number>>
export type Measure = keyof typeof MEASURES

/** All but the last two are counted from the newcomer's `openSpace`, with its code loaded. */
export const MEASURES = Object.freeze({
  relay: 'joined',
  first: 'first message',
  roster: 'roster',
  direct: 'direct path',
  rtt: 'RTT',
  message: 'a message',
  back: 'back',
  again: 'direct again',
})

export interface Scenario {
  readonly name: string
  /** Whether it is over in seconds, and so part of what CI plays. */
  readonly quick?: boolean
  readonly stage: StageOptions
  /** Throws when a condition does not come about. */
  readonly run: (stage: Stage) => Promise<Figures>
}

export class Stage {
  readonly town: Town
  readonly #spaces: Namespaces
  readonly #options: StageOptions
  readonly #turn: Turn
  readonly #relays = new Map<RelayName, Server>()
  readonly #members: Member[] = []

  private constructor(spaces: Namespaces, options: StageOptions, town: Town, turn: Turn) {
    this.#spaces = spaces
    this.#options = options
    this.town = town
    this.#turn = turn
  }

  static async build(options: StageOptions): Promise<Stage> {
    const spaces = new Namespaces()
    try {
      const town = await Town.build(spaces, options)
      const stage = new Stage(spaces, options, town, await startTurn(spaces))
      await Promise.all((options.relays ?? ['relay1']).map((name) => stage.startRelay(name)))
      return stage
    } catch (error) {
      spaces.remove()
      throw error
    }
  }

  async startRelay(name: RelayName): Promise<void> {
    const { ice = 'stun' } = this.#options
    this.#relays.set(name, await startRelay(this.#spaces, name, this.#turn.relayArgs(ice)))
  }

  async killRelay(name: RelayName): Promise<void> {
    await this.#relays.get(name)?.kill()
  }

  member(host: Host): Member {
    const { relays = ['relay1'] } = this.#options
    const init: MemberInit = { relays: relays.map(relayUrl) }
    const member = startMember(this.#spaces, host, init)
    this.#members.push(member)
    return member
  }

  /** Everybody leaves: none of them may have stumbled over anything. */
  async leave(): Promise<void> {
    await Promise.all(this.#members.splice(0).map((member) => member.close()))
  }

  /** What each member told last, for whoever wants to know why a scenario failed. */
  story(): string {
    const lines = this.#members.flatMap(({ host, told }) =>
      told
        .filter(({ event }) => event !== 'answer')
        .slice(-40)
        .map(({ at, ...rest }) => `${(at % 1e6).toFixed(0)} ${host} ${JSON.stringify(rest)}`),
    )
    return lines.sort().join('\n')
  }

  /** Removes everything, whatever state it is in. */
  remove(): void {
    this.#spaces.remove()
  }
}

export interface Pair {
  readonly resident: Member
  readonly newcomer: Member
  readonly figures: Figures
}

/** One is in the room, another comes: it joins, is greeted, and each lists the other. */
export async function meet(stage: Stage, here: Host, there: Host): Promise<Pair> {
  const resident = stage.member(here)
  await resident.first('joined', 'joined')
  const newcomer = stage.member(there)
  const joined = await newcomer.first('joined', 'joined')
  const message = await newcomer.first('a first message', 'message', ({ isOwn }) => !isOwn)
  await until('both to list both', async () => {
    const lists = await Promise.all([resident.users(), newcomer.users()])
    return lists.every((list) => list.length === 2)
  })
  const roster = clock()
  const start = newcomer.openedAt()
  const figures = { relay: joined.at - start, first: message.at - start, roster: roster - start }
  return { resident, newcomer, figures }
}

export function isDirect(member: Member): boolean {
  return member.connection()?.peers.some(({ path }) => path === 'direct') === true
}

/** Waits until both show a direct path. Gives when, in milliseconds since 1970, and the round-trip time. */
export async function untilDirect(
  pair: readonly Member[],
  since = -Infinity,
): Promise<{ at: number; rtt: number }> {
  const shown = await Promise.all(
    pair.map((member) =>
      member.first(
        'a direct path',
        'connection',
        ({ connection }) => connection.peers.some(({ path, rtt }) => path === 'direct' && rtt !== null),
        since,
      ),
    ),
  )
  const rtts = shown.flatMap(({ connection }) => connection.peers.flatMap(({ rtt }) => rtt ?? []))
  return { at: Math.max(...shown.map(({ at }) => at)), rtt: Math.max(...rtts) }
}

/** Both say things in turn; each hears all of it. Gives the median time of a message, in milliseconds. */
export async function talk(one: Member, other: Member, count: number): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < count; i++) {
    const [from, to] = i % 2 === 0 ? [one, other] : [other, one]
    const text = `${from.host} says ${crypto.randomUUID()}`
    const said = clock()
    await from.say(text)
    const heard = await to.first(`"${text}"`, 'message', (told) => told.text === text)
    took.push(heard.at - said)
  }
  for (const { host, heard } of [one, other]) {
    const texts = heard()
    assert.equal(new Set(texts).size, texts.length, `${host} heard nothing twice`)
  }
  return took.sort((a, b) => a - b)[took.length >> 1] ?? NaN
}
