/**
 * An honest person: one identity on one device, with a clock of its own, who comes, talks and goes.
 */
// The library loads it when a space is opened; virtual time does not wait for files.
import '../../packages/ghost-chat/src/chat/home.ts'
import {
  GhostChat,
  GhostChatError,
  openSpace,
  type ErrorCode,
  type KeyIdentity,
  type Message,
  type Space,
} from 'ghost-chat'
import type { MemoryNetwork } from 'ghost-chat/network/memory'
import type { Ledger } from './ledger.ts'
import { bytesOf, streamOf } from './scenario.ts'
import { Stay } from './stay.ts'
import { tapped } from './tap.ts'
import type { World } from './world.ts'

export const SPACE = 'simulation'
export const ROOM = 'lobby'

export interface PersonInit {
  readonly number: number
  readonly seed: number
  readonly identity: KeyIdentity
  /** What its clock is off by, in milliseconds. */
  readonly skew: number
  readonly room?: string
}

export class Person {
  readonly name: string
  readonly network: MemoryNetwork
  readonly stays: Stay[] = []
  readonly init: PersonInit
  readonly #world: World
  readonly #ledger: Ledger
  readonly #timers = new Set<() => void>()
  #space: Space | undefined
  #joining: Stay | undefined
  #dead = false

  constructor(init: PersonInit, world: World, ledger: Ledger) {
    this.init = init
    this.name = `person ${init.number}`
    this.#world = world
    this.#ledger = ledger
    this.network = world.hub.network()
  }

  /** The stay in the room, if there is one now. */
  get stay(): Stay | undefined {
    return this.stays.find(({ live }) => live)
  }

  /** Whether it is not in the room and can come. */
  get away(): boolean {
    return !this.#dead && this.#joining === undefined && this.stay === undefined
  }

  async join(): Promise<void> {
    const { identity, room = ROOM } = this.init
    this.#space ??= await openSpace(SPACE, {
      identity,
      platform: this.#platform(),
      network: tapped(this.network, () => this.#ear()),
    })
    const chat = new GhostChat(room, { space: this.#space })
    const name = `${this.name}.${this.stays.length}`
    const stay = new Stay(this.init, name, chat, this.#world, this.#ledger)
    this.#joining = stay
    this.stays.push(stay)
    try {
      await chat.joinChat()
      stay.joinedAt = this.#world.now
      if (this.#dead) stay.endedAt = this.#world.now
    } catch (error) {
      // It was not in the room.
      stay.endedAt = this.#world.now
      this.#expect(error, 'ERR_RELAY_UNREACHABLE', 'ERR_CLOSED')
    }
    this.#joining = undefined
  }

  /** Says something; what is refused or called off must never be shown. */
  async say(text: string, replyTo?: Message): Promise<void> {
    const { stay } = this
    if (stay === undefined) return
    try {
      const { chat } = stay
      const message = replyTo === undefined ? await chat.send(text) : await chat.reply(replyTo, text)
      if (message.text !== text) this.#ledger.fail(`${this.name} said "${text}" and sent "${message.text}"`)
      this.#ledger.acknowledge(message)
    } catch (error) {
      this.#expect(error, 'ERR_OFFLINE', 'ERR_RATE_LIMITED', 'ERR_CLOSED', 'ERR_NOT_JOINED')
    }
  }

  async leave(): Promise<void> {
    const { stay } = this
    if (stay === undefined) return
    stay.endedAt = this.#world.now
    await stay.chat.leaveChat()
  }

  /**
   * The process dies: no word, no timer, no answer any more.
   * @param noticed whether the hub sees its link end; otherwise only its lease tells
   */
  crash(noticed: boolean): void {
    this.#dead = true
    const stay = this.stay ?? this.#joining
    if (stay !== undefined) {
      stay.endedAt = this.#world.now
      stay.crashed = true
    }
    if (noticed) this.network.kill()
    else void this.network.close()
    for (const callOff of this.#timers) callOff()
    this.#timers.clear()
  }

  /** Leaves and closes everything; a dead one has nothing to close. */
  async close(): Promise<void> {
    if (this.#dead) return
    for (const stay of this.stays) stay.endedAt = Math.min(stay.endedAt, this.#world.now)
    await this.#space?.close()
  }

  /** Whatever else an app is told is a defect. */
  #expect(error: unknown, ...codes: readonly ErrorCode[]): void {
    if (error instanceof GhostChatError && codes.includes(error.code)) return
    this.#ledger.fail(`${this.name} was told: ${String(error)}`)
  }

  #ear(): Stay {
    if (this.#joining === undefined) throw new Error('a channel is opened by joining')
    return this.#joining
  }

  #platform(): NonNullable<Parameters<typeof openSpace>[1]>['platform'] & object {
    const { seed, number, skew } = this.init
    const random = streamOf(seed, `person ${number}`)
    const { clock, crypto } = this.#world
    const after = (milliseconds: number, call: () => void): (() => void) => {
      if (this.#dead) return () => undefined
      const callOff = clock.after(milliseconds, () => {
        this.#timers.delete(callOff)
        call()
      })
      this.#timers.add(callOff)
      return () => {
        this.#timers.delete(callOff)
        callOff()
      }
    }
    const now = (): number => clock.now() + skew
    return { clock: { now, after }, crypto, random, randomBytes: bytesOf(random) }
  }
}
