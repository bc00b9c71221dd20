/**
 * One stay in a room: from join to leave. Wires the network's channel, the room, the way in and the way out,
 * and does what the room wants done.
 */
import { GhostChatError } from '../errors.ts'
import type { Channel, FrameVerdict, PeerId } from '../network/port.ts'
import type { RelayFailure } from '../network/relay-failure.ts'
import type { Effect } from '../room/effects.ts'
import type { Message } from '../room/message.ts'
import { Room } from '../room/room.ts'
import type { User } from '../room/users.ts'
import type { Said } from '../wire/body.ts'
import { sessionId, type Did } from '../wire/ids.ts'
import type { Profile } from '../wire/profile.ts'
import { Acquaintance } from './acquaintance.ts'
import { answerRequest } from './answerer.ts'
import { Asker } from './asker.ts'
import { perform, type DeedsInit } from './deeds.ts'
import { ConnectionWatch, isOnline, type Connection } from './connection.ts'
import { CorrectedClock } from './corrected-clock.ts'
import { DirectLines } from './direct-lines.ts'
import { DirectMessages } from './direct.ts'
import { Farewell } from './farewell.ts'
import { Inbox } from './inbox.ts'
import { Meeting } from './meeting.ts'
import type { MemberInit } from './member-init.ts'
import { Outbox } from './outbox.ts'
import { checkRoom, rateLimited, type Sending } from './queue.ts'
import { viaOf } from './reached-via.ts'
import { Typist } from './typist.ts'
import { relayUnreachable, sayGoodbye } from './until-joined.ts'

export class Member {
  readonly #init: MemberInit
  readonly typist: Typist
  readonly #clock: CorrectedClock
  readonly #room: Room
  readonly #channel: Channel
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #farewell: Farewell
  readonly #asker: Asker
  readonly #meeting: Meeting
  readonly #direct: DirectMessages
  readonly #lines: DirectLines
  readonly #deeds: DeedsInit
  readonly #shown: ConnectionWatch
  readonly #arrived = Promise.withResolvers<undefined>()
  readonly #acquaintance = new Acquaintance()
  #joined = false
  #closed = false
  #wasOnline = false
  /** What the clock was set by since this member began to join, in milliseconds. */
  #stepped = 0
  #callOff: () => void = () => undefined
  #wakeAt = 0

