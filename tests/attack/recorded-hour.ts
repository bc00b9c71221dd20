/**
 * An hour of a room in virtual time, recorded, and all of it brought again: live, in answers, in greetings, after many
 * strange sessions, and after a relay told another time.
 */
import type { Did, KeyIdentity, Message } from 'ghost-chat'
import { guest } from 'ghost-chat/identity'
import type { Channel } from 'ghost-chat/network'
import { LIMITS, roomName, spaceName, topicOf } from 'ghost-chat/wire'
import { signEnvelope } from '../../packages/ghost-chat/src/identity/sign.ts'
import { OwnSession } from '../../packages/ghost-chat/src/room/own-session.ts'
import type { Draft } from '../../packages/ghost-chat/src/wire/envelope.ts'
import { sessionId } from '../../packages/ghost-chat/src/wire/ids.ts'
import { Ledger } from '../simulation/ledger.ts'
import { Person, ROOM, SPACE } from '../simulation/person.ts'
import { bytesOf, streamOf } from '../simulation/scenario.ts'
import type { Stay } from '../simulation/stay.ts'
import { World } from '../simulation/world.ts'

export interface RecordedHourInit {
  readonly seed: number
  /** Virtual seconds, and what is said in them. */
  readonly seconds: number
  readonly envelopes: number
  readonly strangeSessions: number
  /** What the relay's time is off by then, in milliseconds, one after the other. */
  readonly lies: readonly number[]
  readonly progress: (line: string) => void
}

export interface Replayed {
  readonly recorded: number
  readonly firstShowings: number
  /** How often one was shown a second time. */
  readonly again: number
  /** Persons shown as here who are not, counted once for each replay and member. */
  readonly ghosts: number
  /** Milliseconds by which the worst stamp is off that is shown live or signed. */
  readonly off: number
  /** Whether what the member says itself was heard in all cases. */
  readonly isHeard: boolean
  readonly failures: readonly string[]
}

const AUTHORS = 40
/** Milliseconds of an author's stay before it begins another session. */
const STAY = 600_000
/** Sessions that one strange DID has: as many as a member remembers of it. */
const SESSIONS_OF_ONE = 16
const encoder = new TextEncoder()
const TOPIC = topicOf(spaceName(SPACE), roomName(ROOM))
type Body = Draft['body']

interface Recorded {
  readonly frame: Uint8Array
  readonly type: Body['type']
  readonly sid: string
}

/** A peer that is no member: it publishes what it likes, and answers with what was recorded. */
class Replayer {
  readonly #world: World
  readonly #channel: Channel
  readonly peer: string
  readonly record: Recorded[] = []
  /** What is answered next: another part each time. */
  #cursor = 0
  /** Frames of others. */
  readonly heard: Uint8Array[] = []

