/**
 * One stay of an honest member in the room: what it heard, and what it could therefore ask for.
 */
import { LIMITS, type Did, type GhostChat, type Message, type MessageId, type SessionId } from 'ghost-chat'
import type { FrameVerdict } from 'ghost-chat/network'
import type { Ledger } from './ledger.ts'
import type { PersonInit } from './person.ts'
import type { Ear } from './tap.ts'
import type { World } from './world.ts'

/** What is known here of another session's content chain (SQ4). */
interface Chain {
  /** The first number this member counts from. */
  readonly start: number
  /** The greatest number it has heard of. */
  known: number
}

const VERDICTS: Record<FrameVerdict, number> = { accept: 1, ignore: 2, reject: 3 }

export class Stay implements Ear {
  readonly name: string
  readonly number: number
  readonly did: Did
  readonly chat: GhostChat
  /** The `iat` of its first presence, by the clock as it was then. */
  #firstStamp = Infinity
  #firstOffset = 0
  /** How its clock is set. */
  #offset = 0
  /** When joining was called and when it was done, virtual milliseconds. */
  readonly cameAt: number
  joinedAt = Infinity
  endedAt = Infinity
  crashed = false
  /** Whether its clock was set after it had joined: what came before by the new one is history (TM7). */
  clockWasSet = false
  sid: SessionId | null = null
  /** Everything a `message` event was fired for. */
  readonly shown = new Map<MessageId, Message>()
  readonly chains = new Map<SessionId, Chain>()
  /** Users by the events: who joined and has not left. */
  readonly present = new Set<Did>()
  /** Called when a user is shown as gone. */
  onGone: (did: Did) => void = () => undefined
  /** How often each number was asked for of others, `sid seq`. */
  readonly asked = new Map<string, number>()
  readonly #skew: number
  readonly #world: World
  readonly #ledger: Ledger

  constructor(person: PersonInit, name: string, chat: GhostChat, world: World, ledger: Ledger) {
    this.name = name
    const { number } = person
    this.number = number
    this.#skew = person.skew
    this.did = person.identity.did
    this.chat = chat
    this.#world = world
    this.#ledger = ledger
    this.cameAt = world.now
    chat.on('connection', ({ clock }) => {
      if (this.#firstStamp < Infinity && clock.offset !== this.#offset) this.clockWasSet = true
      this.#offset = clock.offset
      // No relay tells the time here, and no number of members moves a clock further (TM8).
      if (Math.abs(clock.offset) > LIMITS.clockTrust)
        ledger.fail(`the clock of ${name} is set by ${clock.offset} ms`)
    })
    chat.on('message', (from, message) => this.#show(from, message))
    chat.on('user-joined', (user) => {
      world.note(number, 4)
      if (this.present.has(user)) ledger.fail(`${name} is told twice that ${user} joined`)
      this.present.add(user)
    })
    chat.on('user-left', (user) => {
      world.note(number, 5)
      if (!this.present.delete(user)) ledger.fail(`${name} is told that ${user} left, who was not here`)
      this.onGone(user)
    })
  }

  /** What is older is history to it (TM4). Its clock may have been set since (TM7). */
  get joinedStamp(): number {
    return this.#firstStamp + this.#offset - this.#firstOffset
  }

  /** What its clock is off by now, as it is set. */
  get clockError(): number {
    return this.#skew + this.#offset
  }

  /** Whether it is in the room, as far as the room can tell. */
  get live(): boolean {
    return this.joinedAt < Infinity && this.endedAt === Infinity
  }

  readonly published = (frame: Uint8Array): void => {
    const envelope = this.#ledger.wrote(this, frame, this.#world.clock.now())
    if (envelope === null) return
    this.sid = envelope.claims.sid
    if (this.#firstStamp < Infinity || envelope.body.type !== 'join') return
    this.#firstStamp = envelope.claims.issuedAt
    this.#firstOffset = this.#offset
  }

  readonly requested = (request: Uint8Array): void => {
    const asked = JSON.parse(Buffer.from(request).toString()) as Record<string, unknown>
    if (asked['ask'] !== 'repair') return
    for (let seq = Number(asked['from']); seq <= Number(asked['to']); seq++) {
      const name = `${String(asked['sid'])} ${seq}`
      this.asked.set(name, (this.asked.get(name) ?? 0) + 1)
    }
  }

  readonly judged = (frame: Uint8Array, verdict: FrameVerdict): void => {
    this.#ledger.delivered++
    this.#world.note(this.number, VERDICTS[verdict], frame[frame.length - 5] ?? 0, frame.length)
    if (verdict !== 'accept') return
    const envelope = this.#ledger.parsed(frame)
    if (envelope === null) {
      this.#ledger.fail(`${this.name} accepted what is no envelope`)
      return
    }
    const { claims } = envelope
    if (claims.issuedAt < this.joinedStamp) return
    const { link } = claims
    const number =
      link.chain === 'content' ? claims.seq : link.chain === 'state' ? (link.head?.seq ?? -1) : -2
    if (number === -2) return
    const chain = this.chains.get(claims.sid)
    if (chain !== undefined) chain.known = Math.max(chain.known, number)
    else this.chains.set(claims.sid, { start: link.chain === 'content' ? number : number + 1, known: number })
  }

  #show(from: Did, message: Message): void {
    this.#world.note(this.number, 6, message.timestamp.getTime())
    const objection = this.#ledger.objection(message, this.chat.name)
    if (objection !== null) this.#ledger.fail(`${this.name} shows "${message.text}" by ${from}: ${objection}`)
    if (from !== message.from) this.#ledger.fail(`${this.name} shows ${message.id} with two senders`)
    if (this.shown.has(message.id)) this.#ledger.fail(`${this.name} shows "${message.text}" twice`)
    // What was missed in an outage is shown when it comes, and marked where that is late (TM4).
    const isLate = this.#world.clock.now() - message.timestamp.getTime() > LIMITS.skew / 2
    if (message.history && !isLate) this.#ledger.fail(`${this.name} shows history: "${message.text}"`)
    this.shown.set(message.id, message)
  }
}
