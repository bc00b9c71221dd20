/** Hostile presence, suspicions, readers, direct messages and two-faced senders, against whole chats. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Gap } from '../../src/index.ts'
import { guest } from '../../src/identity/guest.ts'
import type { KeyIdentity } from '../../src/identity/identity.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import type { Did } from '../../src/wire/ids.ts'
import { envelopeId } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { bytes, encodePart, forge, joinPayload, OTHER_TOPIC, type Json } from '../support/forge.ts'
import { claimsIn, HandmadeSession, intruder, type Intruder } from '../support/intruder.ts'
import { closeAll, join, settled, type Person } from '../support/memory-chat.ts'
import { syncCrypto, turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

interface Honest extends Person {
  readonly key: KeyIdentity
  readonly gaps: readonly Gap[]
}

let hub: MemoryHub
let clock: VirtualClock
let people: Honest[]
let eve: Intruder

beforeEach(async () => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  eve = intruder(hub)
  for (const name of ['Ann', 'Ben', 'Cat']) await enter(name)
})
afterEach(async () => {
  await eve.network.close()
  const closed = closeAll(hub, people)
  await pass(1_000)
  await closed
})

async function enter(name: string): Promise<Honest> {
  const key = await guest(syncCrypto)
  const platform = virtualPlatform(clock, 1 + people.length)
  const person = await join(hub, { identity: key, platform, join: { profile: { name } } })
  const gaps: Gap[] = []
  person.chat.on('gap', (gap) => gaps.push(gap))
  const honest = { ...person, key, gaps }
  people.push(honest)
  await hub.idle()
  return honest
}

/** Lets time pass, in steps in which the network comes to rest. */
async function pass(milliseconds: number, step = 50): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    clock.advance(step)
    await hub.idle()
  }
}

const at = (place: number): Honest => {
  const person = people[place]
  if (person === undefined) throw new Error(`There is no person ${place}.`)
  return person
}

/** All that an app is told of a room. */
function seen({ chat, events, heard, told, gaps }: Honest): unknown {
  const users = chat.users().map(({ did, name, avatar, sessions }) => ({ did, name, avatar, sessions }))
  return {
    users,
    readers: chat.readers(),
    events: [...events],
    heard: [...heard],
    told: [...told],
    gaps: [...gaps],
  }
}

const everything = (): unknown[] => people.map(seen)

/** How a session is named in a suspicion, with the number of its newest presence. */
function suspectOf({ key }: Honest): Json {
  const newest = [...eve.claimsOf('join'), ...eve.claimsOf('here')]
    .filter(({ iss }) => iss === key.did)
    .reduce((a, b) => (Number(a['seq']) > Number(b['seq']) ? a : b))
  return { iss: newest['iss'], sid: newest['sid'], seq: newest['seq'] }
}

const strangerSession = async (): Promise<HandmadeSession> =>
  new HandmadeSession(await guest(syncCrypto), clock.now)

/** Somebody hostile who is in the room like anybody else. */
async function member(fields: Json = {}): Promise<HandmadeSession> {
  const session = await strangerSession()
  await eve.publish(await session.state('join', { peer: eve.network.self, ...fields }))
  return session
}

