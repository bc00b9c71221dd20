/** What authors were called, after they have gone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, stranger, take, unsigned, unsignedPresence, type Stranger } from '../support/rooms.ts'

const HOUR = 3_600_000

/** What a session says of its user. */
function called(who: Stranger, name: string, at: number, lease = 30_000): Promise<VerifiedEnvelope> {
  return who.write({ type: 'here', peer: who.peer, profile: { name }, reader: false }, at, lease)
}

/** The same without a signature, padded to a size. */
function named(did: string, session: number, at: number, name: string, size = 400): VerifiedEnvelope {
  const body = { type: 'here', peer: `peer-${did}`, profile: { name }, reader: false } as const
  const envelope = unsigned(did, session, 0, body, at)
  return { ...envelope, text: envelope.text.padEnd(size, '.') }
}

function wrote(did: string, session: number, at: number, seq = 0): VerifiedEnvelope {
  return unsigned(did, session, seq, { type: 'chat', messages: [{ content: did }] }, at, HOUR)
}

const names = (room: Room): (string | undefined)[] => room.messages().map(({ name }) => name)
const backlog = (room: Room, now: number): readonly VerifiedEnvelope[] =>
  room.answer({ ask: 'backlog', limit: 200, since: 0, names: true }, now)

describe('a message', () => {
  it('has the name and the picture that its author went by when it was told, whatever comes later', async () => {
    const { room } = await joinedRoom()
    const zoe = await stranger()
    const profile = { name: 'Zoë', avatar: 'https://example.org/zoe.png' }
    const join = await zoe.write({ type: 'join', peer: zoe.peer, profile, reader: false }, NOW + 1, 30_000)
    take(room, join, NOW + 1)
    take(room, await zoe.chat('one', NOW + 2), NOW + 2)
    take(room, await called(zoe, 'Zed', NOW + 3), NOW + 3)
    take(room, await zoe.chat('two', NOW + 4), NOW + 4)
    take(room, await zoe.leave(NOW + 5), NOW + 5)
    expect(names(room)).toEqual(['Zoë', 'Zed'])
    expect(room.messages()[0]).toMatchObject(profile)
    expect(Object.isFrozen(room.messages()[0])).toBe(true)
  })

  it('has no name where its author gave none', async () => {
    const { room } = await joinedRoom()
    const zoe = await stranger()
    take(room, await zoe.presence('join', NOW + 1), NOW + 1)
    take(room, await zoe.chat('one', NOW + 2), NOW + 2)
    expect('name' in room.messages()[0]!).toBe(false)
  })

  it('has one once it is known, also where words overtake their author', async () => {
    const { room } = await joinedRoom()
    const zoe = await stranger()
    const said = await zoe.chat('one', NOW + 2)
    take(room, said, NOW + 2)
    expect(names(room)).toEqual([undefined])
    take(room, await called(zoe, 'Zoë', NOW + 3), NOW + 3)
    expect(names(room)).toEqual(['Zoë'])
  })
})

