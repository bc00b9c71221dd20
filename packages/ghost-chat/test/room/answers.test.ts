import { describe, expect, it } from 'vitest'
import { AnswerBudget } from '../../src/room/answer-budget.ts'
import { fitsQuestion } from '../../src/room/answers.ts'
import { encodeHead, encodeRequest, parseHead, parseRequest, type Request } from '../../src/room/requests.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { alice, bytes, NOW, SID } from '../support/forge.ts'
import { joinedRoom, met, stranger, Stranger, take } from '../support/rooms.ts'

const nobody = (): boolean => false

describe('requests', () => {
  const requests: Request[] = [
    { ask: 'hello', presence: 'a.b.c' },
    { ask: 'roster' },
    { ask: 'newcomers', since: NOW },
    { ask: 'backlog', limit: 100, since: NOW },
    { ask: 'backlog', limit: 100, since: NOW, names: true },
    { ask: 'repair', iss: alice.did, sid: SID, from: 0, to: 7 },
  ]

  it.each(requests)('[SY2] $ask is read as it was written', (request) => {
    expect(parseRequest(encodeRequest(request))).toEqual(request)
  })

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"v":2,"ask":"roster"}',
    '{"v":1}',
    '{"v":1,"ask":"everything"}',
    '{"v":1,"ask":"hello"}',
    '{"v":1,"ask":"newcomers"}',
    '{"v":1,"ask":"newcomers","since":-1}',
    '{"v":1,"ask":"backlog","limit":-1,"since":0}',
    '{"v":1,"ask":"backlog","limit":10}',
    '{"v":1,"ask":"backlog","limit":10,"since":"0"}',
    `{"v":1,"ask":"repair","iss":"${alice.did}","sid":"${SID}","from":2,"to":1}`,
    `{"v":1,"ask":"repair","iss":"nobody","sid":"${SID}","from":0,"to":1}`,
    '{"v":1,"ask":"roster"',
  ])('[SY2] %s is no request', (text) => {
    expect(parseRequest(bytes(text))).toBeNull()
  })

  it('[SY2] a request that is too long is not read', () => {
    const padded = (length: number): Uint8Array => bytes('{"v":1,"ask":"roster"}'.padEnd(length))
    expect(parseRequest(padded(LIMITS.requestBytes))).toEqual({ ask: 'roster' })
    expect(parseRequest(padded(LIMITS.requestBytes + 1))).toBeNull()
  })

  it('[SY5] nobody is made to give more than 200 items', () => {
    const request = parseRequest(bytes('{"v":1,"ask":"backlog","limit":100000,"since":0}'))
    expect(request).toMatchObject({ limit: 200 })
  })

  it('[SY2] a head is read as it was written, and nothing else is a head', () => {
    expect(parseHead(encodeHead({ status: 'ok', count: 3 }))).toEqual({ status: 'ok', count: 3 })
    for (const text of ['', '{}', '{"v":1,"status":"fine","count":1}', '{"v":1,"status":"ok","count":-1}']) {
      expect(parseHead(bytes(text))).toBeNull()
    }
    expect(parseHead(bytes(`{"v":1,"status":"ok","count":${LIMITS.rosterItems + 1}}`))).toBeNull()
    expect(parseHead(bytes('{"v":1,"status":"ok","count":1}'.padEnd(257)))).toBeNull()
  })
})