  constructor(init: MemberInit) {
    this.#init = init
    const { topic, profile, reader, flood, transcript, network, identity, crypto, verifier, platform } = init
    const [{ clock, random, page }, { did }] = [platform, identity]
    this.#clock = new CorrectedClock(clock, network, did, this.#stepClock)
    const room = new Room({
      ...{ topic, profile, reader, flood, transcript, random, did },
      sid: sessionId(platform.randomBytes(16)),
      peer: network.self,
      latest: this.#clock.latestStamp,
      via: () => viaOf(network),
      reaches: (peer) => this.#channel.reaches?.(peer as PeerId) ?? true,
      proof: 'proof' in identity ? identity.proof : undefined,
    })
    this.#room = room
    this.#shown = new ConnectionWatch(
      () => this.#channel,
      room.roster,
      this.#clock,
      init.events.connection,
      () => this.relayFailures,
    )
    const { now } = this.#clock
    this.#inbox = new Inbox(room, verifier, now, this.#run, this.#clock)
    const onSent = (messages: readonly Message[]): void => {
      for (const message of messages) init.events.message(message)
      if (!this.#closed) this.#farewell.refresh()
    }
    const publish: Channel['publish'] = (frame, options) => this.#channel.publish(frame, options)
    this.#farewell = new Farewell({ room, identity, crypto, clock, now, publish, page })
    this.#outbox = new Outbox({
      ...{ room, identity, crypto, verifier, clock, now, onSent, publish },
      isOnline: () => isOnline(this.#channel.state),
      turns: this.#turns,
    })
    this.typist = new Typist(identity, this.#outbox, clock.now)
    this.#arrived.promise.catch(() => undefined)
    this.#channel = network.open(topic, {
      judge: this.#judge,
      answer: this.#answer,
      changed: this.#changed,
      heard: (peer) => (this.#joined ? this.#run(room.resumed(this.#clock.now(), peer)) : undefined),
      via: (peer) => this.#room.roster.viaOf(peer),
      lost: (peer) => {
        this.#room.suspicions.lost(peer, this.#clock.now())
        this.#tick()
      },
    })
    this.#meeting = new Meeting(this.#channel, room.roster)
    const asker = new Asker(this.#channel, this.#inbox, clock)
    this.#asker = asker
    this.#direct = new DirectMessages({ room, identity, crypto, verifier, now, onSent, asker })
    const direct = this.#direct
    this.#lines = new DirectLines({ direct, clock, isOnline: () => isOnline(this.#channel.state) })
    const [outbox, { events }, run, onRoster] = [this.#outbox, init, this.#run, this.#acquaintance.end]
    this.#deeds = { room, asker, outbox, events, onRoster, clock, now, tick: this.#tick, run }
  }

  /** Resolves once the room was told of this session. @throws what `outbox.announce` throws */
  async join(): Promise<void> {
    this.#changed()
    void this.#init.network.tryRelays?.().then((failures) => {
      // Every relay has said no: there is nobody to wait for.
      if (failures.length > 0) this.#arrived.reject(relayUnreachable(failures, ''))
    })
    await this.#arrived.promise
    this.#stepped = 0
    await this.#outbox.announce('join')
    this.#joined = true
    this.#lines.changed()
    if (this.#stepped !== 0) this.#stepClock(this.#stepped)
    this.#tick()
    this.#acquaintance.await(this.#init.platform.clock, () => this.#run([{ do: 'announce' }]))
  }

  /** Why the relays that are not connected could not be reached. */
  get relayFailures(): readonly RelayFailure[] {
    return this.#init.network.relayFailures ?? []
  }

  /** Resolves when this member knows who is here (SY11). */
  get acquainted(): Promise<unknown> {
    return this.#acquaintance.made
  }

  /** Says something to everyone. @throws what `outbox.say` throws, `ERR_QUEUE_FULL`, `ERR_RATE_LIMITED` */
  async say(said: Said, size: number, sending: Sending): Promise<Message> {
    this.#checkRoom(size)
    if (!sending.queued) this.#checkRate()
    this.typist.said()
    return this.#outbox.say(said, size, sending)
  }

  /** Says something to one user. @throws what `DirectMessages.say` throws, `ERR_QUEUE_FULL` */
  async tell(to: Did, said: Said, size: number, sending: Sending): Promise<Message> {
    this.#checkRoom(size)
    this.typist.typing(false)
    return sending.queued
      ? this.#lines.say(to, said, size, sending)
      : this.#direct.say(to, said, sending.signal)
  }

  /** The queues of public and of direct messages have one bound. */
  #checkRoom(size: number): void {
    const [said, told] = [this.#outbox.waiting, this.#lines.waiting]
    checkRoom(said.messages + told.messages + 1, said.bytes + told.bytes + size)
  }

  /** Whether one more message could go out now, after those that wait. */
  #checkRate(): void {
    const delay = this.#turns(this.#outbox.waiting.messages + 1).at(-1) ?? 0
    if (delay > 0) throw rateLimited(this.#room.rule(this.#init.network.flood), delay)
  }

  readonly #turns = (count: number): readonly number[] =>
    this.#room.turns(count, this.#clock.now(), this.#init.network.flood)

  /** Whether this member may say a `here` that its lease does not need (GC5). */
  get mayAnnounce(): boolean {
    return this.#room.mayAnnounce(this.#clock.now())
  }

  /** Says something else of this member's user. Resolves when that went out. @throws what `outbox.announce` throws */
  async setProfile(profile: Profile): Promise<void> {
    this.#run(this.#room.setProfile(profile, this.#clock.now()))
    await this.#outbox.announce('here')
  }

