import { beforeEach, describe, expect, it } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import type { RoomInit } from '../../src/room/room-init.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, knowingRoom, name, Stranger, stranger, take } from '../support/rooms.ts'
import { syncCrypto } from '../support/sync-crypto.ts'

let room: Room
let bob: Stranger
/** Later than everything that `enter` signs. */
const T = NOW + 1_000

async function enter(init: Partial<RoomInit> = {}): Promise<void> {
  room = (await knowingRoom(init)).room
  bob = await stranger()
  take(room, await bob.presence('join', NOW + 1), NOW + 1)
}
beforeEach(() => enter())

const typing = (now: number): readonly string[] => room.typing.users('did:key:nobody' as never, now)
const bobTypes = (): string[] => [bob.identity.did]

/** A suspect is asked, and does not answer. */
function notFound({ peer }: Stranger, since: number): void {
  const asked = since + LIMITS.checkDelay + LIMITS.checkSpread
  room.tick(asked)
  room.suspicions.probed(peer, 'silent', asked)
}

describe('who is typing', () => {
  it('[TP2] it holds for six seconds from when it came in', async () => {
    expect(take(room, await bob.typing(true, T), T + 500)).toBe('typing')
    expect(typing(T + 500)).toEqual(bobTypes())
    const end = T + 500 + LIMITS.typingShown
    expect(room.wakeAt(end - 100)).toBe(end)
    expect(room.tick(end - 1).map(name)).not.toContain('typing')
    expect(typing(end - 1)).toEqual(bobTypes())
    expect(typing(end)).toEqual([])
    expect(room.tick(end).map(name)).toContain('typing')
    expect(room.tick(end + 1).map(name)).not.toContain('typing')
  })

  it('[TP2] said again, it goes on', async () => {
    take(room, await bob.typing(true, T), T)
    take(room, await bob.typing(true, T + 3_000), T + 3_000)
    expect(typing(T + LIMITS.typingShown + 1)).toEqual(bobTypes())
  })

  it('[TP2] a clock that is set back makes nobody type for longer', async () => {
    take(room, await bob.typing(true, T), T)
    expect(typing(T - 1)).toEqual([])
  })

  it('[TP2] “false” ends it', async () => {
    take(room, await bob.typing(true, T), T)
    expect(take(room, await bob.typing(false, T + 10), T + 10)).toBe('typing')
    expect(typing(T + 10)).toEqual([])
  })

  it('[TP2] what the session says ends it, and comes after that', async () => {
    take(room, await bob.typing(true, T), T)
    expect(take(room, await bob.chat('hi', T + 10), T + 10)).toBe('typing message:hi')
    expect(typing(T + 10)).toEqual([])
  })

  it('[TP2] what it said before, and comes late, does not', async () => {
    const late = await bob.chat('hi', T)
    take(room, await bob.typing(true, T + 10), T + 10)
    expect(take(room, late, T + 20)).not.toContain('typing')
    expect(typing(T + 20)).toEqual(bobTypes())
  })

  it('[TP2] what it says to this member alone ends it', async () => {
    const { room: mine, identity } = await joinedRoom()
    room = mine
    take(room, await bob.presence('here', NOW + 2), NOW + 2)
    take(room, await bob.typing(true, T), T)
    const body = { type: 'direct', to: identity.did, messages: [{ content: 'psst' }] } as const
    expect(take(room, await bob.write(body, T + 10, 60_000), T + 10, 'direct')).toBe('typing message:psst')
    expect(typing(T + 10)).toEqual([])
  })

  it('[TP2] one that was overtaken by what was typed shows nothing', async () => {
    const late = await bob.typing(true, T)
    take(room, await bob.chat('hi', T + 10), T + 10)
    expect(take(room, late, T + 20)).toBe('typing')
    expect(typing(T + 20)).toEqual([])
  })

  it('[TP2] one from before this member came shows nothing', async () => {
    const ann = await stranger()
    take(room, await ann.presence('join', NOW - 10), NOW)
    expect(take(room, await ann.typing(true, NOW - 1), T)).toBe('typing')
    expect(typing(T)).toEqual([])
  })

  it('[TP2] who leaves types no more', async () => {
    take(room, await bob.typing(true, T), T)
    expect(take(room, await bob.leave(T + 10), T + 10)).toBe('typing user-left')
    expect(typing(T + 10)).toEqual([])
  })

  it('[TP2] nor does who is taken for gone', async () => {
    take(room, await bob.typing(true, T), T)
    room.suspicions.accuse([{ iss: bob.identity.did, sid: bob.session.sid, seq: 0 }], T)
    notFound(bob, T)
    expect(room.tick(T + LIMITS.refutation).map(name)).toEqual(
      expect.arrayContaining(['typing', 'user-left']),
    )
    expect(typing(T + LIMITS.refutation)).toEqual([])
  })

  it('a user of two sessions is named once, and one’s own other session not at all', async () => {
    const other = new Stranger(bob.identity)
    take(room, await other.presence('join', NOW + 2), NOW + 2)
    take(room, await bob.typing(true, T), T)
    take(room, await other.typing(true, T + 1), T + 1)
    expect(typing(T + 1)).toEqual(bobTypes())
    take(room, await bob.chat('hi', T + 2), T + 2)
    expect(typing(T + 2)).toEqual(bobTypes())
    expect(room.typing.users(bob.identity.did, T + 2)).toEqual([])
  })
})

