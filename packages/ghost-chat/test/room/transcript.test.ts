import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Transcript } from '../../src/room/transcript.ts'
import { DEFAULT_TRANSCRIPT } from '../../src/room/transcript-bounds.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import type { Did } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, met, stranger, take, unsigned } from '../support/rooms.ts'

const chat = (content: string): VerifiedEnvelope['body'] => ({ type: 'chat', messages: [{ content }] })
const texts = (transcript: Transcript): string[] => transcript.messages().map(String)

describe('the transcript', () => {
  it('keeps 100 messages, the newest', async () => {
    const bob = await stranger()
    const transcript = new Transcript(DEFAULT_TRANSCRIPT, 'did:key:zOwn' as Did)
    const sent: VerifiedEnvelope[] = []
    for (let i = 0; i < 101; i++) sent.push(await bob.chat(`${i}`, NOW + i))
    for (const envelope of sent.slice(0, 99)) transcript.add(envelope, false, NOW + 200)
    expect(texts(transcript)).toHaveLength(99)
    for (const envelope of sent.slice(99, 100)) transcript.add(envelope, false, NOW + 200)
    expect(texts(transcript)).toHaveLength(100)
    for (const envelope of sent.slice(100)) transcript.add(envelope, false, NOW + 200)
    expect(texts(transcript)).toHaveLength(100)
    expect(texts(transcript)[0]).toBe('1')
  })

  it('keeps 1 MiB', async () => {
    const bob = await stranger()
    const transcript = new Transcript(DEFAULT_TRANSCRIPT, 'did:key:zOwn' as Did)
    let size = 0
    for (let i = 0; i < 100; i++) {
      const envelope = await bob.chat('x'.repeat(8_192), NOW + i)
      size += envelope.text.length
      transcript.add(envelope, false, NOW + 200)
    }
    expect(size).toBeGreaterThan(LIMITS.transcriptBytes)
    const kept = transcript.latest(200, 0).reduce((sum, envelope) => sum + envelope.text.length, 0)
    expect(kept).toBeLessThanOrEqual(LIMITS.transcriptBytes)
    expect(kept).toBeGreaterThan(LIMITS.transcriptBytes - 2 * LIMITS.messageBytes)
  })

  it('[SY13] five new DIDs with 20 messages each leave most of what those said who are here for longer', () => {
    for (const authors of [1, 5, 20]) {
      const transcript = new Transcript(DEFAULT_TRANSCRIPT, 'did:key:zOwn' as Did)
      const say = (did: string, seq: number, at: number): void => {
        transcript.add(unsigned(did, 1, seq, chat(`${did} ${seq}`), at, 3_600_000), false, at)
      }
      for (let i = 0; i < 100; i++) say(`did:key:honest-${i % authors}`, i, NOW + i * 3_000)
      for (let i = 0; i < 100; i++) say(`did:key:eve-${i % 5}`, i, NOW + 301_000 + i)
      const honest = texts(transcript).filter((text) => text.includes('honest')).length
      expect(texts(transcript)).toHaveLength(100)
      expect(honest).toBe({ 1: 50, 5: 83, 20: 95 }[authors])
    }
  })

  it('[SY13] what a hundred thousand bytes of one DID push out is its own', () => {
    const bounds = { ...DEFAULT_TRANSCRIPT, bytes: 4_000 }
    const transcript = new Transcript(bounds, 'did:key:zOwn' as Did)
    const add = (did: string, seq: number, at: number): void => {
      transcript.add(unsigned(did, 1, seq, chat(`${did} ${seq}`), at, 3_600_000), false, at)
    }
    for (const did of ['did:key:a', 'did:key:b', 'did:key:eve']) add(did, 0, NOW)
    for (let i = 1; i < 100; i++) add('did:key:eve', i, NOW + 200_000 + i)
    expect(texts(transcript).slice(0, 2)).toEqual(['did:key:a 0', 'did:key:b 0'])
    expect(texts(transcript)).toHaveLength(10)
  })

  it('[SY13] of 1,024 DIDs at once it is known that they are no newcomers, and of others after an hour', () => {
    // Whether two DIDs that come beyond those count as one newcomer three minutes later.
    const areOne = (comeAt: number): boolean => {
      const bounds = { ...DEFAULT_TRANSCRIPT, messages: 10, age: 100_000 }
      const transcript = new Transcript(bounds, 'did:key:zOwn' as Did)
      const say = (did: string, seq: number, at: number): void => {
        transcript.add(unsigned(`did:key:${did}`, 1, seq, chat(`${did} ${seq}`), at, 3_600_000), false, at)
      }
      for (let i = 0; i < LIMITS.speakers; i++) say(`known-${i}`, 0, NOW + i)
      for (const did of ['x', 'z', 'a']) say(did, 0, comeAt)
      const now = comeAt + LIMITS.freshSpeaker + 20_000
      // One who is known by then has said the most of all but those two together.
      const most = comeAt < NOW + LIMITS.transcriptAge ? 'known-0' : 'a'
      for (const seq of [1, 2, 3]) for (const did of ['x', 'z']) say(did, seq, now + seq)
      for (const seq of [1, 2, 3, 4, 5]) say(most, seq, now + 10 + seq)
      const kept = texts(transcript)
      expect(kept).toHaveLength(10)
      return kept.includes(`${most} 1`)
    }
    expect(areOne(NOW + 2_000)).toBe(true)
    expect(areOne(NOW + LIMITS.transcriptAge + 10_000)).toBe(false)
  })

  it('[SY13] members keep of each person the newest', () => {
    const said = fc.record({ did: fc.nat(4), at: fc.integer({ min: 0, max: 600_000 }) })
    const bounds = { ...DEFAULT_TRANSCRIPT, messages: 8 }
    fc.assert(
      fc.property(fc.uniqueArray(said, { maxLength: 40, selector: ({ at }) => at }), (all) => {
        const inOrder = [...all].sort((a, b) => a.at - b.at)
        const seqs = new Map<number, number>()
        const envelopes = inOrder.map(({ did, at }) => {
          const seq = seqs.get(did) ?? 0
          seqs.set(did, seq + 1)
          return unsigned(`did:key:${did}`, 1, seq, chat(`${did} ${seq}`), NOW + at, 3_600_000)
        })
        const transcript = new Transcript(bounds, 'did:key:zOwn' as Did)
        for (const envelope of envelopes) transcript.add(envelope, false, NOW + 600_000)
        for (const [did, next] of seqs) {
          const kept = texts(transcript).filter((text) => text.startsWith(`${did} `))
          // Of each the newest.
          expect(kept).toEqual(kept.map((_, i) => `${did} ${next - kept.length + i}`))
        }
      }),
    )
  })

  it('[TM3] keeps nothing past its exp', async () => {
    const bob = await stranger()
    const transcript = new Transcript(DEFAULT_TRANSCRIPT, 'did:key:zOwn' as Did)
    transcript.add(
      await bob.write({ type: 'chat', messages: [{ content: 'long' }] }, NOW, 3_600_000),
      false,
      NOW,
    )
    transcript.add(
      await bob.write({ type: 'chat', messages: [{ content: 'short' }] }, NOW + 1, 1_000),
      false,
      NOW,
    )
    transcript.expire(NOW + 1_000)
    expect(texts(transcript)).toEqual(['long', 'short'])
    transcript.expire(NOW + 1_001)
    expect(texts(transcript)).toEqual(['long'])
  })

  it('has one order, however messages come in: by time, then by id', async () => {
    const people = await Promise.all([stranger(), stranger(), stranger()])
    const envelopes: VerifiedEnvelope[] = []
    for (let i = 0; i < 12; i++) {
      const who = people[i % 3]
      if (who !== undefined) envelopes.push(await who.chat(`${i}`, NOW + Math.floor(i / 4)))
    }
    const order = (list: readonly VerifiedEnvelope[]): string => {
      const transcript = new Transcript(DEFAULT_TRANSCRIPT, 'did:key:zOwn' as Did)
      for (const envelope of list) transcript.add(envelope, false, NOW + 10)
      return transcript
        .messages()
        .map((message) => message.id)
        .join()
    }
    const expected = order(envelopes)
    fc.assert(
      fc.property(fc.shuffledSubarray(envelopes, { minLength: envelopes.length }), (shuffled) => {
        expect(order(shuffled)).toBe(expected)
      }),
    )
  })

  it('[TM4] what was said before one’s own join is history and fires nothing', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    expect(take(room, await bob.chat('before', NOW - 1), NOW + 5)).toBe('')
    expect(take(room, await bob.chat('at once', NOW), NOW + 6)).toBe('message:at once')
    expect(room.messages().map((message) => message.history)).toEqual([true, false])
  })

  it('what a full transcript has no place for is told all the same', async () => {
    const { room } = await joinedRoom({ transcript: { ...DEFAULT_TRANSCRIPT, messages: 2 } })
    const [bob, carol] = [await stranger(), await stranger()]
    for (const who of [bob, carol]) take(room, await who.presence('join', NOW + 1), NOW + 1)
    const early = await bob.chat('early', NOW + 2)
    for (const at of [3, 4]) take(room, await carol.chat(`at ${at}`, NOW + at), NOW + at)
    expect(take(room, early, NOW + 5)).toBe('message:early')
    expect(room.messages().map(String)).toEqual(['at 3', 'at 4'])
  })

  it('[SQ2] an answer is stamped after what it answers, even when the own clock is behind', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.chat('question', NOW + 900), NOW + 1)
    expect(room.draftChat([{ content: 'answer' }], NOW + 2).claims.issuedAt).toBe(NOW + 901)
  })

  it('[SQ2] a clock that is far ahead drags nobody along', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.chat('from the future', NOW + 50_000), NOW + 1)
    expect(room.draftChat([{ content: 'answer' }], NOW + 2).claims.issuedAt).toBe(NOW + 2)
  })

  it('[SQ3] a draft that was not sent gives its number back', async () => {
    const { room } = await joinedRoom()
    expect(room.draftChat([{ content: 'lost' }], NOW + 1).claims).toMatchObject({ seq: 0 })
    expect(room.draftChat([{ content: 'sent' }], NOW + 1).claims).toMatchObject({ seq: 0, issuedAt: NOW + 2 })
  })
})

