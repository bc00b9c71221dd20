/**
 * A message's way out: wait for a connection and for its turn, sign, publish. One envelope at a time; what is written
 * while one is under way goes together in the next (group commit, SPEC GC1).
 */
import { GhostChatError, type ErrorCode } from '../errors.ts'
import type { CryptoSuite } from '../identity/crypto.ts'
import type { Identity } from '../identity/identity.ts'
import { signEnvelope } from '../identity/sign.ts'
import type { Verifier } from '../identity/verify.ts'
import { NetworkError, type Channel } from '../network/port.ts'
import type { Message } from '../room/message.ts'
import type { StateType } from '../room/own-session.ts'
import type { Room } from '../room/room.ts'
import type { Said } from '../wire/body.ts'
import { frameOf, type Draft } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import { gather, takeBatch, type Waiting } from './batch.ts'
import { Patience } from './patience.ts'
import type { Clock } from './platform.ts'
import { isSameWait, type Sending, type SendWait } from './queue.ts'

export interface OutboxInit {
  readonly room: Room
  readonly identity: Identity
  readonly crypto: CryptoSuite
  readonly verifier: Verifier
  readonly clock: Clock
  readonly now: () => number
  readonly isOnline: () => boolean
  /** In how many milliseconds each of the next `count` messages may be said (GC3). */
  readonly turns: (count: number) => readonly number[]
  readonly publish: Channel['publish']
  /** Messages went out. Called before anyone who waits is told. */
  readonly onSent: (messages: readonly Message[]) => void
}

interface Announcement {
  readonly type: StateType
  readonly done: PromiseWithResolvers<undefined>
}

/** Between two attempts when the network says that it is there and yet takes nothing, in milliseconds. */
const RETRY = 250

export class Outbox {
  readonly #init: OutboxInit
  readonly #said: Waiting[] = []
  readonly #announcements: Announcement[] = []
  /** Messages whose envelope is under way. */
  #underWay: readonly Waiting[] = []
  readonly #patience: Patience
  /** Wakes when the next message's turn comes. */
  readonly #nextTurn: Patience
  #closed: GhostChatError | null = null
  /** What is to be said of this member's typing. */
  #typing: boolean | null = null
  #running = false
  #paused = false

  constructor(init: OutboxInit) {
    this.#init = init
    this.#patience = new Patience(init.clock, this.#onImpatience)
    this.#nextTurn = new Patience(init.clock, this.#onTurn)
  }