describe('what of it counts', () => {
  it('[TP3] 19, 20 and not 21 of a DID in 30 s, whatever it says in messages', async () => {
    take(room, await bob.chat('x', T, LIMITS.floodMessages), T)
    const codes: string[] = []
    for (let i = 1; i <= 21; i++) codes.push(take(room, await bob.typing(i % 2 === 0, T + i), T + i))
    expect(codes.slice(0, 20)).toEqual(Array(20).fill('typing'))
    expect(codes[20]).toBe('flood')
    const later = T + 1 + LIMITS.typingWindow
    expect(take(room, await bob.typing(true, later), later)).toBe('typing')
  })

  it('[TP3] a flood of it costs nobody a message', async () => {
    for (let i = 1; i <= 40; i++) take(room, await bob.typing(true, T + i), T + i)
    const said = await bob.chat('x', T + 100, LIMITS.floodMessages)
    expect(
      take(room, said, T + 100)
        .split(' ')
        .filter((effect) => effect === 'message:x'),
    ).toHaveLength(20)
  })

  it('[TP3] it counts in rooms of 49, 50 and not 51 sessions, and is signed in no larger one', async () => {
    for (let here = 2; here < 49; here++) {
      take(room, await (await stranger()).presence('join', NOW + here), NOW + here)
    }
    const codes: string[] = []
    for (const i of [0, 1, 2]) {
      codes.push(take(room, await bob.typing(true, T + 2 * i), T + 2 * i))
      codes.push(room.draftTyping(true, T) === null ? 'no draft' : 'draft')
      take(room, await (await stranger()).presence('join', T + 2 * i + 1), T + 2 * i + 1)
    }
    expect(codes).toEqual(['typing', 'draft', 'typing', 'draft', 'crowded', 'no draft'])
  })

  it('[TP3] not from who is not here', async () => {
    const nobody = await stranger()
    expect(take(room, await nobody.typing(true, T), T)).toBe('absent')
    take(room, await bob.leave(T), T)
    expect(take(room, await bob.typing(true, T + 1), T + 1)).toBe('ended')
  })

  it('[TP3] not from who only reads', async () => {
    const reader = await stranger()
    const body = { type: 'join', peer: 'peer-r', profile: {}, reader: true } as const
    take(room, await reader.write(body, NOW + 2, 30_000), NOW + 2)
    expect(take(room, await reader.typing(true, T), T)).toBe('absent')
  })

  it('[TP3] it is seen once, and only live', async () => {
    const said = await bob.typing(true, T)
    expect(take(room, said, T, 'kept')).toBe('late')
    expect(take(room, said, T)).toBe('typing')
    expect(take(room, said, T + 1)).toBe('outdated')
  })

  it('[TP3] it outdates neither presence nor a suspicion that come late', async () => {
    const [ann, here] = [await stranger(), await bob.presence('here', T)]
    take(room, await ann.presence('join', NOW + 2), NOW + 2)
    const suspects = [{ iss: ann.identity.did, sid: ann.session.sid, seq: 0 }]
    const suspicion = await bob.write({ type: 'suspect', suspects }, T + 1, 60_000)
    take(room, await bob.typing(true, T + 2), T + 2)
    expect(take(room, here, T + 3)).toBe('')
    expect(take(room, suspicion, T + 4)).toBe('')
    notFound(ann, T + 4)
    expect(room.tick(T + 4 + LIMITS.refutation).map(name)).toContain('user-left')
  })

  it('[TP4] it renews no lease, and refutes nothing', async () => {
    take(room, await bob.typing(true, T), T)
    room.suspicions.accuse([{ iss: bob.identity.did, sid: bob.session.sid, seq: 0 }], T + 1)
    take(room, await bob.typing(true, T + 2), T + 2)
    notFound(bob, T + 1)
    expect(room.tick(T + 1 + LIMITS.refutation).map(name)).toContain('user-left')
    await enter()
    take(room, await bob.typing(true, NOW + 30_000), NOW + 30_000)
    expect(room.tick(NOW + 30_001).map(name)).toContain('user-left')
  })

  it('[TP4] it is in no transcript and in no answer: presence is what is given', async () => {
    const own = room.draftTyping(true, T)
    if (own === null) throw new Error('The room is small.')
    take(room, await bob.typing(true, T), T)
    const types = (['roster', 'newcomers', 'backlog'] as const).flatMap((ask) => {
      const request = {
        roster: { ask },
        newcomers: { ask, since: 0 },
        backlog: { ask, limit: 100, since: 0 },
      }
      return room.answer(request[ask] as never, T).map(({ body }) => body.type)
    })
    expect(types).toEqual(['join', 'join', 'join', 'join'])
    expect(room.messages()).toEqual([])
  })

  it('[TP4] a member’s own does not change what its presence is', async () => {
    const { room: mine, identity } = await joinedRoom()
    const draft = mine.draftTyping(true, T)
    if (draft === null) throw new Error('The room is small.')
    expect(mine.sent(await signEnvelope(identity, draft, syncCrypto), T)).toEqual([])
    expect(mine.presence?.body.type).toBe('join')
    expect(mine.draftState('here', T + 1)?.claims.seq).toBe(2)
  })

  it('[TP1] who only reads drafts none', async () => {
    await enter({ reader: true })
    expect(room.draftTyping(true, T)).toBeNull()
  })
})