  /** Says goodbye if there is anyone to say it to, and ends. May be called twice. */
  async leave(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#callOff()
    this.typist.said()
    this.#acquaintance.end()
    this.#asker.close()
    if (this.#joined && isOnline(this.#channel.state))
      await sayGoodbye(this.#outbox, this.#init.platform.clock)
    const left = new GhostChatError('ERR_CLOSED')
    this.#outbox.close(left)
    this.#lines.close(left)
    this.#farewell.close()
    this.#arrived.reject(left)
    await this.#channel.close()
  }

  get room(): Room {
    return this.#room
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Takes in what another stay of this user's in the room has in memory. */
  takeOver(memory: Room): void {
    this.#run(this.#room.takeOver(memory, this.#clock.now()))
  }

  /** A backlog that was asked for has been taken in. */
  tookBacklog(): void {
    this.#run(this.#room.checkHistory())
  }

  users(): readonly User[] {
    return this.#room.roster.users(this.#clock.now())
  }

  /** Users who are typing, without this one. */
  typingUsers(): readonly Did[] {
    return this.#room.typing.users(this.#init.identity.did, this.#clock.now())
  }

  get asker(): Asker {
    return this.#asker
  }

  get connection(): Connection {
    return this.#shown.connection
  }

  readonly #judge = async (
    frame: Uint8Array,
    from: PeerId,
    aside?: () => void,
    charge?: (frames: number) => void,
  ): Promise<FrameVerdict> => {
    if (this.#closed) return 'ignore'
    this.#clock.look()
    const judged = await this.#inbox.take(frame, 'live', { from, onAside: aside, charge })
    const now = this.#clock.now()
    if (now >= this.#wakeAt) this.#tick()
    else if (this.#room.wakeAt(now) < this.#wakeAt) this.#arm(now)
    if (!judged.ok) return judged.verdict
    // A hub that has the time to check its proof may find it forged (SPEC AC12).
    return judged.unchecked === true ? 'ignore' : 'accept'
  }

  readonly #answer = async (request: Uint8Array, from: PeerId): Promise<readonly Uint8Array[]> => {
    if (this.#closed) return []
    const [room, inbox, { now }, run] = [this.#room, this.#inbox, this.#clock, this.#run]
    return answerRequest({ room, inbox, now, run }, request, from)
  }

  readonly #changed = (): void => {
    if (this.#closed) return
    this.#clock.look()
    const online = isOnline(this.#channel.state)
    const returned = online && !this.#wasOnline
    if (!online) this.#room.suspicions.clear()
    this.#wasOnline = online
    if (returned) {
      if (this.#joined) this.#run(this.#room.resumed(this.#clock.now()))
      else this.#arrived.resolve(undefined)
    }
    if (this.#joined) {
      this.#outbox.wake()
      this.#lines.changed()
    } else if (returned) this.#outbox.wake()
    this.#shown.look()
  }

  /** The clock was set. Until this member has joined, nobody needs to know (TM7). */
  readonly #stepClock = (by: number): void => {
    this.#stepped += by
    if (this.#closed || !this.#joined) return
    this.#stepped = 0
    this.#run(this.#room.clockSet(by, this.#clock.now()))
    this.#tick()
  }

  readonly #tick = (): void => {
    if (this.#closed || !this.#joined) return
    this.#clock.look()
    const now = this.#clock.now()
    this.#run(this.#room.tick(now))
    this.#farewell.refresh()
    this.#shown.look()
    this.#arm(now)
  }

  #arm(now: number): void {
    this.#callOff()
    if (this.#closed || !this.#joined) return
    this.#wakeAt = this.#room.wakeAt(now)
    this.#callOff = this.#init.platform.clock.after(Math.max(10, this.#wakeAt - now), this.#tick)
  }

  readonly #run = (effects: readonly Effect[]): void => {
    // What was still being verified when the room was left is not heard of any more.
    if (this.#closed) return
    for (const effect of effects) perform(effect, this.#deeds)
    if (this.#joined) this.#meeting.look(this.#clock.now())
  }
}