describe('the names in a backlog', () => {
  it('[SY14] are those of its authors, the departed and the answerer among them, before what they wrote', async () => {
    const { room } = await joinedRoom()
    const [zoe, bob, silent] = [await stranger(), await stranger(), await stranger()]
    const here = await called(zoe, 'Zoë', NOW + 1)
    for (const envelope of [here, await called(bob, 'Bob', NOW + 1), await called(silent, 'S', NOW + 1)])
      take(room, envelope, NOW + 1)
    const [one, two] = [await zoe.chat('one', NOW + 2), await zoe.chat('two', NOW + 3)]
    for (const envelope of [one, two, await zoe.leave(NOW + 4)]) take(room, envelope, NOW + 4)
    expect(backlog(room, NOW + 5).map(({ text }) => text)).toEqual([here, one, two].map(({ text }) => text))
    expect(room.answer({ ask: 'backlog', limit: 200, since: 0 }, NOW + 5)).toHaveLength(2)
  })

  it('[SY14] are at most 100, of those who wrote last, and the small ones come first into 64 KiB', async () => {
    const { room } = await joinedRoom({ flood: null })
    for (let i = 0; i < 100; i++) {
      const did = `did:key:author${i}`
      // A flood of large presence: its authors wrote last.
      take(room, named(did, i + 1, NOW + 1, `${i}`, i < 50 ? 500 : LIMITS.bylineEnvelope), NOW + 1)
      take(room, wrote(did, i + 1, NOW + 10 + i), NOW + 200)
    }
    const answer = backlog(room, NOW + 300).filter(({ body }) => body.type === 'here')
    const bytes = answer.reduce((sum, { text }) => sum + text.length, 0)
    expect(bytes).toBeLessThanOrEqual(LIMITS.bylineItemBytes)
    expect(answer.filter(({ text }) => text.length === 500)).toHaveLength(50)
    expect(answer.length).toBe(50 + Math.floor((LIMITS.bylineItemBytes - 50 * 500) / LIMITS.bylineEnvelope))
  })

  it('[SY15] are kept for as long as the transcript holds something of their bearers', async () => {
    const { room } = await joinedRoom()
    const [zoe, silent] = [await stranger(), await stranger()]
    for (const [who, name] of [
      [zoe, 'Zoë'],
      [silent, 'S'],
    ] as const)
      take(room, await called(who, name, NOW + 1), NOW + 1)
    take(room, await zoe.chat('one', NOW + 2), NOW + 2)
    // Their leases run out.
    room.tick(NOW + 40_000)
    expect(room.size).toBe(1)
    room.tick(NOW + HOUR - 1)
    expect(backlog(room, NOW + HOUR - 1)).toHaveLength(2)
    room.tick(NOW + HOUR + 40_000)
    expect(backlog(room, NOW + HOUR + 40_000)).toEqual([])
  })

  it('[SY15] name the departed, bring nobody back and end nobody, although their leases hold', async () => {
    const { room } = await joinedRoom()
    const zoe = await stranger()
    const here = await called(zoe, 'Zoë', NOW + 1)
    expect(take(room, here, NOW + 2, 'byline')).toBe('')
    expect(room.size).toBe(1)
    expect(room.roster.users(NOW + 2).map(({ did }) => did)).not.toContain(zoe.identity.did)
    take(room, await zoe.chat('one', NOW + 3), NOW + 4, 'kept')
    expect(names(room)).toEqual(['Zoë'])
    // Nor does it make the session deaf to its own presence, the same one too.
    expect(take(room, here, NOW + 5)).toContain('user-joined')
  })

  it('[SY15] count although their leases have ended, 7,200 s at most', async () => {
    const late = NOW + LIMITS.transcriptAge + LIMITS.lifetime
    const { room } = await joinedRoom()
    expect(take(room, unsignedPresence('did:key:a', 1, NOW), late, 'byline')).toBe('')
    expect(take(room, unsignedPresence('did:key:b', 1, NOW), late + 1, 'byline')).toBe('late')
    expect(take(room, unsignedPresence('did:key:c', 1, NOW + LIMITS.skew), NOW, 'byline')).toBe('')
    expect(take(room, unsignedPresence('did:key:d', 1, NOW + LIMITS.skew + 1), NOW, 'byline')).toBe('early')
  })

  it('[SY15] of two the newer holds, in whatever order and way they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
        fc.array(fc.constantFrom<'byline' | 'live'>('byline', 'live'), { minLength: 4, maxLength: 4 }),
        async (order, ways) => {
          const { room } = await joinedRoom()
          const zoe = await stranger()
          const all: VerifiedEnvelope[] = []
          for (let i = 0; i < 4; i++) all.push(await called(zoe, `name ${i}`, NOW + 1 + i))
          order.forEach((place, i) => take(room, all[place]!, NOW + 10, ways[i]))
          take(room, await zoe.chat('one', NOW + 5), NOW + 10)
          expect(names(room)).toEqual([`name ${Math.max(...order)}`])
        },
      ),
      { numRuns: 50 },
    )
  })

  it('[SY15] of readers, of this member itself and of more than 12,288 bytes are none', async () => {
    const { room, identity } = await joinedRoom()
    const reader = { type: 'here', peer: 'p', profile: {}, reader: true } as const
    expect(take(room, unsigned('did:key:a', 1, 0, reader, NOW), NOW, 'byline')).toBe('absent')
    const own = backlogPresence(room)
    expect(own.claims.iss).toBe(identity.did)
    expect(take(room, own, NOW, 'byline')).toBe('seen')
    const sized = (size: number): string => take(room, named('did:key:b', 1, NOW, 'B', size), NOW, 'byline')
    expect(sized(LIMITS.bylineEnvelope + 1)).toBe('crowded')
    expect(sized(LIMITS.bylineEnvelope)).toBe('')
  })

  it('[SY15] are 500 and 1 MiB at most; those of nobody who wrote give way first', async () => {
    const { room } = await joinedRoom()
    take(room, named('did:key:zoe', 1, NOW + 1, 'Zoë'), NOW + 1)
    take(room, wrote('did:key:zoe', 1, NOW + 2), NOW + 2)
    take(room, unsigned('did:key:zoe', 1, 1, { type: 'leave' }, NOW + 3, 120_000), NOW + 3)
    for (let i = 0; i < LIMITS.bylines; i++)
      take(room, named(`did:key:nobody${i}`, 1, NOW + 4, 'N', 1_000), NOW + 4, 'byline')
    const has = (did: string): boolean => {
      take(room, wrote(did, 1, NOW + 5), NOW + 5, 'kept')
      return room.messages().some(({ from, name }) => from === did && name !== undefined)
    }
    expect(backlog(room, NOW + 6).map(({ claims }) => claims.iss)).toEqual(['did:key:zoe', 'did:key:zoe'])
    expect([has('did:key:nobody0'), has('did:key:nobody1')]).toEqual([false, true])
    for (let i = 0; i < 200; i++)
      take(room, named(`did:key:large${i}`, 1, NOW + 7, 'L', LIMITS.bylineEnvelope), NOW + 7, 'byline')
    const most = Math.floor(LIMITS.bylineBytes / LIMITS.bylineEnvelope)
    expect([has(`did:key:large${199 - most}`), has(`did:key:large${200 - most + 1}`)]).toEqual([false, true])
    expect(
      backlog(room, NOW + 8).some(({ body, claims }) => body.type === 'here' && claims.iss === 'did:key:zoe'),
    ).toBe(true)
  })
})

function backlogPresence(room: Room): VerifiedEnvelope {
  const { presence } = room
  if (presence === null) throw new Error('joined')
  return presence
}
