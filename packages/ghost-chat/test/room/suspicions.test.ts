import { describe, expect, it } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { Refutations, Suspicions, type ProbeOutcome } from '../../src/room/suspicions.ts'
import { Sessions } from '../../src/room/sessions.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import type { EnvelopeId } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import {
  joinedRoom,
  knowingRoom,
  name,
  stranger,
  take,
  unsignedPresence,
  type Stranger,
} from '../support/rooms.ts'
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

/** The latest moment at which a suspect is asked that others named, counted from when this member heard of it. */
const CHECKED = LIMITS.checkDelay + LIMITS.checkSpread

/** Time goes on until a suspect's peer is asked, and has, or has not, answered. */
function check(room: Room, { peer }: Stranger, outcome: ProbeOutcome, at: number): readonly string[] {
  expect(room.tick(at)).toContainEqual(expect.objectContaining({ do: 'probe', peer }))
  return [...room.suspicions.probed(peer, outcome, at), ...room.tick(at)].map(name)
}

describe('a member that reaches nobody', () => {
  it('[PR11] takes nobody for gone by a suspicion that may have reached no one', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, 'silent', NOW + ASKED)
    const draft = room.draftState('suspect', NOW + ASKED)
    if (draft === null) throw new Error('Bob is suspected.')
    room.sent(await signEnvelope(identity, draft, syncCrypto), NOW + ASKED)
    room.suspicions.clear()
    expect(room.tick(NOW + ASKED + LIMITS.refutation).map(name)).not.toContain('user-left')
    // Nor is he safe from the next one.
    room.suspicions.accuse([{ iss: bob.identity.did, sid: bob.session.sid, seq: 0 }], NOW + 3_000)
    check(room, bob, 'silent', NOW + 3_000 + CHECKED)
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
    expect(room.tick(NOW + ASKED)).toEqual([{ do: 'probe', peer: bob.peer, patience: LIMITS.probeTimeout }])
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
    expect(room.suspicions.probed(bob.peer, 'answered', NOW + ASKED)).toEqual([])
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
    room.suspicions.probed(bob.peer, 'silent', NOW + ASKED)
    room.resumed(NOW + ASKED + 1)
    expect(room.draftState('suspect', NOW + ASKED + 1)).toBeNull()
  })

  it('[PR12] no answer makes a suspicion of every session at that peer', async () => {
    const { room, people } = await roomWith(2)
    const bob = first(people)
    take(room, await bob.presence('here', NOW + 1), NOW + 1)
    room.suspicions.lost(bob.peer, NOW + 2)
    room.tick(NOW + 2 + ASKED)
    expect(room.suspicions.probed(bob.peer, 'silent', NOW + ASKED)).toEqual([{ do: 'suspect' }])
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
  it('[PR13] a suspect is asked, and nobody takes it for gone who did not ask', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    expect(take(room, await suspicionOf(carol, bob, 0, NOW + 1), NOW + 1)).toBe('')
    expect(room.wakeAt(NOW + 1)).toBeGreaterThanOrEqual(NOW + 1 + LIMITS.checkDelay)
    expect(room.wakeAt(NOW + 1)).toBeLessThanOrEqual(NOW + 1 + CHECKED)
    expect(room.tick(NOW + LIMITS.checkDelay).map(name)).toEqual([])
    const asked = NOW + 1 + CHECKED
    const patience = LIMITS.refutation - CHECKED
    expect(room.tick(asked)).toContainEqual({ do: 'probe', peer: bob.peer, patience })
    // While the answer is on its way, nothing is decided.
    expect(room.tick(NOW + 2 * LIMITS.refutation).map(name)).not.toContain('user-left')
    room.suspicions.probed(bob.peer, 'silent', NOW + 2 * LIMITS.refutation)
    expect(room.tick(NOW + 2 * LIMITS.refutation)).toContainEqual({
      do: 'user-left',
      did: bob.identity.did,
    })
  })

  it('[PR13] a suspect that does not answer has 3 s, one that is at none of its relays has 1 s', async () => {
    for (const [outcome, span] of [
      ['silent', LIMITS.refutation],
      ['gone', LIMITS.refutationGone],
    ] as const) {
      const { room, people } = await roomWith(2)
      const [bob, carol] = people as [Stranger, Stranger]
      take(room, await suspicionOf(carol, bob, 0, NOW + 1), NOW + 1)
      check(room, bob, outcome, NOW + 1 + CHECKED)
      expect(room.wakeAt(NOW + 1 + CHECKED)).toBeLessThanOrEqual(NOW + 1 + span)
      expect(room.tick(NOW + span).map(name)).not.toContain('user-left')
      expect(room.tick(NOW + 1 + span).map(name)).toContain('user-left')
    }
  })

  it('[PR13] a suspect that answers is here, and so is one that says anything made later', async () => {
    const { room, people } = await roomWith(3)
    const [bob, carol, dan] = people as [Stranger, Stranger, Stranger]
    take(room, await suspicionOf(carol, bob, 0, NOW + 1), NOW + 1)
    check(room, bob, 'answered', NOW + 1 + CHECKED)
    take(room, await suspicionOf(carol, dan, 0, NOW + 2_000), NOW + 2_000)
    expect(take(room, await dan.chat('I am here', NOW + 2_001), NOW + 2_100)).toBe('message:I am here')
    for (let at = NOW + 2_100; at < NOW + 9_000; at += 100) {
      const names = room.tick(at).map(name)
      expect(names).not.toContain('probe')
      expect(names).not.toContain('user-left')
    }
  })

  it('[PR13] a suspect that said something before it was accused is asked all the same', async () => {
    const { room, people } = await roomWith(2)
    const [bob, carol] = people as [Stranger, Stranger]
    const early = await bob.chat('still here', NOW + 1)
    take(room, await suspicionOf(carol, bob, 0, NOW + 2), NOW + 2)
    take(room, early, NOW + 3)
    check(room, bob, 'silent', NOW + 2 + CHECKED)
    expect(room.tick(NOW + 2 + LIMITS.refutation).map(name)).toContain('user-left')
  })

  it('[PR13] 256 suspects are in hand at once', async () => {
    const sessions = new Sessions()
    const suspicions = new Suspicions(sessions, () => 0)
    const suspects = Array.from({ length: LIMITS.suspectsInHand + 1 }, (_, i) => {
      const presence = unsignedPresence(`did:key:${i}`, i, NOW)
      const record = sessions.open(presence.claims, NOW)
      if (record !== null) sessions.arrive(record, presence as never)
      return { iss: presence.claims.iss, sid: presence.claims.sid, seq: 0 }
    })
    suspicions.accuse(suspects, NOW)
    const suspected = [...sessions.here()].filter(({ suspectedUntil }) => suspectedUntil !== Infinity)
    expect(suspected).toHaveLength(LIMITS.suspectsInHand)
  })

  it('[PR13] a suspect that a member lost itself is asked beside the budget', async () => {
    const { room, people } = await roomWith(40)
    const [accuser, bob, ...others] = people as [Stranger, Stranger, ...Stranger[]]
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, 'silent', NOW + ASKED)
    // Others' suspicions use the budget up.
    const at = NOW + ASKED + 1
    for (const one of others.slice(0, 20)) take(room, await suspicionOf(accuser, one, 0, at), at)
    room.tick(at + CHECKED)
    room.suspicions.accuse([{ iss: bob.identity.did, sid: bob.session.sid, seq: 0 }], at + CHECKED)
    expect(room.tick(at + CHECKED)).toContainEqual(expect.objectContaining({ do: 'probe', peer: bob.peer }))
  })

  it('[PR13] members of a room ask 16 times a second in all, and believe nothing that they did not ask', async () => {
    const { room, people } = await roomWith(60)
    const accuser = first(people)
    const others = people.slice(1)
    let asked = 0
    const names: string[] = []
    for (let second = 0; second < 20; second++) {
      const now = NOW + second * 1_000
      for (const one of others.slice(0, 2)) {
        const effects = await suspicionOf(accuser, one, 0, now)
        room.receive(effects, 'live', now)
      }
      for (let at = now; at < now + 1_000; at += 50) {
        for (const effect of room.tick(at)) {
          names.push(name(effect))
          if (effect.do !== 'probe') continue
          asked++
          room.suspicions.probed(effect.peer, 'answered', at)
        }
      }
    }
    const perSecond = LIMITS.checksInRoom / (people.length + 1)
    expect(asked).toBeGreaterThan(3)
    expect(asked).toBeLessThanOrEqual(1 + 20 * perSecond)
    expect(names).not.toContain('user-left')
  })

  it('[PR13] a suspect that is asked late, for want of budget, has 2.3 s for its answer nonetheless', async () => {
    const { room, people } = await roomWith(60)
    const [accuser, ...others] = people as [Stranger, ...Stranger[]]
    const waiting = new Map<string, number>()
    const left: string[] = []
    for (let at = NOW + 1; at < NOW + 12_000; at += 50) {
      if (at % 1_000 === 1) {
        const named = others.slice(0, LIMITS.suspectsPerEnvelope)
        const suspects = named.map(({ identity, session }) => ({
          iss: identity.did,
          sid: session.sid,
          seq: 0,
        }))
        room.receive(await accuser.write({ type: 'suspect', suspects }, at, LIMITS.skew), 'live', at)
      }
      for (const effect of room.tick(at)) {
        if (effect.do === 'user-left') left.push(effect.did)
        if (effect.do !== 'probe') continue
        expect(effect.patience).toBeGreaterThanOrEqual(LIMITS.refutation - CHECKED)
        waiting.set(effect.peer, at + 1_000)
      }
      for (const [peer, answerAt] of waiting) {
        if (answerAt > at) continue
        waiting.delete(peer)
        room.suspicions.probed(peer, 'answered', at)
      }
    }
    expect(left).toEqual([])
  })

  it('[PR13] true suspicions use no budget up: all of a room that is gone are found out', async () => {
    const { room, people } = await roomWith(30)
    const accuser = first(people)
    const others = people.slice(1, 1 + LIMITS.suspectsPerEnvelope)
    const suspects = others.map(({ identity, session }) => ({ iss: identity.did, sid: session.sid, seq: 0 }))
    take(room, await accuser.write({ type: 'suspect', suspects }, NOW + 1, LIMITS.skew), NOW + 1)
    const left = new Set<string>()
    for (let at = NOW + 1; at < NOW + 4_000; at += 50) {
      for (const effect of room.tick(at)) {
        if (effect.do === 'user-left') left.add(effect.did)
        if (effect.do === 'probe') room.suspicions.probed(effect.peer, 'gone', at)
      }
    }
    expect(left).toEqual(new Set(others.map(({ identity }) => identity.did)))
  })

  it('[PR11] a suspicion by others does not keep a member from finding out by itself', async () => {
    const { room, people } = await roomWith(60)
    const [accuser, bob, ...others] = people as [Stranger, Stranger, ...Stranger[]]
    // The budget is used up.
    for (const one of others.slice(0, 8)) take(room, await suspicionOf(accuser, one, 0, NOW + 1), NOW + 1)
    room.tick(NOW + 1 + CHECKED)
    take(room, await suspicionOf(accuser, bob, 0, NOW + 1_000), NOW + 1_000)
    room.suspicions.lost(bob.peer, NOW + 1_001)
    check(room, bob, 'gone', NOW + 1_001 + CHECKED)
    expect(room.tick(NOW + 1_000 + LIMITS.refutationGone).map(name)).toContain('user-left')
  })

  it('[PR13] one’s own suspicion counts like another’s', async () => {
    const { room, people, identity } = await roomWith(1)
    const bob = first(people)
    room.suspicions.lost(bob.peer, NOW)
    room.tick(NOW + ASKED)
    room.suspicions.probed(bob.peer, 'silent', NOW + ASKED)
    const draft = room.draftState('suspect', NOW + ASKED)
    if (draft === null) throw new Error('There is a suspect.')
    room.sent(await signEnvelope(identity, draft, syncCrypto), NOW + ASKED)
    // It had half a second. It is asked once more, for as long as it may take to be heard.
    check(room, bob, 'silent', NOW + ASKED)
    expect(room.tick(NOW + ASKED + LIMITS.refutation - 1).map(name)).not.toContain('user-left')
    expect(room.tick(NOW + ASKED + LIMITS.refutation).map(name)).toContain('user-left')
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
    check(room, bob, 'gone', NOW + 2 + CHECKED)
    expect(room.tick(NOW + 2 + LIMITS.refutationGone).map(name)).toContain('user-left')
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

  it('[PR14] a member says nothing to an accuser that is not here, however often', async () => {
    const { room, identity } = await joinedRoom()
    const sid = room.presence?.claims.sid
    if (sid === undefined) throw new Error('It has joined.')
    for (let at = NOW + 1; at < NOW + 3_000; at += 100) {
      const suspects = [{ iss: identity.did, sid, seq: LIMITS.sequence }]
      const envelope = await (await stranger()).write({ type: 'suspect', suspects }, at, LIMITS.skew)
      expect(room.receive(envelope, 'live', at)).toEqual({ ok: false, verdict: 'ignore', code: 'absent' })
      expect(room.tick(at).map(name)).toEqual([])
    }
  })

  it('[PR13] three sessions a second say to all that they are here, the same for every member that reckons', () => {
    const accused = Array.from({ length: 40 }, (_, i) => ({ sid: `s${i}`, prefix: i * 7_919 }))
    const views = accused.map(() => new Refutations())
    const chosenAt = (now: number, from: number, salt: string): string[] => {
      const named = accused.slice(from, from + 16)
      return accused.flatMap(({ sid }, i) =>
        views[i]?.isChosen(named, sid, salt as EnvelopeId, now) === true ? [sid] : [],
      )
    }
    const one = chosenAt(0, 0, 'first')
    expect(one).toHaveLength(LIMITS.refutationsPerSecond)
    expect(chosenAt(500, 16, 'second')).toEqual(one)
    const other = chosenAt(1_000, 0, 'third')
    expect(other).toHaveLength(LIMITS.refutationsPerSecond)
    expect(other).not.toEqual(one)
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
