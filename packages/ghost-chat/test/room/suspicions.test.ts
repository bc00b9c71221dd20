import { describe, expect, it } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { Suspicions } from '../../src/room/suspicions.ts'
import { Sessions } from '../../src/room/sessions.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, knowingRoom, name, stranger, take, type Stranger } from '../support/rooms.ts'
import { syncCrypto } from '../support/sync-crypto.ts'

/** The latest moment at which a lost peer is asked. */
const ASKED = LIMITS.suspicionDelay + LIMITS.suspicionSpread

/** A room with somebody in it, at `NOW`. */
async function roomWith(count: number): Promise<{ room: Room; people: Stranger[] } & Own> {
  const { room, identity } = await knowingRoom()
  const people: Stranger[] = []
  for (let i = 0; i < count; i++) {
    const person = await stranger()
    people.push(person)
    // Nobody is welcomed by it.
    take(room, await person.presence('here', NOW), NOW)
  }
  return { room, people, identity }
}
type Own = Pick<Awaited<ReturnType<typeof joinedRoom>>, 'identity'>

function suspicionOf(
  accuser: Stranger,
  suspect: Stranger,
  seq: number,
  now: number,
): Promise<VerifiedEnvelope> {
  const suspects = [{ iss: suspect.identity.did, sid: suspect.session.sid, seq }]
  return accuser.write({ type: 'suspect', suspects }, now, LIMITS.skew)
}

const first = <T>([item]: readonly T[]): T => {
  if (item === undefined) throw new Error('There is nobody.')
  return item
}

describe('a member that reaches nobody', () => {
  it('[PR11] takes nobody for gone by a suspicion that may have reached no one', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, false)
    const draft = room.draftState('suspect', NOW + ASKED)
    if (draft === null) throw new Error('Bob is suspected.')
    room.sent(await signEnvelope(identity, draft, syncCrypto), NOW + ASKED)
    room.suspicions.clear()
    expect(room.tick(NOW + ASKED + LIMITS.refutation).map(name)).not.toContain('user-left')
    // Nor is he safe from the next one.
    room.suspicions.accuse([{ iss: bob.identity.did, sid: bob.session.sid, seq: 0 }], NOW + 3_000)
    expect(room.tick(NOW + 3_000 + LIMITS.refutation).map(name)).toContain('user-left')
  })

  it('[GC4] asks those whom it took for gone meanwhile, the latest first, and not who said goodbye', async () => {
    const { room, people } = await roomWith(3)
    const [ann, bob, cem] = people as [Stranger, Stranger, Stranger]
    take(room, await cem.leave(NOW + 10), NOW + 10)
    take(room, await bob.presence('here', NOW + 1_000), NOW + 1_000)
    const late = NOW + 60_000
    expect(room.tick(late).filter(({ do: done }) => done === 'user-left')).toHaveLength(2)
    const asked = (effects: ReturnType<Room['tick']>): string[] =>
      effects.flatMap((effect) => (effect.do === 'ask-roster' ? [effect.peer] : []))
    expect(asked(room.resumed(late))).toEqual([bob.peer])
    room.caughtUp('roster', false)
    room.caughtUp('backlog', false)
    expect(asked(room.tick(late + 1_000))).toEqual([ann.peer])
    room.caughtUp('roster', true)
    room.caughtUp('backlog', true)
    const rest = [2, 3, 4, 5].flatMap((second) => asked(room.tick(late + second * 1_000)))
    expect([ann.peer, bob.peer]).toEqual(expect.arrayContaining(rest))
    expect(rest.length).toBeLessThanOrEqual(1)
  })

  it('[GC4] asks nobody when nobody ever was here', async () => {
    const { room } = await joinedRoom()
    expect(room.resumed(NOW + 1_000).map(name)).toEqual(['announce'])
    expect(room.tick(NOW + 9_000).map(name)).not.toContain('ask-roster')
  })
})