describe('flood control', () => {
  it('[GC3] 20 messages in 30 s are shown, the 21st is not', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    for (let i = 0; i < 20; i++)
      expect(take(room, await bob.chat(`${i}`, NOW + i), NOW + i)).toBe(`message:${i}`)
    expect(take(room, await bob.chat('20', NOW + 20), NOW + 20)).toBe('flood')
    expect(take(room, await bob.chat('later', NOW + 30_000), NOW + 30_000)).toBe('message:later')
  })

  it('[GC3] messages of one envelope count one by one', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    expect(take(room, await bob.chat('x', NOW + 1, 20), NOW + 1).split(' ')).toHaveLength(20)
    expect(take(room, await bob.chat('x', NOW + 2, 1), NOW + 2)).toBe('flood')
  })

  it('[GC3] a DID’s sessions share one measure, others have their own', async () => {
    const { room } = await joinedRoom()
    const [bob, carol] = [await met(room), await met(room)]
    take(room, await bob.chat('x', NOW + 1, 20), NOW + 1)
    const { Stranger } = await import('../support/rooms.ts')
    expect(take(room, await new Stranger(bob.identity).chat('x', NOW + 2), NOW + 2)).toBe('flood')
    expect(take(room, await carol.chat('hi', NOW + 2), NOW + 2)).toBe('message:hi')
  })

  it('[GC3] what is refused is not asked for again', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    take(room, await bob.chat('x', NOW + 2, 20), NOW + 2)
    take(room, await bob.chat('flood', NOW + 3), NOW + 3)
    take(room, await bob.presence('here', NOW + 4), NOW + 4)
    expect(room.tick(NOW + 5_000).map((effect) => effect.do)).not.toContain('ask-repair')
  })

  it('[GC3] a sender is held to the same rule', async () => {
    const { room } = await joinedRoom()
    expect(room.turns(20, NOW + 1)[19]).toBe(0)
    expect(room.turns(21, NOW + 1)[20]).toBeGreaterThan(0)
  })

  it('[GC3] a room may go without', async () => {
    const { room } = await joinedRoom({ flood: null })
    const bob = await met(room)
    for (let i = 0; i < 100; i++) expect(take(room, await bob.chat('x', NOW + i), NOW + i)).toBe('message:x')
  })
})