describe('presence', () => {
  it('[PR1] of a thousand forged joins, renewals, leaves and suspicions none changes anything', async () => {
    // Something of every kind to replay: who came and left, renewals, and a suspicion that was refuted.
    const dan = await enter('Dan')
    const dans = suspectOf(dan)
    people.pop()
    await settled(hub, Promise.all([dan.space.close(), pass(50)]))
    await pass(LIMITS.renewal * 1.1)
    const accuser = await member()
    await eve.publish(await accuser.suspect(suspectOf(at(0))))
    await pass(LIMITS.refutation)
    const genuine = [...eve.frames]
    const accused = await accuser.suspect(suspectOf(at(0)))
    await eve.publish(accused)
    await pass(LIMITS.refutation)

    const kinds = ['join', 'here', 'leave', 'suspect'] as const
    const replayed = [...genuine, accused].filter((frame) =>
      kinds.some((kind) => claimsIn(frame)['type'] === kind),
    )
    expect(new Set(replayed.map((frame) => claimsIn(frame)['type']))).toEqual(new Set(kinds))
    const before = everything()
    const refused = hub.rejectsOf(eve.network.self)

    const mallory = await guest(syncCrypto)
    const forgeries: string[] = []
    for (let i = 0; i < 84; i++) {
      for (const [k, type] of kinds.entries()) {
        const victim = at((i + k) % 3)
        const { iss, sid, seq } = suspectOf(victim)
        const peer = type === 'join' || type === 'here' ? eve.network.self : undefined
        const suspects = type === 'suspect' ? [dans, suspectOf(at(i % 3))] : undefined
        const times = { iat: clock.now() / 1000, exp: clock.now() / 1000 + 60 }
        const claims = joinPayload(String(iss), {
          ...times,
          sid,
          seq: Number(seq) + 1 + i,
          type,
          peer,
          suspects,
        })
        const own = genuine.find((frame) => claimsIn(frame)['iss'] === iss) ?? ''
        const [head = '', , signature = ''] = own.split('.')
        forgeries.push(
          await forge(mallory, claims),
          `${head}.${encodePart(claims)}.${signature}`,
          await forge(victim.key, { ...claims, aud: OTHER_TOPIC }),
        )
      }
    }
    expect(forgeries.length).toBeGreaterThan(1_000)
    await eve.publish(...forgeries, ...replayed, ...replayed)
    await pass(2 * LIMITS.refutation)
    expect(everything()).toEqual(before)
    // Every forgery was refused by everyone; but what the victim itself never said, it passes over unread, unless
    // it is of another room. A replay is nobody's fault.
    const unread = (forgeries.length / 3) * 2
    expect(hub.rejectsOf(eve.network.self) - refused).toBe(3 * forgeries.length - unread)
  })

  it('[RP4] a session that left is not brought back by its own key, on the topic or by a greeting', async () => {
    const session = await member()
    await eve.publish(await session.state('leave'))
    const before = everything()
    const here = await session.state('here', { peer: eve.network.self })
    await eve.publish(here)
    for (const { network } of people) {
      const presence = await session.state('join', { peer: eve.network.self })
      expect((await eve.ask(network.self, { ask: 'hello', presence })).status).toBe('unknown')
    }
    expect(everything()).toEqual(before)
  })

  it.each([
    ['a control character', { name: 'a\u0000b' }],
    ['a line break', { name: 'Ann\nBen' }],
    ['an override of the reading direction', { name: '\u202Enna' }],
    ['an isolate', { name: 'Ann\u2066' }],
    ['a lone surrogate', { name: 'Ann\uD800' }],
    ['nothing to be seen', { name: '\u200B' }],
    ['65 characters', { name: 'a'.repeat(LIMITS.nameCodePoints + 1) }],
    ['20,000 characters', { name: 'a'.repeat(20_000) }],
    ['20,000 combining marks', { name: `a${'\u0301'.repeat(10_000)}` }],
    ['no text', { name: { toString: 'Ann' } }],
    ['a script for a picture', { avatar: 'javascript:alert(1)' }],
    ['a script for a picture, in another spelling', { avatar: ' JaVaScRiPt:alert(1)' }],
    ['a page for a picture', { avatar: 'data:text/html;base64,PHNjcmlwdD4=' }],
    ['an SVG for a picture', { avatar: 'data:image/svg+xml;base64,PHN2Zz4=' }],
    ['a picture over an open line', { avatar: 'http://example.com/a.png' }],
    ['a picture that ends the attribute', { avatar: 'https://example.com/a.png" onerror="alert(1)' }],
  ])('[TY1] a profile with %s is none, of a newcomer and of somebody who is here', async (_, profile) => {
    const known = await member({ profile: { name: 'Eve', avatar: 'https://a.example/a.png' } })
    expect(JSON.stringify(everything())).toContain('"Eve"')
    const stranger = await strangerSession()
    await eve.publish(
      await known.state('here', { peer: eve.network.self, profile }),
      await stranger.state('join', { peer: eve.network.self, profile }),
    )
    for (const { chat } of people)
      for (const did of [known.key.did, stranger.key.did]) {
        const user = chat.users().find((one) => one.did === did)
        expect(user).toMatchObject({ sessions: [{ peer: eve.network.self }] })
        expect([user?.name, user?.avatar]).toEqual([undefined, undefined])
      }
    expect(hub.rejectsOf(eve.network.self)).toBe(0)
  })

  it('[EN1] a name of a megabyte is not even carried, nor read in a greeting', async () => {
    const before = everything()
    const huge = await (
      await strangerSession()
    ).state('join', {
      peer: eve.network.self,
      profile: { name: 'a'.repeat(1_048_576) },
    })
    await expect(eve.channel.publish(bytes(huge))).rejects.toMatchObject({ code: 'ERR_FRAME_TOO_LARGE' })
    const answer = await eve.ask(at(0).network.self, { ask: 'hello', presence: huge })
    expect(answer).toEqual({ status: 'unknown', items: [] })
    expect(everything()).toEqual(before)
  })

  it('[PR10] what a reader says is heard by nobody, and in no backlog', async () => {
    const before = everything()
    const reader = await member({ reader: true })
    const said = await reader.chat('from the gallery', 0, null)
    await eve.publish(said)
    const told = await reader.direct(at(0).key.did, 'from the gallery', 0)
    expect((await eve.ask(at(0).network.self, { ask: 'direct', envelope: told })).status).toBe('unknown')
    expect(people.map(({ chat }) => chat.readers())).toEqual([1, 1, 1])
    // It was said a moment ago who is here.
    await pass(LIMITS.welcomePause, LIMITS.welcomePause)
    const late = await enter('Dan')
    expect(await settled(hub, late.chat.requestBacklog())).toEqual([])
    expect(late.chat.onlineUsers()).not.toContain(reader.key.did)
    expect(people.flatMap(({ heard }) => heard)).toEqual([])
    // The reader is counted, and nothing else is new to the three.
    people.pop()
    const now = everything() as { users: { did: Did }[]; events: string[] }[]
    for (const room of now) {
      room.users = room.users.filter(({ did }) => did !== late.key.did)
      room.events = room.events.filter((event) => !event.endsWith(late.key.did))
    }
    expect(now).toEqual((before as Json[]).map((room) => ({ ...room, readers: 1 })))
    people.push(late)
  })
})

