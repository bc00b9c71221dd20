/**
 * One stay in a room: from join to leave. Wires the network's channel, the room, the way in and the way out,
 * and does what the room wants done.
 */
import { GhostChatError } from '../errors.ts'
import type { CryptoSuite } from '../identity/crypto.ts'
import type { Identity } from '../identity/identity.ts'
import type { Verifier } from '../identity/verify.ts'
import type { Channel, FrameVerdict, LinkState, Network, PeerId } from '../network/port.ts'
import type { Effect } from '../room/effects.ts'
import type { Message } from '../room/message.ts'
import { Room } from '../room/room.ts'
import type { RoomInit } from '../room/room-init.ts'
import type { User } from '../room/users.ts'
import type { Said } from '../wire/body.ts'
import { sessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { answerRequest } from './answerer.ts'
import { Asker } from './asker.ts'
import { perform, type DeedsInit, type RoomEvents } from './deeds.ts'
import { connectionOf, type Connection } from './connection.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import type { Platform } from './platform.ts'

/** What a stay tells its chat. */
export interface MemberEvents extends RoomEvents {
  readonly connection: (connection: Connection) => void
}

export interface MemberInit extends Pick<RoomInit, 'topic' | 'profile' | 'flood' | 'transcript'> {
  readonly network: Network
  readonly identity: Identity
  readonly crypto: CryptoSuite
  readonly verifier: Verifier
  readonly platform: Platform
  readonly events: MemberEvents
}

/** How long `leave` is given to go out, in milliseconds. */
const FAREWELL = 2_000

export class Member {
  readonly #init: MemberInit
  readonly #room: Room
  readonly #channel: Channel
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #asker: Asker
  readonly #deeds: DeedsInit
  readonly #arrived = Promise.withResolvers<undefined>()
  readonly #acquainted = Promise.withResolvers<undefined>()
  /** Whether somebody has given this member a backlog. */
  hasBacklog = false
  #joined = false
  #closed = false
  #wasOnline = false
  #shown = ''
  #callOff: () => void = () => undefined
  #forgetPatience: () => void = () => undefined
  #wakeAt = 0

  constructor(init: MemberInit) {
    this.#init = init
    const { network, identity, platform, topic, profile, flood, transcript } = init
    const sid = sessionId(platform.randomBytes(16))
    const { random } = platform
    this.#room = new Room({
      topic,
      did: identity.did,
      sid,
      peer: network.self,
      profile,
      proof: 'proof' in identity ? identity.proof : undefined,
      flood,
      transcript,
      random,
    })
    this.#inbox = new Inbox(this.#room, init.verifier, this.#now, this.#run)
    this.#outbox = new Outbox({
      room: this.#room,
      identity,
      crypto: init.crypto,
      verifier: init.verifier,
      clock: platform.clock,
      now: this.#now,
      isOnline: () => isOnline(this.#channel.state),
      publish: (frame) => this.#channel.publish(frame),
      onSent: (messages) => {
        for (const message of messages) init.events.message(message)
      },
    })
    this.#arrived.promise.catch(() => undefined)
    this.#channel = network.open(topic, {
      judge: this.#judge,
      answer: this.#answer,
      changed: this.#changed,
      lost: () => undefined,
    })
    this.#asker = new Asker(this.#channel, this.#inbox, platform.clock)
    const onRoster = (): void => {
      this.#acquainted.resolve(undefined)
    }
    const [room, asker, outbox, { events }] = [this.#room, this.#asker, this.#outbox, init]
    this.#deeds = { room, asker, outbox, events, onRoster }
  }

  /** Resolves once the room was told of this session. @throws what `outbox.announce` throws */
  async join(): Promise<void> {
    this.#changed()
    await this.#arrived.promise
    await this.#outbox.announce('join')
    this.#joined = true
    this.#tick()
    // An empty room does not say that it is empty.
    this.#forgetPatience = this.#init.platform.clock.after(LIMITS.greeting, () => {
      this.#acquainted.resolve(undefined)
    })
  }

  /** Resolves when this member knows who is here: once it was given the roster, or nobody came for a while (SY11). */
  get acquainted(): Promise<unknown> {
    return this.#acquainted.promise
  }

  say(said: Said, size: number, timeout: number, signal?: AbortSignal): Promise<Message> {
    if (!this.#room.maySay(this.#outbox.waiting, this.#now())) {
      return Promise.reject(new GhostChatError('ERR_RATE_LIMITED'))
    }
    return this.#outbox.say(said, size, timeout, signal)
  }

  /** Says goodbye if there is anyone to say it to, and ends. May be called twice. */
  async leave(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#callOff()
    this.#forgetPatience()
    this.#acquainted.resolve(undefined)
    this.#asker.close()
    if (this.#joined && isOnline(this.#channel.state)) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const callOff = this.#init.platform.clock.after(FAREWELL, () => {
        resolve(undefined)
      })
      await Promise.race([promise, this.#outbox.announce('leave').catch(() => undefined)])
      callOff()
    }
    const left = new GhostChatError('ERR_CLOSED')
    this.#outbox.close(left)
    this.#arrived.reject(left)
    await this.#channel.close()
  }

  get room(): Room {
    return this.#room
  }

  users(): readonly User[] {
    return this.#room.users(this.#now())
  }

  get asker(): Asker {
    return this.#asker
  }

  get connection(): Connection {
    return connectionOf(this.#channel.state, this.#channel.peers(), this.#room.peers())
  }

  readonly #now = (): number => this.#init.platform.clock.now() + (this.#init.network.clockOffset ?? 0)

  readonly #judge = async (frame: Uint8Array): Promise<FrameVerdict> => {
    if (this.#closed) return 'ignore'
    const judged = await this.#inbox.take(frame, 'live')
    if (this.#now() >= this.#wakeAt) this.#tick()
    return judged.ok ? 'accept' : judged.verdict
  }

  readonly #answer = async (request: Uint8Array, from: PeerId): Promise<readonly Uint8Array[]> => {
    if (this.#closed) return []
    const [room, inbox, now, run] = [this.#room, this.#inbox, this.#now, this.#run]
    return answerRequest({ room, inbox, now, run }, request, from)
  }

  readonly #changed = (): void => {
    if (this.#closed) return
    const online = isOnline(this.#channel.state)
    const returned = online && !this.#wasOnline
    this.#wasOnline = online
    if (returned) {
      if (this.#joined) this.#run(this.#room.resumed(this.#now()))
      else this.#arrived.resolve(undefined)
      this.#outbox.wake()
    }
    this.#showConnection()
  }

  /** Tells of the connection when anything of it that people see has changed. */
  #showConnection(): void {
    const { connection } = this
    const seen = JSON.stringify(connection)
    if (seen === this.#shown) return
    this.#shown = seen
    this.#init.events.connection(connection)
  }

  readonly #tick = (): void => {
    if (this.#closed || !this.#joined) return
    this.#callOff()
    const now = this.#now()
    this.#run(this.#room.tick(now))
    this.#showConnection()
    this.#wakeAt = this.#room.wakeAt(now)
    this.#callOff = this.#init.platform.clock.after(Math.max(10, this.#wakeAt - now), this.#tick)
  }

  readonly #run = (effects: readonly Effect[]): void => {
    // What was still being verified when the room was left is not heard of any more.
    if (this.#closed) return
    for (const effect of effects) perform(effect, this.#deeds)
  }
}

function isOnline(state: LinkState): boolean {
  return state === 'relayed' || state === 'direct'
}