describe('lost peers', () => {
  it('[PR11] a lost peer is asked, after a moment for its leave', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    expect(room.tick(NOW + LIMITS.suspicionDelay - 1).map(name)).toEqual([])
    expect(room.tick(NOW + ASKED)).toEqual([{ do: 'probe', peer: bob.peer }])
    expect(room.tick(NOW + ASKED + 1).map(name)).toEqual([])
  })

  it('[PR11] the room wakes for it', async () => {
    const { room, people } = await roomWith(1)
    room.suspicions.lost(first(people).peer, NOW)
    expect(room.wakeAt(NOW)).toBeGreaterThanOrEqual(NOW + LIMITS.suspicionDelay)
    expect(room.wakeAt(NOW)).toBeLessThanOrEqual(NOW + ASKED)
  })

  it('[PR11] who leaves meanwhile is not asked', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    expect(take(room, await bob.leave(NOW + 50), NOW + 50)).toBe('user-left')
    expect(room.tick(NOW + ASKED).map(name)).toEqual([])
  })

  it('[PR11] a peer that nobody is at concerns nobody', async () => {
    const { room } = await roomWith(1)
    room.suspicions.lost('peer-of-nobody', NOW)
    expect(room.tick(NOW + ASKED).map(name)).toEqual([])
  })

  it('[PR11] an answer ends the matter', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    expect(room.suspicions.probed(bob.peer, true)).toEqual([])
    expect(room.draftState('suspect', NOW + ASKED)).toBeNull()
  })

  it('[PR11] 64 lost peers are in hand at once', async () => {
    const sessions = new Sessions()
    const suspicions = new Suspicions(sessions, () => 0)
    for (let i = 0; i <= LIMITS.lostPeers; i++) {
      const person = await stranger()
      const join = await person.presence('join', NOW)
      const record = sessions.open(join.claims, NOW)
      if (record !== null) sessions.arrive(record, join as never)
      suspicions.lost(person.peer, NOW)
    }
    expect(suspicions.due(NOW + ASKED)).toHaveLength(LIMITS.lostPeers)
  })

  it('[PR11] who was away itself suspects nobody for it', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.resumed(NOW + 1)
    expect(room.tick(NOW + ASKED).map(name)).not.toContain('probe')
  })

  it('[PR11] and takes back what it was about to say', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, false)
    room.resumed(NOW + ASKED + 1)
    expect(room.draftState('suspect', NOW + ASKED + 1)).toBeNull()
  })

  it('[PR12] no answer makes a suspicion of every session at that peer', async () => {
    const { room, people } = await roomWith(2)
    const bob = first(people)
    take(room, await bob.presence('here', NOW + 1), NOW + 1)
    room.suspicions.lost(bob.peer, NOW + 2)
    room.tick(NOW + 2 + ASKED)
    expect(room.suspicions.probed(bob.peer, false)).toEqual([{ do: 'suspect' }])
    expect(room.draftState('suspect', NOW + 1_000)?.body).toEqual({
      type: 'suspect',
      suspects: [{ iss: bob.identity.did, sid: bob.session.sid, seq: 1 }],
    })
  })

  it('[PR12] somebody else’s suspicion spares one’s own', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    room.suspicions.lost(bob.peer, NOW)
    take(room, await suspicionOf(carol, bob, 0, NOW + 10), NOW + 10)
    expect(room.tick(NOW + ASKED).map(name)).toEqual([])
  })
})

