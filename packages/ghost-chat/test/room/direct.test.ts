import { describe, expect, it } from 'vitest'
import { guest } from '../../src/identity/guest.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import type { Room } from '../../src/room/room.ts'
import { frameOf, type VerifiedEnvelope } from '../../src/wire/envelope.ts'
import type { Did } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW, TOPIC } from '../support/forge.ts'
import { joinedRoom, met, stranger, Stranger, take } from '../support/rooms.ts'
import { syncCrypto } from '../support/sync-crypto.ts'

function direct(from: Stranger, to: Did, text: string, now: number): Promise<VerifiedEnvelope> {
  return from.write({ type: 'direct', to, messages: [{ content: text }] }, now, 2 * LIMITS.skew)
}

const texts = (room: Room): string[] => room.messages().map(String)

describe('direct messages', () => {
  it('[DM4] one is shown to its receiver, marked and apart from what is public', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await met(room)
    take(room, await bob.chat('to all', NOW + 1), NOW + 1)
    expect(take(room, await direct(bob, identity.did, 'psst', NOW + 2), NOW + 2, 'direct')).toBe(
      'message:psst',
    )
    take(room, await bob.chat('to all again', NOW + 3), NOW + 3)
    expect(texts(room)).toEqual(['to all', 'to all again'])
    expect(room.directMessages()).toMatchObject([{ text: 'psst', to: identity.did, own: false }])
  })

  it('[DM4] it is in no answer', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await stranger()
    const psst = await direct(bob, identity.did, 'psst', NOW + 1)
    take(room, psst, NOW + 1, 'direct')
    const { iss, sid } = psst.claims
    expect(room.answer({ ask: 'backlog', limit: 200, since: 0 }, NOW + 2)).toEqual([])
    expect(room.answer({ ask: 'repair', iss, sid, from: 0, to: 10 }, NOW + 2)).toEqual([])
  })

  it('[SY10] nor is one that this member sent', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await stranger()
    const draft = room.draftDirect(bob.identity.did, [{ content: 'psst' }], NOW + 1)
    const envelope = await signEnvelope(identity, draft, syncCrypto)
    room.commitDirect(envelope)
    expect(room.sent(envelope, NOW + 1).map(({ to }) => to)).toEqual([bob.identity.did])
    expect(texts(room)).toEqual([])
    expect(room.directMessages()).toMatchObject([{ text: 'psst', own: true }])
    expect(room.answer({ ask: 'backlog', limit: 200, since: 0 }, NOW + 2)).toEqual([])
  })

  it.each(['live', 'kept'] as const)('[DM3] one that comes %s is ignored', async (way) => {
    const { room, identity } = await joinedRoom()
    const bob = await stranger()
    expect(take(room, await direct(bob, identity.did, 'psst', NOW + 1), NOW + 1, way)).toBe('private')
    expect(texts(room)).toEqual([])
  })

  it('[DM3] one that is for somebody else is ignored, and so is public talk that comes alone', async () => {
    const { room } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    const astray = await direct(bob, carol.identity.did, 'psst', NOW + 1)
    expect(take(room, astray, NOW + 1, 'direct')).toBe('private')
    expect(take(room, await bob.chat('to all', NOW + 2), NOW + 2, 'direct')).toBe('private')
  })

  it('[DM3] what one’s own other session said is shown', async () => {
    const { room, identity } = await joinedRoom()
    const [tab, bob] = [new Stranger(identity), await stranger()]
    const said = await direct(tab, bob.identity.did, 'psst', NOW + 1)
    expect(take(room, said, NOW + 1, 'direct')).toBe('message:psst')
  })

  it('[DM3] a relay passes none on', async () => {
    const [bob, carol] = [new Stranger(await guest()), await stranger()]
    const frame = frameOf((await direct(bob, carol.identity.did, 'psst', Date.now())).text)
    const verifier = createVerifier(syncCrypto)
    expect(await judgeFrame(frame, TOPIC, Date.now(), verifier)).toMatchObject({
      verdict: 'ignore',
      code: 'private',
    })
  })

  it('[DM2] each receiver has a chain, apart from what is said to all', async () => {
    const { room, identity } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    const sign = async (to: Did): Promise<VerifiedEnvelope> => {
      const draft = room.draftDirect(to, [{ content: 'psst' }], NOW + 1)
      const envelope = await signEnvelope(identity, draft, syncCrypto)
      room.commitDirect(envelope)
      return envelope
    }
    const [first, second, third] = [
      await sign(bob.identity.did),
      await sign(carol.identity.did),
      await sign(bob.identity.did),
    ]
    expect([first, second, third].map(({ claims }) => claims.seq)).toEqual([0, 0, 1])
    expect(third.claims.link).toEqual({ chain: 'direct', prev: first.id })
    expect(room.draftChat([{ content: 'to all' }], NOW + 2).claims).toMatchObject({
      seq: 0,
      link: { prev: null },
    })
  })

  it('[DM2] one is shown once, and hides nothing that is said to all', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await met(room)
    const psst = await direct(bob, identity.did, 'psst', NOW + 1)
    take(room, psst, NOW + 1, 'direct')
    expect(take(room, psst, NOW + 2, 'direct')).toBe('seen')
    expect(take(room, await bob.chat('to all', NOW + 3), NOW + 3)).toBe('message:to all')
  })

  it('[DM4] one that is late or of a session that left is ignored', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await stranger()
    const old = await direct(bob, identity.did, 'old', NOW)
    expect(take(room, old, NOW + LIMITS.skew + 1, 'direct')).toBe('late')
    take(room, await bob.leave(NOW + 2), NOW + 2)
    expect(take(room, await direct(bob, identity.did, 'psst', NOW + 3), NOW + 3, 'direct')).toBe('ended')
  })

  it('[DM6] flood control holds, and is counted apart', async () => {
    const { room, identity } = await joinedRoom()
    const bob = await met(room)
    const outcomes: string[] = []
    for (let i = 0; i <= LIMITS.floodMessages; i++)
      outcomes.push(take(room, await direct(bob, identity.did, `${i}`, NOW + i), NOW + i, 'direct'))
    expect(outcomes.slice(-2)).toEqual([`message:${LIMITS.floodMessages - 1}`, 'flood'])
    expect(take(room, await bob.chat('to all', NOW + 100), NOW + 100)).toBe('message:to all')
  })

  it('[DM6] a peer hands over 40 in 10 s', async () => {
    const { room } = await joinedRoom()
    const allowed = Array.from({ length: LIMITS.directsPerWindow + 1 }, () =>
      room.mayAsk('peer-a', 'direct', NOW),
    )
    expect(allowed.filter(Boolean)).toHaveLength(LIMITS.directsPerWindow)
    expect(allowed.at(-1)).toBe(false)
    expect(room.mayAsk('peer-a', 'direct', NOW + LIMITS.answerWindow)).toBe(true)
  })
})