describe('answers', () => {
  it('[SY12] newcomers are those whose presence is not older than that, the answerer among them', async () => {
    const { room, identity } = await joinedRoom()
    const [old, young] = [await stranger(), await stranger()]
    take(room, await old.presence('join', NOW - 1_000), NOW)
    take(room, await young.presence('join', NOW + 1_000), NOW + 1_000)
    const since = (at: number): string[] =>
      room.answer({ ask: 'newcomers', since: at }, NOW + 2_000).map(({ claims }) => claims.iss)
    expect(since(NOW + 1_001)).toEqual([])
    expect(since(NOW + 1_000)).toEqual([young.identity.did])
    expect(since(NOW)).toEqual([identity.did, young.identity.did])
    expect(since(NOW - 1_000)).toEqual([identity.did, old.identity.did, young.identity.did])
  })

  it('[SY12] at most 200 of them, and three times per 10 s', async () => {
    const { room } = await joinedRoom()
    for (let i = 0; i < LIMITS.answerItems; i++)
      take(room, await (await stranger()).presence('join', NOW + 1), NOW + 1)
    expect(room.answer({ ask: 'newcomers', since: 0 }, NOW + 2)).toHaveLength(LIMITS.answerItems)
    for (let i = 0; i < LIMITS.newcomersPerWindow; i++)
      expect(room.mayAsk('peer-a', 'newcomers', NOW + i)).toBe(true)
    expect(room.mayAsk('peer-a', 'newcomers', NOW + LIMITS.answerWindow - 1)).toBe(false)
    expect(room.mayAsk('peer-a', 'newcomers', NOW + LIMITS.answerWindow)).toBe(true)
  })

  it('[SY4] the roster is everyone’s own latest words, the answerer’s first', async () => {
    const { room, identity } = await joinedRoom()
    const [bob, carol] = [await stranger(), await stranger()]
    const old = await bob.presence('join', NOW + 1)
    const latest = await bob.presence('here', NOW + 2)
    take(room, old, NOW + 3)
    take(room, latest, NOW + 3)
    const present = await carol.presence('join', NOW + 3)
    take(room, present, NOW + 3)
    const answer = room.answer({ ask: 'roster' }, NOW + 4)
    expect(answer[0]?.claims.iss).toBe(identity.did)
    expect(answer.slice(1).map((envelope) => envelope.text)).toEqual([latest.text, present.text])
  })

  it('[SY5] the backlog is the latest, oldest first, within 200 items', async () => {
    const { room } = await joinedRoom({ flood: null })
    const bob = await stranger()
    for (let i = 0; i < 90; i++) take(room, await bob.chat(`${i}`, NOW + 1 + i), NOW + 100)
    const answer = room.answer({ ask: 'backlog', limit: 3, since: 0 }, NOW + 200)
    expect(answer.map((envelope) => envelope.claims.seq)).toEqual([87, 88, 89])
    expect(room.answer({ ask: 'backlog', limit: 200, since: NOW + 81 }, NOW + 200)).toHaveLength(10)
  })

  it('[SY5] the backlog is at most 256 KiB, and the newest come first into it', async () => {
    const { room } = await joinedRoom({ flood: null })
    const bob = await stranger()
    for (let i = 0; i < 60; i++) take(room, await bob.chat('x'.repeat(8_000), NOW + 1 + i), NOW + 100)
    const answer = room.answer({ ask: 'backlog', limit: 200, since: 0 }, NOW + 200)
    const size = answer.reduce((sum, envelope) => sum + envelope.text.length, 0)
    expect(size).toBeLessThanOrEqual(LIMITS.answerBytes)
    expect(size).toBeGreaterThan(LIMITS.answerBytes - 12_000)
    expect(answer.at(-1)?.claims.seq).toBe(59)
  })

  it('[SY6] a repair is the numbers of one session', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const tab = new Stranger(bob.identity)
    for (let i = 0; i < 5; i++) take(room, await bob.chat(`${i}`, NOW + 1 + i), NOW + 100)
    take(room, await tab.chat('other tab', NOW + 1), NOW + 100)
    const { did: iss } = bob.identity
    const answer = room.answer({ ask: 'repair', iss, sid: bob.session.sid, from: 1, to: 3 }, NOW + 200)
    expect(answer.map((envelope) => envelope.claims.seq)).toEqual([1, 2, 3])
  })

  it('[SY8] a peer is answered once per 10 s and kind, for repairs ten times', () => {
    const budget = new AnswerBudget()
    expect(budget.spend('p', 'backlog', NOW, nobody)).toBe(true)
    expect(budget.spend('p', 'backlog', NOW + 9_999, nobody)).toBe(false)
    expect(budget.spend('p', 'roster', NOW + 9_999, nobody)).toBe(true)
    expect(budget.spend('q', 'backlog', NOW + 9_999, nobody)).toBe(true)
    for (let i = 0; i < 10; i++) expect(budget.spend('p', 'repair', NOW + 9_999, nobody)).toBe(true)
    expect(budget.spend('p', 'repair', NOW + 9_999, nobody)).toBe(false)
    expect(budget.spend('p', 'backlog', NOW + 10_000, nobody)).toBe(true)
  })

  it('[SY8] a thousand peers are counted at once, the next one waits', () => {
    const budget = new AnswerBudget()
    for (let i = 0; i < LIMITS.answerPeers; i++)
      expect(budget.spend(`p${i}`, 'roster', NOW, nobody)).toBe(true)
    expect(budget.spend('one more', 'roster', NOW + 1, nobody)).toBe(false)
    expect(budget.spend('one more', 'roster', NOW + LIMITS.answerWindow, nobody)).toBe(true)
  })

  it('[SY8] where a thousand places are taken, strangers give way to members and to nobody else', () => {
    const budget = new AnswerBudget()
    const isMember = (peer: string): boolean => peer.startsWith('member')
    for (let i = 0; i < LIMITS.answerPeers; i++) budget.spend(`p${i}`, 'roster', NOW, isMember)
    expect(budget.spend('stranger', 'roster', NOW + 1, isMember)).toBe(false)
    for (let i = 0; i < LIMITS.answerPeers; i++)
      expect(budget.spend(`member ${i}`, 'roster', NOW + 1, isMember)).toBe(true)
    expect(budget.spend('member 0', 'roster', NOW + 2, isMember)).toBe(false)
    expect(budget.spend('member too many', 'roster', NOW + 2, isMember)).toBe(false)
  })

  it('[SY8] a room tells members from strangers by who is here', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('here', NOW + 1), NOW + 1)
    for (let i = 0; i < LIMITS.answerPeers; i++) room.mayAsk(`stranger ${i}`, 'roster', NOW + 2)
    expect(['one more', bob.peer].map((peer) => room.mayAsk(peer, 'roster', NOW + 3))).toEqual([false, true])
  })

  it('[SY7] an item fits its question', async () => {
    const bob = await stranger()
    const join = await bob.presence('join', NOW)
    const [first, second] = [await bob.chat('a', NOW + 1), await bob.chat('b', NOW + 2)]
    const all = {
      join,
      here: await bob.presence('here', NOW + 3),
      first,
      second,
      leave: await bob.leave(NOW + 4),
    }
    const repair = { ask: 'repair', iss: bob.identity.did, sid: bob.session.sid, from: 1, to: 1 } as const
    const fitting = (request: Request): string[] =>
      Object.entries(all).flatMap(([name, envelope]) => (fitsQuestion(request, envelope) ? [name] : []))
    expect(fitting({ ask: 'roster' })).toEqual(['join', 'here'])
    expect(fitting({ ask: 'newcomers', since: 0 })).toEqual(['join', 'here'])
    expect(fitting({ ask: 'backlog', limit: 9, since: 0 })).toEqual(['first', 'second'])
    const withNames = { ask: 'backlog', limit: 9, since: 0, names: true } as const
    expect(fitting(withNames)).toEqual(['join', 'here', 'first', 'second'])
    expect(fitting(repair)).toEqual(['second'])
    expect(fitting({ ...repair, iss: alice.did })).toEqual([])
    expect(fitting({ ...repair, sid: SID })).toEqual([])
  })
})