  /** Messages that were not yet handed to the network, and their bytes. */
  get waiting(): { readonly messages: number; readonly bytes: number } {
    const messages = this.#underWay.length + this.#said.length
    return { messages, bytes: bytesOf(this.#underWay) + bytesOf(this.#said) }
  }

  /**
   * Queues a message. Resolves when its envelope was handed to a peer.
   * @throws GhostChatError when its patience is over `ERR_OFFLINE`, or `ERR_MESSAGE_EXPIRED` where it is queued;
   * `ERR_IDENTITY`, `ERR_CLOSED`
   */
  say(said: Said, size: number, { patience, signal, queued, onWait }: Sending): Promise<Message> {
    if (this.#closed !== null) return Promise.reject(this.#closed)
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const until = this.#init.clock.now() + patience
    const entry: Waiting = { said, size, resolve, reject, until, queued, onWait }
    this.#said.push(entry)
    this.#patience.watch(entry.until)
    this.wake()
    if (signal === undefined) return promise
    const abort = (): void => {
      this.#giveUp(entry, signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    return promise.finally(() => {
      signal.removeEventListener('abort', abort)
    })
  }

  /** Queues a `join`, `here`, `suspect` or `leave`; one that already waits is not doubled. */
  announce(type: StateType): Promise<undefined> {
    if (this.#closed !== null) return Promise.reject(this.#closed)
    const waiting = this.#announcements.find((announcement) => announcement.type === type)
    if (waiting !== undefined) return waiting.done.promise
    const done = Promise.withResolvers<undefined>()
    this.#announcements.push({ type, done })
    this.wake()
    return done.promise
  }

  /**
   * Says that this member's user types, or no more, if that can go out now: later it is worth nothing. `null` takes
   * back what waits. Returns whether it is on its way.
   */
  typing(isTyping: boolean | null): boolean {
    this.#typing = null
    if (isTyping === null || this.#closed !== null || this.#paused || !this.#init.isOnline()) return false
    this.#typing = isTyping
    this.wake()
    return true
  }

  /** The network's state changed, or something was queued. */
  wake(): void {
    if (this.#running || this.#closed !== null) return
    this.#running = true
    void this.#run()
  }

  /** Whatever still waits fails. May be called twice. */
  close(error: GhostChatError): void {
    if (this.#closed !== null) return
    this.#closed = error
    this.#patience.end()
    this.#nextTurn.end()
    for (const { reject } of this.#said.splice(0)) reject(error)
    for (const { done } of this.#announcements.splice(0)) done.reject(error)
  }

  async #run(): Promise<void> {
    // A turn of the event loop's microtasks: what is sent in one go travels in one envelope.
    await Promise.resolve()
    while (this.#closed === null && !this.#paused && this.#init.isOnline()) {
      const announcement = this.#nextAnnouncement()
      const allowed = announcement === undefined ? this.#allowed() : 0
      if (announcement !== undefined) {
        if (!(await this.#sendAnnouncement(announcement))) break
      } else if (allowed > 0) {
        const batch = takeBatch(this.#said, allowed)
        if (!(await this.#sendBatch(batch))) break
        // Whoever has said more meanwhile is in the middle of it, though this went out alone.
        if (batch.length > 1 || this.#said.length > 0) await gather(this.#said)
      } else if (this.#typing !== null) await this.#sendTyping(this.#typing)
      else break
    }
    this.#typing = null
    this.#running = false
    this.#tellWaits()
  }

  /** How many of those who wait flood control lets go now, as far as one envelope holds them. */
  #allowed(): number {
    const count = Math.min(this.#said.length, LIMITS.messagesPerEnvelope)
    return this.#init.turns(count).filter((delay) => delay === 0).length
  }

  /** Tells those who wait what for, and sees to it that the next one whose turn comes is sent. */
  #tellWaits(): void {
    if (this.#closed !== null || this.#running || this.#said.length === 0) return
    const isOnline = !this.#paused && this.#init.isOnline()
    const turns = isOnline ? this.#init.turns(this.#said.length) : []
    const now = this.#init.clock.now()
    this.#nextTurn.end()
    for (const [place, entry] of [...this.#said].entries()) {
      const delay = turns[place] ?? 0
      if (isOnline) this.#nextTurn.watch(now + delay)
      // Its turn has come this very moment: it is as good as sent.
      if (isOnline && delay === 0) continue
      const wait: SendWait = Object.freeze(
        isOnline ? { why: 'rate', until: new Date(now + delay) } : { why: 'offline' },
      )
      if (isSameWait(entry.wait, wait)) continue
      entry.wait = wait
      entry.onWait(wait)
    }
  }

  readonly #onTurn = (): number => {
    this.wake()
    return Infinity
  }

  /** Presence goes first, but nobody leaves with words on the tongue that may still be said. */
  #nextAnnouncement(): Announcement | undefined {
    const next = this.#announcements[0]
    return next?.type === 'leave' && this.#allowed() > 0 ? undefined : this.#announcements.shift()
  }

  /** Returns whether to go on. */
  async #sendAnnouncement(announcement: Announcement): Promise<boolean> {
    const { room, now } = this.#init
    try {
      const draft = room.draftState(announcement.type, now())
      if (draft !== null) await this.#send(draft)
      announcement.done.resolve(undefined)
      return true
    } catch (error) {
      if (isOffline(error) && this.#closed === null) {
        this.#announcements.unshift(announcement)
        this.#pause()
        return false
      }
      announcement.done.reject(error)
      return true
    }
  }

  async #sendBatch(batch: readonly Waiting[]): Promise<boolean> {
    const { room, now } = this.#init
    const messages = batch.map((entry) => entry.said)
    this.#underWay = batch
    try {
      const sent = await this.#send(room.draftChat(messages, now()))
      batch.forEach((entry, place) => {
        const message = sent[place]
        if (message !== undefined) entry.resolve(message)
      })
      return true
    } catch (error) {
      if (isOffline(error) && this.#closed === null) {
        for (const entry of batch) if (entry.givenUp !== undefined) entry.reject(entry.givenUp)
        this.#said.unshift(...batch.filter((entry) => entry.givenUp === undefined))
        this.#pause()
        return false
      }
      for (const entry of batch) entry.reject(error)
      return true
    } finally {
      this.#underWay = []
      if (this.#said.length === 0) this.#patience.end()
    }
  }

  async #sendTyping(isTyping: boolean): Promise<void> {
    const { room, now } = this.#init
    this.#typing = null
    const draft = room.draftTyping(isTyping, now())
    // Not tried again: it would be over by then.
    if (draft !== null) await this.#send(draft).catch(() => undefined)
  }

  async #send(draft: Draft): Promise<readonly Message[]> {
    const { identity, crypto, verifier, publish, room, now, onSent } = this.#init
    const envelope = await signEnvelope(identity, draft, crypto)
    // An identity that signs with another key would have the others end our connection. One that signs the bytes
    // we give it is tried once a stay; what another program wrote is looked at every time.
    const isDoubtful = envelope.body.type === 'join' || !('sign' in identity)
    if (isDoubtful && !(await verifier.verify(envelope)).ok) {
      throw new GhostChatError('ERR_IDENTITY', 'Its signatures do not verify.')
    }
    // Who is here, everybody must hear of; what is said may take the short way (LN2).
    await publish(frameOf(envelope.text), { lanes: envelope.body.type === 'chat' })
    const messages = room.sent(envelope, now())
    onSent(messages)
    return messages
  }

  /** Looks for what has waited too long; gives when the next one will have. */
  readonly #onImpatience = (now: number): number => {
    const over = [...this.#underWay, ...this.#said].filter(({ until }) => until <= now)
    for (const entry of over) this.#giveUp(entry, new GhostChatError(codeOf(entry)))
    return Math.min(...this.#said.map(({ until }) => until))
  }

  #giveUp(entry: Waiting, error: unknown): void {
    entry.givenUp ??= error
    const place = this.#said.indexOf(entry)
    // While its envelope is under way, nobody can say that it was not sent: that turns out in a moment.
    if (place === -1) return
    this.#said.splice(place, 1)
    entry.reject(error)
    // Those behind it are a turn nearer.
    this.#tellWaits()
  }

  #pause(): void {
    this.#paused = true
    this.#init.clock.after(RETRY, () => {
      this.#paused = false
      this.wake()
    })
  }
}

function bytesOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { size }) => sum + size, 0)
}

/** Why a message was given up that waited too long. */
function codeOf({ queued, wait }: Waiting): ErrorCode {
  if (queued) return 'ERR_MESSAGE_EXPIRED'
  return wait?.why === 'rate' ? 'ERR_RATE_LIMITED' : 'ERR_OFFLINE'
}

function isOffline(error: unknown): boolean {
  return error instanceof NetworkError && error.code === 'ERR_OFFLINE'
}