describe('a campaign of suspicions', () => {
  /** All `here`s that the members write while `campaign` goes on for so many milliseconds. */
  async function renewalsDuring(milliseconds: number, campaign: () => Promise<void>): Promise<number> {
    const before = eve.claimsOf('here').length
    for (let passed = 0; passed < milliseconds; passed += 100) {
      await campaign()
      await pass(100, 100)
    }
    return eve.claimsOf('here').length - before
  }

  it('[PR13] of one against everybody costs each a few renewals, and nobody is gone', async () => {
    for (const name of ['Dan', 'Ede', 'Flo', 'Gus', 'Han']) await enter(name)
    const session = await member()
    const before = people.map(({ events }) => events.length)
    let turns = 0
    const caused = await renewalsDuring(20_000, async () => {
      // As they are, as they were, and as if the accuser knew a presence that is still to come.
      const seq = [{}, { seq: 0 }, { seq: LIMITS.sequence }][++turns % 3]
      const presence = await session.state('here', { peer: eve.network.self })
      await eve.publish(
        presence,
        await session.suspect(...people.map((person) => ({ ...suspectOf(person), ...seq }))),
      )
    })
    expect(people.map(({ events }) => events.length)).toEqual(before)
    expect(people.map(({ chat }) => chat.onlineUsers().length)).toEqual(people.map(() => people.length + 1))
    // The campaign did something: they defended themselves. Renewals of their own come in every 9 s at most.
    const renewals = people.length * Math.ceil(20_000 / (0.9 * LIMITS.renewal))
    expect(caused).toBeGreaterThan(people.length * Math.floor(20_000 / (1.1 * LIMITS.renewal)))
    // Three a second, in whichever seconds each of them counts.
    expect(caused).toBeLessThanOrEqual(2 * 20 * LIMITS.refutationsPerSecond + renewals)
  }, 90_000)

  // What is said of Ann to everybody, after what was said to Ann alone.
  it.each([
    [
      'the accuser’s budget used up',
      async (session: HandmadeSession) => {
        const nobody = { iss: session.key.did, sid: session.sid, seq: 0 }
        const all = Array.from({ length: LIMITS.suspectsPerEnvelope }, () => nobody)
        return [await session.suspect(...all), await session.suspect(...all), await session.suspect(...all)]
      },
    ],
    [
      'a greater number',
      async (session: HandmadeSession) => [await session.suspect({ ...suspectOf(at(1)), seq: 0 })],
    ],
    ['the accuser’s farewell', async (session: HandmadeSession) => [await session.state('leave', {})]],
    [
      'a greater number of a later type',
      async (session: HandmadeSession) => [await session.state('leave', { type: 'later', seq: 1_000 })],
    ],
  ])('[PR15] with %s in a greeting, nobody is kept from answering a suspicion', async (_, prepare) => {
    const session = await member()
    const [ann, ben] = [at(0), at(1)]
    const suspicion = await session.suspect(suspectOf(ann))
    for (const presence of await prepare(session)) await eve.ask(ann.network.self, { ask: 'hello', presence })
    await eve.publish(suspicion)
    await pass(2 * LIMITS.refutation)
    expect(ben.chat.onlineUsers()).toContain(ann.key.did)
    expect(ben.events).not.toContain(`user-left ${ann.key.did}`)
  })
})