  constructor(world: World) {
    this.#world = world
    const network = world.hub.network()
    this.peer = network.self
    this.#channel = network.open(TOPIC, {
      judge: (frame) => {
        this.heard.push(frame)
        return Promise.resolve('accept')
      },
      answer: (request) => Promise.resolve(this.#answer(request)),
      changed: () => undefined,
      lost: () => undefined,
    })
  }

  async publish(frame: Uint8Array): Promise<void> {
    await this.#channel.publish(frame)
  }

  /** Greets a member with an old presence, from a peer of its own. */
  async hello(to: string, { frame }: Recorded): Promise<void> {
    const { signal } = new AbortController()
    const request = encoder.encode(
      JSON.stringify({ v: 1, ask: 'hello', presence: Buffer.from(frame).toString('latin1') }),
    )
    const options = { signal, maxFrames: 1, maxBytes: 1_024 }
    for await (const _ of this.#channel.request(to as never, request, options));
  }

  #answer(request: Uint8Array): readonly Uint8Array[] {
    const { ask, sid } = JSON.parse(Buffer.from(request).toString()) as { ask: string; sid?: string }
    const isState = ask === 'roster' || ask === 'newcomers'
    const fitting = this.record.filter(
      (one) => (one.type === 'chat') !== isState && (sid === undefined || one.sid === sid),
    )
    const items = Array.from(
      { length: Math.min(LIMITS.answerItems, fitting.length) },
      (_, i) => fitting[(this.#cursor + i) % fitting.length] as Recorded,
    )
    this.#cursor += items.length
    const head = encoder.encode(JSON.stringify({ v: 1, status: 'ok', count: items.length }))
    return [head, ...items.map(({ frame }) => frame)]
  }

  /** Lets the world go on while a list is published, so many a second. */
  async publishAll(frames: readonly Uint8Array[], perSecond: number): Promise<void> {
    for (let at = 0; at < frames.length; at += perSecond) {
      for (const frame of frames.slice(at, at + perSecond)) await this.publish(frame)
      await this.#world.pass(1_000)
    }
  }
}

/** One session written by hand. */
class Author {
  readonly identity: KeyIdentity
  readonly #world: World
  readonly #session: OwnSession
  readonly peer: string

  constructor(world: World, identity: KeyIdentity, bytes: Uint8Array, peer: string) {
    this.#world = world
    this.identity = identity
    this.#session = new OwnSession(identity.did, sessionId(bytes), TOPIC)
    this.peer = peer
  }

  async write(body: Body, lifetime: number): Promise<Recorded> {
    const draft = this.#session.draft(body, lifetime, this.#world.clock.now())
    const envelope = await signEnvelope(this.identity, draft, this.#world.crypto)
    this.#session.commit(envelope)
    return { frame: encoder.encode(envelope.text), type: body.type, sid: envelope.claims.sid }
  }

  presence(type: 'join' | 'here', lease = 30_000): Promise<Recorded> {
    return this.write({ type, peer: this.peer, profile: {}, reader: false }, lease)
  }
}

/** What one member shows, watched from its joining. */
class Watch {
  readonly stay: Stay
  readonly #shown = new Map<string, number>()
  first = 0
  again = 0
  off = 0

  constructor(world: World, stay: Stay) {
    this.stay = stay
    stay.chat.on('message', (_: Did, { id, timestamp, history }: Message) => {
      const times = (this.#shown.get(id) ?? 0) + 1
      this.#shown.set(id, times)
      if (times === 1) this.first++
      else this.again++
      if (!history) this.off = Math.max(this.off, Math.abs(timestamp.getTime() - world.clock.now()))
    })
  }
}

/** Plays such an hour by its seed, and brings it again. */
export async function recordedHour(init: RecordedHourInit): Promise<Replayed> {
  const { seed, progress } = init
  const world = new World(seed)
  const ledger = new Ledger()
  const random = streamOf(seed, 'hour')
  const bytes = bytesOf(random)
  const replayer = new Replayer(world)
  const identities = await Promise.all(Array.from({ length: AUTHORS }, () => guest(world.crypto)))
  for (const { did } of identities) ledger.villains.add(did)

  let number = 0
  const people: Person[] = []
  const watches: Watch[] = []
  const join = async (): Promise<Watch> => {
    const identity = await guest(world.crypto)
    const person = new Person({ number, seed: seed + number, identity, skew: 0 }, world, ledger)
    number++
    // The relay tells the right time until it lies.
    person.network.clockOffsets = [0]
    people.push(person)
    void person.join()
    await world.until(() => person.stays[0] !== undefined, 1_000, 1)
    const watch = new Watch(world, person.stays[0] as Stay)
    watches.push(watch)
    await world.until(() => person.stay !== undefined, 20_000, 100)
    return watch
  }
  await join()

  // The hour: authors come, talk and go, each in one session after the other.
  const authors: (Author | null)[] = identities.map(() => null)
  const every = (init.seconds * 1_000) / init.envelopes
  const end = world.now + init.seconds * 1_000
  const say = async (one: Recorded): Promise<void> => {
    replayer.record.push(one)
    await replayer.publish(one.frame)
    await world.pass(every)
  }
  const began = identities.map(() => -Infinity)
  for (let turn = 0; world.now < end; turn++) {
    const at = turn % AUTHORS
    const author = authors[at] ?? null
    if (author === null || world.now - (began[at] ?? 0) > STAY) {
      if (author !== null) await say(await author.write({ type: 'leave' }, 120_000))
      const next = new Author(world, identities[at] as KeyIdentity, bytes(16), `peer-author-${at}`)
      authors[at] = next
      began[at] = world.now
      await say(await next.presence('join'))
    } else if (Math.floor(turn / AUTHORS) % 3 === 0) await say(await author.presence('here'))
    else {
      const messages = [{ content: `turn ${turn}` }]
      await say(await author.write({ type: 'chat', messages }, LIMITS.lifetime))
    }
  }
  // All of them go. Nobody but the members is here from now on.
  for (const author of authors) if (author !== null) await say(await author.write({ type: 'leave' }, 120_000))
  await world.pass(90_000)
  const frames = replayer.record.map(({ frame }) => frame)
  const states = replayer.record.filter(({ type }) => type === 'join' || type === 'here')
  progress(`${frames.length} envelopes recorded, ${watches[0]?.first ?? 0} shown`)

  let [ghosts, isHeard, signedOff] = [0, true, 0]
  const isLiving = new Set<Did>()
  const strange = new Set<Did>()
  const look = (): void => {
    for (const { identity } of people.map((person) => person.init)) isLiving.add(identity.did)
    for (const { stay } of watches)
      ghosts += stay.chat.onlineUsers().filter((did) => !isLiving.has(did) && !strange.has(did)).length
  }
  const replay = async (): Promise<void> => {
    const mixed = [...frames].sort(() => random() - 0.5)
    for (let at = 0; at < mixed.length; at += 500) {
      for (const frame of mixed.slice(at, at + 500)) await replayer.publish(frame)
      await world.pass(500)
      look()
    }
    for (const { stay } of watches) {
      void stay.chat.requestBacklog().catch(() => undefined)
      // Peers of their own: each may greet ten times in ten seconds.
      const greeter = new Replayer(world)
      for (const one of states.slice(-10)) {
        void greeter.hello(people[stay.number]?.network.self ?? '', one).catch(() => undefined)
      }
    }
    await world.pass(12_000)
    look()
  }
  /** A member says something; its stamp is read off what it hands to the network. */
  const speak = async (): Promise<void> => {
    const [person] = people
    const before = replayer.heard.length
    void person?.say(`I am here at ${world.now}`)
    await world.pass(1_000)
    const said = replayer.heard
      .slice(before)
      .map((frame) => ledger.parsed(frame))
      .filter((envelope) => envelope?.body.type === 'chat')
    if (said.length === 0) isHeard = false
    for (const envelope of said) {
      signedOff = Math.max(signedOff, Math.abs((envelope?.claims.issuedAt ?? 0) - world.clock.now()))
    }
  }

  await replay()
  progress('all of it came again: live, in answers, in greetings')
  await join()
  await replay()
  progress('and to a newcomer')

  const sessions: Uint8Array[] = []
  for (let at = 0; at < init.strangeSessions; at += SESSIONS_OF_ONE) {
    const identity = await guest(world.crypto)
    strange.add(identity.did)
    ledger.villains.add(identity.did)
    for (let i = 0; i < Math.min(SESSIONS_OF_ONE, init.strangeSessions - at); i++) {
      const one = new Author(world, identity, bytes(16), `peer-strange-${at + i}`)
      sessions.push((await one.presence('join', 60_000)).frame)
    }
    if (sessions.length >= 400) await replayer.publishAll(sessions.splice(0), 400)
  }
  await replayer.publishAll(sessions, 400)
  await replay()
  progress(`and after ${init.strangeSessions} strange sessions`)

  for (const lie of init.lies) {
    for (const person of people) {
      person.network.clockOffsets = [lie]
      person.network.linked = false
      await world.pass(500)
      person.network.linked = true
    }
    await world.pass(3_000)
    await speak()
    const newcomer = await guest(world.crypto)
    const person = new Person({ number, seed: seed + number, identity: newcomer, skew: 0 }, world, ledger)
    number++
    person.network.clockOffsets = [lie]
    people.push(person)
    void person.join()
    await world.until(() => person.stays[0] !== undefined, 1_000, 1)
    watches.push(new Watch(world, person.stays[0] as Stay))
    await world.until(() => person.stay !== undefined, 20_000, 100)
    await replay()
    progress(`and with a relay whose clock is off by ${lie / 3_600_000} h`)
  }
  const failures = ledger.failures.filter((failure) => !failure.includes('shows history'))
  for (const person of people) void person.close()
  await world.pass(10_000)
  return {
    recorded: frames.length,
    firstShowings: watches[0]?.first ?? 0,
    again: watches.reduce((sum, { again }) => sum + again, 0),
    ghosts,
    off: Math.max(signedOff, ...watches.map(({ off }) => off)),
    isHeard,
    failures,
  }
}