describe('suspects', () => {
  it('[PR13] a suspect that says nothing is gone after a second', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    expect(take(room, await suspicionOf(carol, bob, 0, NOW + 1), NOW + 1)).toBe('')
    expect(room.wakeAt(NOW + 1)).toBe(NOW + 1 + LIMITS.refutation)
    expect(room.tick(NOW + LIMITS.refutation).map(name)).toEqual([])
    expect(room.tick(NOW + 1 + LIMITS.refutation)).toEqual([{ do: 'user-left', did: bob.identity.did }])
  })

  it('[PR13] one’s own suspicion counts like another’s', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, false)
    const draft = room.draftState('suspect', NOW + ASKED)
    if (draft === null) throw new Error('There is a suspect.')
    room.sent(await signEnvelope(identity, draft, syncCrypto), NOW + ASKED)
    expect(room.tick(NOW + ASKED + LIMITS.refutation).map(name)).toEqual(['user-left'])
  })

  it('[PR13] a newer presence refutes a suspicion, before it and after', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    take(room, await suspicionOf(carol, bob, 0, NOW + 1), NOW + 1)
    take(room, await bob.presence('here', NOW + 2), NOW + 500)
    // Said of the presence before that one.
    take(room, await suspicionOf(carol, bob, 0, NOW + 3), NOW + 501)
    expect(room.tick(NOW + 3 * LIMITS.refutation).map(name)).toEqual([])
  })

  it('[PR13] who is gone on suspicion comes back with a later here, not with an earlier one', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    const early = await bob.presence('here', NOW + 1)
    take(room, early, NOW + 1)
    take(room, await suspicionOf(carol, bob, 1, NOW + 2), NOW + 2)
    room.tick(NOW + 2 + LIMITS.refutation)
    expect(take(room, early, NOW + 2_000, 'kept')).toBe('outdated')
    expect(take(room, await bob.presence('here', NOW + 2_001), NOW + 2_001)).toBe('user-joined')
  })

  it('[PR13] a member that is suspected says that it is here, now and then', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    const sid = room.presence?.claims.sid ?? bob.session.sid
    const accuse = (seq: number, at: number): Promise<VerifiedEnvelope> =>
      bob.write({ type: 'suspect', suspects: [{ iss: identity.did, sid, seq }] }, at, LIMITS.skew)
    expect(take(room, await accuse(0, NOW + 1), NOW + 1)).toBe('announce')
    expect(take(room, await accuse(0, NOW + 2), NOW + 2)).toBe('')
    expect(room.wakeAt(NOW + 2)).toBe(NOW + 1 + LIMITS.refutationPause)
    expect(room.tick(NOW + LIMITS.refutationPause).map(name)).toEqual([])
    expect(room.tick(NOW + 1 + LIMITS.refutationPause).map(name)).toEqual(['announce'])
  })

  it('[PR13] what was refuted already is not refuted again', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    const draft = room.draftState('here', NOW + 1)
    if (draft === null) throw new Error('A here can always be drafted.')
    const here = await signEnvelope(identity, draft, syncCrypto)
    room.sent(here, NOW + 1)
    const suspects = [{ iss: identity.did, sid: here.claims.sid, seq: here.claims.seq - 1 }]
    const stale = await bob.write({ type: 'suspect', suspects }, NOW + 2, LIMITS.skew)
    expect(take(room, stale, NOW + 2)).toBe('')
  })

  it('[PR14] a thousand suspicions of strangers change nothing', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    for (let i = 0; i < 1_000; i++) {
      expect(take(room, await suspicionOf(await stranger(), bob, 0, NOW + i), NOW + i)).toBe('absent')
    }
    expect(room.tick(NOW + 5_000).map(name)).toEqual([])
  })

  it('[PR14] what a member does not believe it refutes all the same, less often', async () => {
    const { room, identity } = await joinedRoom()
    const sid = room.presence?.claims.sid
    if (sid === undefined) throw new Error('It has joined.')
    const accuse = async (at: number): Promise<readonly string[]> => {
      const suspects = [{ iss: identity.did, sid, seq: LIMITS.sequence }]
      const envelope = await (await stranger()).write({ type: 'suspect', suspects }, at, LIMITS.skew)
      const outcome = room.receive(envelope, 'live', at)
      expect(outcome).toMatchObject({ ok: false, code: 'absent' })
      return (outcome.effects ?? []).map(name)
    }
    expect(await accuse(NOW + 1)).toEqual(['announce'])
    expect(await accuse(NOW + 2)).toEqual([])
    expect(room.tick(NOW + LIMITS.refutationPauseUnbelieved).map(name)).toEqual([])
    expect(room.tick(NOW + 1 + LIMITS.refutationPauseUnbelieved).map(name)).toEqual(['announce'])
  })

  it('[PR14] of one DID 32 are believed in 10 s', async () => {
    const { room, people } = await roomWith(1)
    const carol = first(people)
    const bob = await stranger()
    const outcomes: string[] = []
    for (let i = 0; i <= LIMITS.suspicions; i++)
      outcomes.push(take(room, await suspicionOf(carol, bob, 0, NOW + i), NOW + i))
    expect(outcomes.slice(0, -1).every((outcome) => outcome === '')).toBe(true)
    expect(outcomes.at(-1)).toBe('flood')
    const later = NOW + LIMITS.suspicionWindow
    expect(take(room, await suspicionOf(carol, bob, 0, later), later)).toBe('')
  })

  it('[PR15] a suspicion does not outdate the presence before it, and is seen once', async () => {
    const { room, people } = await roomWith(1)
    const bob = first(people)
    const carol = await stranger()
    const join = await carol.presence('join', NOW + 1)
    const here = await carol.presence('here', NOW + 2)
    take(room, join, NOW + 2)
    const suspicion = await suspicionOf(carol, bob, 0, NOW + 3)
    expect(take(room, suspicion, NOW + 3)).toBe('')
    expect(take(room, suspicion, NOW + 4)).toBe('outdated')
    expect(take(room, here, NOW + 5)).toBe('')
  })
})

describe('readers', () => {
  const presenceOf = (person: Stranger, now: number, reader: boolean): Promise<VerifiedEnvelope> =>
    person.write({ type: 'here', peer: person.peer, profile: {}, reader }, now, 30_000)

  it('[PR10] who only reads is counted and not listed', async () => {
    const { room } = await knowingRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    expect(take(room, await presenceOf(bob, NOW + 1, true), NOW + 1)).toBe('readers')
    expect(take(room, await presenceOf(carol, NOW + 1, false), NOW + 1)).toBe('user-joined')
    expect(room.roster.readers()).toBe(1)
    expect(room.roster.users(NOW).map(({ did }) => did)).toContain(carol.identity.did)
    expect(room.roster.users(NOW)).toHaveLength(2)
    expect(take(room, await bob.leave(NOW + 2), NOW + 2)).toBe('readers')
    expect(room.roster.readers()).toBe(0)
  })

  it('[PR10] what a reader says is ignored', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await presenceOf(bob, NOW + 1, true), NOW + 1)
    expect(take(room, await bob.chat('hello', NOW + 2), NOW + 2)).toBe('absent')
  })

  it('[PR10] a reader that begins to speak comes as a user', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await presenceOf(bob, NOW + 1, true), NOW + 1)
    expect(take(room, await presenceOf(bob, NOW + 2, false), NOW + 2)).toBe('readers user-joined')
    expect(room.roster.readers()).toBe(0)
    expect(take(room, await presenceOf(bob, NOW + 3, true), NOW + 3)).toBe('user-left readers')
  })

  it('[PR10] a member that only reads lists the others and counts itself', async () => {
    const { room } = await joinedRoom({ reader: true })
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    expect(room.roster.users(NOW).map(({ did }) => did)).toEqual([bob.identity.did])
    expect(room.roster.readers()).toBe(1)
    expect(room.presence?.body).toMatchObject({ reader: true })
  })
})