describe('a greeting', () => {
  it('[SY3] brings nothing but the presence of the peer that greets', async () => {
    const session = await strangerSession()
    const words = await session.chat('told to one', 0, null)
    const elsewhere = await session.state('here', { peer: 'peer-of-another' })
    const before = everything()
    for (const presence of [words, elsewhere, await session.state('leave')])
      expect((await eve.ask(at(0).network.self, { ask: 'hello', presence })).status).toBe('unknown')
    expect(everything()).toEqual(before)
    const presence = await session.state('here', { peer: eve.network.self })
    expect((await eve.ask(at(0).network.self, { ask: 'hello', presence })).status).toBe('ok')
    expect(at(0).chat.onlineUsers()).toContain(session.key.did)
  })
})

describe('direct messages', () => {
  const texts = ({ chat }: Honest): string[] => [...chat.messages(), ...chat.directMessages()].map(String)

  it('[DM1] one that is handed over again and again is shown once', async () => {
    const session = await member()
    const envelope = await session.direct(at(0).key.did, 'psst', 0)
    for (let i = 0; i < 3; i++)
      expect((await eve.ask(at(0).network.self, { ask: 'direct', envelope })).status).toBe('ok')
    expect([at(0).told, at(0).heard, texts(at(0))]).toEqual([['psst'], [], ['psst']])
  })

  it('[DM3] one for somebody else, forged, or told to all is shown to nobody and passed on by nobody', async () => {
    const session = await member()
    const [ann, ben] = [at(0), at(1)]
    const forBen = await session.direct(ben.key.did, 'for Ben', 0)
    const posing = new HandmadeSession({ ...session.key, did: ben.key.did }, clock.now)
    const refused = [forBen, await posing.direct(ann.key.did, 'not by Ben', 0)]
    for (const envelope of refused)
      expect((await eve.ask(ann.network.self, { ask: 'direct', envelope })).status).toBe('unknown')
    const verdicts = hub.rejectsOf(eve.network.self)
    await eve.publish(forBen, await session.direct(ann.key.did, 'for Ann', 0))
    await expect(eve.ask(ben.network.self, { ask: 'hello', presence: forBen })).resolves.toMatchObject({
      items: [],
    })
    expect(people.map(texts)).toEqual([[], [], []])
    expect(hub.rejectsOf(eve.network.self)).toBe(verdicts)
    // It was not taken for seen either: by its own way it still comes.
    expect((await eve.ask(ben.network.self, { ask: 'direct', envelope: forBen })).status).toBe('ok')
    expect(ben.told).toEqual(['for Ben'])
  })

  it('[DM6] more than the flood rule lets through is not shown, whoever hands it over', async () => {
    const session = await member()
    const statuses: string[] = []
    for (let i = 0; i < LIMITS.directsPerWindow + 2; i++) {
      const envelope = await session.direct(at(0).key.did, `psst ${i}`, i)
      statuses.push((await eve.ask(at(0).network.self, { ask: 'direct', envelope })).status)
    }
    expect(statuses.filter((status) => status === 'ok')).toHaveLength(LIMITS.floodMessages)
    expect(statuses.slice(LIMITS.floodMessages).every((status) => status === 'busy')).toBe(true)
    expect(at(0).told).toHaveLength(LIMITS.floodMessages)
    // Another node of the same user does not get it in either.
    const other = intruder(hub)
    const envelope = await session.direct(at(0).key.did, 'psst again', 50)
    expect((await other.ask(at(0).network.self, { ask: 'direct', envelope })).status).toBe('busy')
    await other.network.close()
    expect(at(0).told).toHaveLength(LIMITS.floodMessages)
  })

  it('[RP4] one of a session that left is not shown', async () => {
    const session = await member()
    await eve.publish(await session.state('leave'))
    const envelope = await session.direct(at(0).key.did, 'from beyond', 0)
    expect((await eve.ask(at(0).network.self, { ask: 'direct', envelope })).status).toBe('unknown')
    expect([...at(0).told, ...at(0).heard]).toEqual([])
  })

  it('[SY10] none is in anybody’s backlog, roster or repair, whoever asks', async () => {
    const session = await member()
    const [ann, ben] = [at(0), at(1)]
    await settled(hub, ann.chat.send('for all'))
    await settled(hub, ann.chat.send('for Ben', { to: ben.key.did }))
    const envelope = await session.direct(ann.key.did, 'for Ann', 0)
    expect((await eve.ask(ann.network.self, { ask: 'direct', envelope })).status).toBe('ok')
    expect(texts(ann)).toHaveLength(3)
    const { sid } = suspectOf(ann)
    for (const { network } of [ann, ben]) {
      const asked = [
        { ask: 'backlog', limit: LIMITS.answerItems, since: 0 },
        { ask: 'roster' },
        { ask: 'repair', iss: ann.key.did, sid: sid as never, from: 0, to: 10 },
        { ask: 'repair', iss: session.key.did, sid: session.sid, from: 0, to: 10 },
      ] as const
      for (const request of asked) {
        const { status, items } = await eve.ask(network.self, request)
        expect(status).toBe('ok')
        expect(items.map((item) => claimsIn(item)['type'])).not.toContain('direct')
      }
    }
  })
})

