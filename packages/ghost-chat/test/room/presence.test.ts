import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/network/memory/random.ts'
import { leaseOf, nextRenewal, renewalInterval } from '../../src/room/leases.ts'
import { isGreeter, prefixOf } from '../../src/room/greeters.ts'
import { sessionId, type SessionId } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import {
  joinedRoom,
  knowingRoom,
  name,
  Stranger,
  stranger,
  take,
  unsignedPresence,
} from '../support/rooms.ts'

describe('presence', () => {
  it('[PR1] join announces, leave ends', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await stranger()
    expect(take(room, await bob.presence('join', NOW + 1), NOW + 2)).toContain('user-joined')
    expect(room.roster.users(NOW).map((user) => user.did)).toEqual([identity.did, bob.identity.did])
    expect(take(room, await bob.leave(NOW + 3), NOW + 4)).toBe('user-left')
    expect(room.roster.users(NOW).map((user) => user.did)).toEqual([identity.did])
  })

  it('[PR1] nobody ends the session of another', async () => {
    const { room } = await joinedRoom()
    const [bob, mallory] = [await stranger(), await stranger()]
    take(room, await bob.presence('join', NOW + 1), NOW + 2)
    // Mallory can only sign as Mallory: a session of her own with Bob's session id.
    const thief = new Stranger(mallory.identity, bob.session.sid)
    for (let i = 0; i < 1_000; i++) take(room, await thief.leave(NOW + 3 + i), NOW + 3 + i)
    expect(room.roster.users(NOW).map((user) => user.did)).toContain(bob.identity.did)
  })

  it('[PR2] a session is gone when its lease has passed', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW), NOW)
    expect(room.tick(NOW + 29_999).map(name)).not.toContain('user-left')
    expect(room.tick(NOW + 30_000).map(name)).toContain('user-left')
    expect(room.roster.users(NOW)).toHaveLength(1)
  })

  it('[PR2] a renewal holds the session', async () => {
    const { room } = await knowingRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW), NOW)
    expect(take(room, await bob.presence('here', NOW + 20_000), NOW + 20_000)).toBe('')
    expect(room.tick(NOW + 49_999).map(name)).not.toContain('user-left')
    expect(room.tick(NOW + 50_000).map(name)).toContain('user-left')
  })

  it('[PR3] what a room hears of renewals grows with the root of its size, to ten a second', () => {
    expect(renewalInterval(1)).toBe(10_000)
    expect(renewalInterval(10)).toBe(10_000)
    expect(renewalInterval(40)).toBe(20_000)
    expect(renewalInterval(250)).toBe(50_000)
    for (const sessions of [1_000, 10_000, 100_000])
      expect((sessions * 1000) / renewalInterval(sessions)).toBe(10)
  })

  it('[PR3] a lease is three renewals, and no longer than an envelope may live', () => {
    expect(leaseOf(1)).toBe(30_000)
    expect(leaseOf(1_000)).toBe(300_000)
    expect(leaseOf(10_000)).toBeLessThanOrEqual(LIMITS.lifetime)
    expect(leaseOf(1_000_000)).toBe(LIMITS.lifetime)
  })

  it('[PR3] renewals spread by a tenth either way', () => {
    expect(nextRenewal(1, NOW, 0)).toBe(NOW + 9_000)
    expect(nextRenewal(1, NOW, 0.5)).toBe(NOW + 10_000)
    expect(nextRenewal(1, NOW, 1)).toBe(NOW + 11_000)
  })

  it('[PR3] a member renews when it is time, and not before', async () => {
    const { room } = await joinedRoom()
    expect(room.tick(NOW + 9_999).map(name)).toEqual([])
    expect(room.tick(NOW + 10_000).map(name)).toEqual(['announce'])
  })

  it('[PR4] a here of an unknown session counts as its join', async () => {
    const { room } = await knowingRoom()
    expect(take(room, await (await stranger()).presence('here', NOW + 1), NOW + 2)).toBe('user-joined')
  })

  it('[PR5] of two state envelopes the later one holds', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const first = await bob.presence('join', NOW)
    const second = await bob.presence('here', NOW + 1_000)
    take(room, second, NOW + 1_001)
    expect(take(room, first, NOW + 1_002)).toBe('outdated')
    expect(take(room, second, NOW + 1_003)).toBe('outdated')
  })

  it('[PR6] a user with two sessions is one user, who leaves with the last', async () => {
    const { room } = await knowingRoom()
    const tab1 = await stranger()
    const tab2 = new Stranger(tab1.identity)
    expect(take(room, await tab1.presence('here', NOW + 1), NOW + 2)).toBe('user-joined')
    expect(take(room, await tab2.presence('here', NOW + 1), NOW + 2)).toBe('')
    expect(room.roster.users(NOW)).toHaveLength(2)
    expect(room.roster.users(NOW)[1]).toMatchObject({ did: tab1.identity.did, sessions: [{}, {}] })
    expect(take(room, await tab1.leave(NOW + 3), NOW + 4)).toBe('')
    expect(take(room, await tab2.leave(NOW + 3), NOW + 4)).toBe('user-left')
  })

  it('[PR6] one’s own other tab is oneself', async () => {
    const { room, identity } = await knowingRoom()
    const tab = new Stranger(identity)
    expect(take(room, await tab.presence('here', NOW + 1), NOW + 2)).toBe('')
    expect(room.roster.users(NOW)).toEqual([
      {
        did: identity.did,
        sessions: [
          { id: expect.any(String), peer: 'peer-own', self: true },
          { id: tab.session.sid, peer: tab.peer, self: false },
        ],
        self: true,
      },
    ])
    expect(take(room, await tab.leave(NOW + 3), NOW + 4)).toBe('')
  })

  it('[PR8] the two sessions closest to the joiner greet it, whoever asks', () => {
    const sid = (first: number): SessionId => {
      const bytes = new Uint8Array(16)
      new DataView(bytes.buffer).setUint32(0, first)
      return sessionId(bytes)
    }
    const members = [8, 9, 10, 11, 12, 0xffff_ffff].map(sid)
    const greeters = members.filter((own) =>
      isGreeter(prefixOf(own), prefixOf(sid(14)), members.map(prefixOf)),
    )
    // 14 is 1110 in binary: 1100 (12) differs by 2, 1010 (10) by 4, 1011 (11) by 5.
    expect(greeters).toEqual([sid(10), sid(12)])
  })

  it('[PR8] in a room of up to 16 everybody says to all that it is here', async () => {
    const { room } = await knowingRoom()
    const said: string[] = []
    for (let others = 1; others <= LIMITS.smallRoom; others++) {
      const now = NOW + others * 1_000
      said.push(take(room, await (await stranger()).presence('join', now), now))
    }
    expect(said.slice(0, -1).every((effects) => effects === 'user-joined announce')).toBe(true)
    // Whose session ids count up: the newest is among the closest to the next.
    expect(said.at(-1)).toMatch(/^user-joined( greet)?$/)
  })

  it('[PR8] once in 250 ms: what is said then is for all who came meanwhile', async () => {
    const { room } = await knowingRoom()
    const join = async (at: number): Promise<string> =>
      take(room, await (await stranger()).presence('join', NOW + at), NOW + at)
    expect(await join(1)).toBe('user-joined announce')
    expect([await join(2), await join(200)]).toEqual(['user-joined', 'user-joined'])
    expect(room.wakeAt(NOW + 200)).toBe(NOW + 251)
    expect(room.tick(NOW + 250).map(name)).not.toContain('announce')
    expect(room.tick(NOW + 251).map(name)).toContain('announce')
    expect(room.tick(NOW + 900).map(name)).not.toContain('announce')
    expect(await join(901)).toBe('user-joined announce')
  })

  it('[PR8] whose own join is still to come says nothing before it', async () => {
    const { room } = await joinedRoom({}, false)
    expect(take(room, await (await stranger()).presence('join', NOW + 1), NOW + 2)).toBe('user-joined')
  })

  it('[PR8] a joiner asks the first that says so for the roster, at once', async () => {
    const { room } = await joinedRoom()
    const [ann, ben] = [await stranger(), await stranger()]
    expect(room.receive(await ann.presence('here', NOW + 1), 'live', NOW + 1)).toMatchObject({
      effects: [{ do: 'user-joined' }, { do: 'ask-roster', peer: ann.peer }],
    })
    expect(take(room, await ben.presence('here', NOW + 2), NOW + 2)).toBe('user-joined')
  })

  it('[PR8] a join out of another’s memory is not greeted', async () => {
    const { room } = await joinedRoom()
    expect(take(room, await (await stranger()).presence('join', NOW + 1), NOW + 2, 'kept')).toBe(
      'user-joined',
    )
  })

  it('[PR8] of those who greet, the first is asked for the roster', async () => {
    const { room } = await joinedRoom()
    expect(room.greetedBy('peer-a').map(name)).toEqual(['ask-roster'])
    expect(room.greetedBy('peer-b')).toEqual([])
    room.caughtUp('roster', true)
    expect(room.greetedBy('peer-b')).toEqual([])
  })

  it('[PR8] when the first does not answer, the next is asked', async () => {
    const { room } = await joinedRoom()
    room.greetedBy('peer-a')
    room.caughtUp('roster', false)
    expect(room.greetedBy('peer-b').map(name)).toEqual(['ask-roster'])
  })

  it('[SY5] the backlog is asked of one that greeted first, one that says it is the eldest, and two by chance', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { room } = await joinedRoom({ random: seededRandom(seed) })
      const here = (did: string, session: number, seq = 0): string =>
        take(room, unsignedPresence(did, session, NOW + 1 + session, { seq }), NOW + 1 + session, 'kept')
      for (let i = 0; i < 20; i++) here(`did:key:honest-${i}`, i, i === 7 ? 40 : i)
      expect(room.roster.backlogPeers()).toHaveLength(3)
      room.greetedBy('peer-that-is-gone')
      room.greetedBy('peer-did:key:honest-3-3')
      room.greetedBy('peer-did:key:honest-4-4')
      const asked = room.roster.backlogPeers()
      expect(asked.slice(0, 2)).toEqual(['peer-did:key:honest-3-3', 'peer-did:key:honest-7-7'])
      expect(new Set(asked).size).toBe(4)
      // Three sessions of one DID that claim to be the eldest are one of the four, two at most.
      for (const session of [100, 101, 102]) here('did:key:eve', session, LIMITS.sequence)
      const byEve = room.roster.backlogPeers().filter((peer) => peer.includes('eve'))
      expect(byEve.length).toBeGreaterThan(0)
      expect(byEve.length).toBeLessThan(3)
    }
  })

  it('[SY5] chance draws DIDs, not sessions, and another time others', async () => {
    const drawn = new Set<string>()
    for (const seed of [1, 2, 3, 4, 5]) {
      const { room } = await joinedRoom({ random: seededRandom(seed) })
      const here = (did: string, session: number, seq = 0): string =>
        take(room, unsignedPresence(did, session, NOW + 1, { seq }), NOW + 1, 'kept')
      for (let i = 0; i < 2; i++) here(`did:key:honest-${i}`, i)
      for (let i = 0; i < LIMITS.sessionsPerDid; i++) here('did:key:eve', 100 + i, LIMITS.sequence)
      const asked = room.roster.backlogPeers()
      expect(asked.filter((peer) => peer.includes('eve')).length).toBeLessThan(3)
      for (let i = 2; i < 30; i++) here(`did:key:honest-${i}`, i)
      for (const peer of room.roster.backlogPeers()) drawn.add(peer)
    }
    expect(drawn.size).toBeGreaterThan(5)
  })

  it('[SY5] in a room of few everybody is asked, each once', async () => {
    const { room } = await joinedRoom()
    expect(room.roster.backlogPeers()).toEqual([])
    for (let i = 0; i < 3; i++) take(room, unsignedPresence(`did:key:${i}`, i, NOW + 1), NOW + 1)
    expect(new Set(room.roster.backlogPeers()).size).toBe(3)
    expect(room.roster.backlogPeers()).toHaveLength(3)
  })

  it('[GC4] after an interruption a member renews at once, and asks what it missed', async () => {
    const { room } = await joinedRoom()
    take(room, await (await stranger()).presence('here', NOW + 1), NOW + 1)
    room.greetedBy('peer-a')
    room.caughtUp('roster', true)
    expect(room.tick(NOW + 3_000).map(name)).toEqual([])
    expect(room.resumed(NOW + 4_000).map(name)).toEqual(['announce', 'ask-roster', 'ask-backlog'])
    room.caughtUp('roster', true)
    room.caughtUp('backlog', true)
    expect(room.tick(NOW + 5_100).map(name)).toEqual(['announce'])
  })

  it('[GC4] three are asked, one a second, whatever the others said: they may have been away as well', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 4; i++) take(room, await (await stranger()).presence('here', NOW + 1), NOW + 1)
    room.greetedBy('peer-a')
    room.caughtUp('roster', true)
    const asked: string[] = []
    for (let now = NOW + 4_000; now < NOW + 10_000; now += 500) {
      const effects = now === NOW + 4_000 ? room.resumed(now) : room.tick(now)
      for (const effect of effects) {
        if (effect.do === 'ask-backlog') asked.push(`${now - NOW} ${effect.peer}`)
        if (effect.do === 'ask-roster') room.caughtUp('roster', true)
      }
      room.caughtUp('backlog', true)
    }
    expect(asked.map((ask) => ask.split(' ')[0])).toEqual(['4000', '5000', '6000'])
    expect(new Set(asked.map((ask) => ask.split(' ')[1])).size).toBe(3)
  })

  it('[PR17] a joiner asks again, for those who came when it did, three others at most', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 4; i++) take(room, await (await stranger()).presence('here', NOW + 1), NOW + 1)
    room.greetedBy('peer-a')
    expect(room.tick(NOW + 5_000).map(name)).not.toContain('ask-newcomers')
    room.caughtUp('roster', true)
    room.tick(NOW + 6_000)
    expect(room.tick(NOW + 5_999 + LIMITS.newcomersDelay).map(name)).not.toContain('ask-newcomers')
    const later = NOW + 6_000 + LIMITS.newcomersDelay
    expect(room.tick(later)).toContainEqual({
      do: 'ask-newcomers',
      peer: expect.any(String) as string,
      since: later - LIMITS.newcomersSince,
    })
    const asked: string[] = []
    for (let now = later + 200; now < later + 8_000; now += 200) {
      for (const effect of room.tick(now))
        if (effect.do === 'ask-newcomers') asked.push(`${now - later} ${effect.peer}`)
    }
    expect(asked).toEqual([expect.stringMatching(/^800 /), expect.stringMatching(/^2400 /)])
    expect(new Set(asked.map((ask) => ask.split(' ')[1])).size).toBe(2)
  })

  it('[PR17] whoever waits for a roster meanwhile is not woken for newcomers', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < 4; i++) take(room, await (await stranger()).presence('here', NOW + 1), NOW + 1)
    room.resumed(NOW + 100)
    room.caughtUp('roster', true)
    room.tick(NOW + 200)
    expect(room.tick(NOW + 1_100).map(name)).toContain('ask-roster')
    const now = NOW + 2_000
    room.tick(now)
    expect(room.wakeAt(now)).toBeGreaterThan(now)
  })

  it('[PR17] where only some can be asked, those are', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, stranger))
    const reachable = people[2]?.peer ?? ''
    const { room } = await joinedRoom({ reaches: (peer) => peer === reachable })
    for (const person of people) take(room, await person.presence('here', NOW + 1), NOW + 1)
    const asked: string[] = []
    room.greetedBy('peer-a')
    room.caughtUp('roster', true)
    for (let now = NOW; now < NOW + 5_000; now += 200) {
      for (const effect of room.tick(now)) if (effect.do === 'ask-newcomers') asked.push(effect.peer)
    }
    expect(asked).toEqual([reachable, reachable, reachable])
  })

  it('[FD8] who was heard by nobody so far asks the first that hears it', async () => {
    const { room } = await joinedRoom()
    expect(room.resumed(NOW + 1, 'peer-a')).toEqual([
      { do: 'ask-roster', peer: 'peer-a' },
      { do: 'announce' },
    ])
  })

  it('[PR9] a joiner whom nobody greets asks whom it hears of', async () => {
    const { room } = await joinedRoom()
    room.tick(NOW + 1)
    // A renewal in a large room, by its lease.
    take(room, await (await stranger()).presence('here', NOW + 10, 60_000), NOW + 10)
    expect(room.tick(NOW + 500).map(name)).toEqual([])
    expect(room.tick(NOW + 1_001).map(name)).toEqual(['ask-roster'])
  })
})
