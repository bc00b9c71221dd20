/**
 * Those who mean harm. Each has a DID and a session of its own, in good standing until it acts.
 */
import type { KeyIdentity } from 'ghost-chat'
import type { Channel } from 'ghost-chat/network'
import type { MemoryNetwork } from 'ghost-chat/network/memory'
import { roomName, spaceName, topicOf } from 'ghost-chat/wire'
import { forge, type Json } from '../../packages/ghost-chat/test/support/forge.ts'
import { digestOf } from './crypto.ts'
import type { Ledger } from './ledger.ts'
import { ROOM, SPACE } from './person.ts'
import type { World } from './world.ts'

const encoder = new TextEncoder()
const RENEWAL = 9_000

const LOBBY = topicOf(spaceName(SPACE), roomName(ROOM))
/** Where a witness sits, who must not hear of what is said in the lobby. */
export const CELLAR_ROOM = 'cellar'
export const CELLAR = topicOf(spaceName(SPACE), roomName(CELLAR_ROOM))

export interface VillainInit {
  readonly identity: KeyIdentity
  readonly world: World
  readonly ledger: Ledger
  readonly random: () => number
}

/** A session written by hand: it can say what no member says. */
export abstract class Villain {
  readonly identity: KeyIdentity
  readonly network: MemoryNetwork
  protected readonly world: World
  protected readonly ledger: Ledger
  protected readonly random: () => number
  protected readonly lobby: Channel
  readonly #sid: string
  #state = 0
  #content = 0
  #head: { readonly seq: number; readonly id: string } | null = null
  #stopped = false

  constructor({ identity, world, ledger, random }: VillainInit) {
    this.identity = identity
    this.world = world
    this.ledger = ledger
    this.random = random
    ledger.villains.add(identity.did)
    this.#sid = Buffer.from(Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))).toString(
      'base64url',
    )
    this.network = world.hub.network()
    this.lobby = this.network.open(LOBBY, {
      judge: () => Promise.resolve('accept'),
      answer: (request) => Promise.resolve(this.answer(request)),
      changed: () => undefined,
      lost: () => undefined,
    })
  }

  /** Comes, stays and does harm every so often, until it is stopped. */
  start(every: number): void {
    this.#every(RENEWAL, () => this.#presence(this.#state === 0 ? 'join' : 'here'))
    this.#every(every, () => this.act())
  }

  stop(): void {
    this.#stopped = true
    void this.network.close()
  }

  protected abstract act(): Promise<void>

  /** What a member that asks is told: that there is nothing. */
  protected answer(_request: Uint8Array): readonly Uint8Array[] {
    return [encoder.encode(JSON.stringify({ v: 1, status: 'ok', count: 0 }))]
  }

  protected async publish(frame: Uint8Array, channel = this.lobby): Promise<void> {
    await channel.publish(frame).catch(() => undefined)
  }

  /** Signs a text as the next of the chain, or `again` as the last one over. */
  protected async say(text: string, issuedAt: number, again = false): Promise<Uint8Array> {
    if (again) this.#content--
    const seq = this.#content++
    const prev = again ? this.#before : (this.#head?.id ?? null)
    const frame = await this.sign(issuedAt, 3_600, {
      seq,
      prev,
      type: 'chat',
      messages: [{ content: text }],
    })
    if (!again) this.#before = this.#head?.id ?? null
    const signed = Buffer.from(frame).toString('latin1')
    this.#head = { seq, id: digestOf(signed.slice(0, signed.lastIndexOf('.'))) }
    return frame
  }

  #before: string | null = null

  /** Signs state as the next of the chain. */
  protected async state(lifetime: number, claims: Json): Promise<Uint8Array> {
    const seq = this.#state++
    return this.sign(this.world.clock.now(), lifetime, { seq, head: this.#head, ...claims })
  }

  async #presence(type: 'join' | 'here'): Promise<void> {
    await this.publish(await this.state(30, { type, peer: this.network.self }))
  }

  /** Signs claims, of this session unless they name another. */
  protected async sign(issuedAt: number, lifetime: number, claims: Json): Promise<Uint8Array> {
    const iat = Math.floor(issuedAt) / 1000
    const exp = (Math.floor(issuedAt) + lifetime * 1000) / 1000
    const payload = { iss: this.identity.did, aud: LOBBY, iat, exp, sid: this.#sid, ...claims }
    return encoder.encode(await forge(this.identity, payload))
  }

  #every(milliseconds: number, act: () => Promise<void>): void {
    const again = (): void => {
      if (this.#stopped) return
      void act()
      this.world.clock.after(milliseconds, again)
    }
    again()
  }
}