describe('a two-faced sender', () => {
  it('[SQ5] is shown as such to everyone, whatever each was told first', async () => {
    const session = await member()
    const faces = [await session.chat('yes', 0, null), await session.chat('no', 0, null)] as const
    const everyone = hub.between
    for (const [place, face] of faces.entries()) {
      hub.between = (from, to) =>
        from === eve.network.self && to !== at(place).network.self ? null : everyone(from, to)
      await eve.publish(face)
    }
    hub.between = everyone
    expect(people.map(({ heard }) => heard)).toEqual([['yes'], ['no'], []])
    expect(people.map(({ gaps }) => gaps.length)).toEqual([0, 0, 0])
    // What each of them passes on, as a mesh would.
    await eve.publish(...faces)
    expect(people.map(({ heard }) => heard)).toEqual([['yes'], ['no'], ['yes']])
    expect(people.map(({ gaps }) => gaps.map(({ kind, from }) => [kind, from]))).toEqual(
      people.map(() => [['two-faced', session.key.did]]),
    )
    expect(people.map(({ chat }) => chat.messages().map(({ gap }) => gap))).toEqual(
      people.map(() => ['two-faced']),
    )
    // Once for each place, however often it is said.
    await eve.publish(...faces, ...faces)
    expect(people.map(({ gaps }) => gaps.length)).toEqual([1, 1, 1])
  })

  it('[SQ5] is found out by its next word, by those who were told the other thing', async () => {
    const session = await member()
    const [yes, no] = [await session.chat('yes', 0, null), await session.chat('no', 0, null)]
    const everyone = hub.between
    hub.between = (from, to) =>
      to === at(0).network.self && from === eve.network.self ? null : everyone(from, to)
    await eve.publish(yes)
    hub.between = (from, to) =>
      to !== at(0).network.self && from === eve.network.self ? null : everyone(from, to)
    await eve.publish(no)
    hub.between = everyone
    const id = envelopeId(await syncCrypto.sha256(bytes(yes.slice(0, yes.lastIndexOf('.')))))
    await eve.publish(await session.chat('as I said', 1, id))
    expect(people.map(({ gaps }) => gaps.map(({ kind }) => kind))).toEqual([['two-faced'], [], []])
    expect(
      at(0)
        .chat.messages()
        .map(({ text, gap }) => [text, gap]),
    ).toEqual([
      ['no', 'two-faced'],
      ['as I said', 'two-faced'],
    ])
  })
})