describe('what a room takes in', () => {
  it('[TM4] what is more than 60 s old when it comes in an answer is marked as history', async () => {
    const { room } = await joinedRoom()
    const bob = await met(room)
    const [early, late] = [await bob.chat('held back', NOW + 1), await bob.chat('just now', NOW + 600_000)]
    for (const [envelope, history] of [
      [early, true],
      [late, false],
    ] as const) {
      const outcome = room.receive(envelope, 'kept', NOW + 600_000 + LIMITS.skew)
      expect(outcome.effects).toMatchObject([{ do: 'message', message: { history } }])
    }
  })

  it('[SY10] content of a type that is not chat, a direct message of a later version say, is in no answer', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const direct = { ...(await bob.chat('for you alone', NOW + 1)), body: { type: 'other' } as const }
    expect(take(room, direct, NOW + 2)).toBe('')
    expect(room.answer({ ask: 'backlog', limit: 100, since: 0 }, NOW + 3)).toEqual([])
    const { did: iss } = bob.identity
    expect(room.answer({ ask: 'repair', iss, sid: bob.session.sid, from: 0, to: 9 }, NOW + 3)).toEqual([])
  })

  it('[VE1] an envelope of another room is rejected before its signature is looked at', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const text = await bob.chat('hi', NOW + 1)
    const moved = { ...text, claims: { ...text.claims, aud: '3box.chat.my-dapp.cellar' } }
    expect(room.screen(moved, 'live', NOW + 1)).toMatchObject({ verdict: 'reject', code: 'topic' })
  })

  it('[SY7] an envelope out of another’s memory may be old, but not past its exp', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    const old = await bob.chat('old', NOW - 1_800_000)
    expect(take(room, old, NOW + 1, 'live')).toBe('late')
    expect(take(room, old, NOW + 1_800_000, 'kept')).toBe('expired')
    expect(take(room, old, NOW + 1, 'kept')).toBe('')
    expect(room.messages().map(String)).toEqual(['old'])
  })

  it('[EX2] an unknown type is accepted, counted and not shown', async () => {
    const { room } = await joinedRoom()
    const bob = await stranger()
    take(room, await bob.presence('join', NOW + 1), NOW + 1)
    const chat = await bob.chat('x', NOW + 2)
    const later = { ...chat, body: { type: 'other' } as const }
    expect(take(room, later, NOW + 3)).toBe('')
    expect(room.messages()).toEqual([])
    take(room, await bob.chat('y', NOW + 4), NOW + 4)
    expect(room.tick(NOW + 5_000).map((effect) => effect.do)).not.toContain('ask-repair')
  })
})
