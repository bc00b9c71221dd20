/** People in processes of their own, who meet over a relay in a process of its own. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { castOfFile, untilHeard, untilMet } from './cast.ts'
import type { Person } from './person-process.ts'

const cast = castOfFile()
let relay: RelayProcess
let alice: Person
let bob: Person
let carol: Person
beforeAll(async () => {
  relay = await cast.relay()
  ;[alice, bob, carol] = await Promise.all([
    cast.person(relay.url),
    cast.person(relay.url),
    cast.person(relay.url),
  ])
})

// Side by side, each in a room of its own.
describe.concurrent('people in processes of their own', () => {
  test('[GC2] two people see each other and chat both ways: texts, JSON, replies', async () => {
    const [atAlice, atBob] = await Promise.all([
      alice.join('lobby', { name: 'Alice' }),
      bob.join('lobby', { name: 'Bob' }),
    ])
    await untilMet(atAlice, atBob)
    expect(await atAlice.users()).toMatchObject([
      { did: alice.did, name: 'Alice', sessions: [{ self: true }], self: true },
      { did: bob.did, name: 'Bob', sessions: [{ self: false }], self: false },
    ])

    const hello = await atAlice.send('hello world')
    await untilHeard(atBob, ['hello world'])
    await atBob.reply(hello, 'this is my reply')
    await untilHeard(atAlice, ['this is my reply'])
    const move = { move: ['e2', 'e4'], clock: 12.5 }
    await atBob.send(move)
    await untilHeard(atAlice, [JSON.stringify(move)])

    const heard = [
      { from: alice.did, content: 'hello world' },
      { from: bob.did, content: 'this is my reply', replyTo: hello.id },
      { from: bob.did, content: move },
    ].map((message) => expect.objectContaining({ ...message, history: false }) as unknown)
    // One's own messages fire the event too, and everybody keeps the same.
    for (const stay of [atAlice, atBob]) {
      expect(stay.heard()).toEqual(heard)
      expect(await stay.messages()).toEqual(heard)
    }
  })

  test('[PR6] who leaves is gone at once, and may come back to the same room', async () => {
    const [atAlice, before] = await Promise.all([alice.join('revolving'), bob.join('revolving')])
    await untilMet(atAlice, before)
    await before.leave()
    await until('bob to be gone', () => atAlice.left().includes(bob.did))
    expect(await atAlice.others()).toEqual([])
    await expect(before.send('too late')).rejects.toMatchObject({ code: 'ERR_NOT_JOINED' })

    const after = await bob.join('revolving')
    await untilMet(atAlice, after)
    await atAlice.send('welcome back')
    await untilHeard(after, ['welcome back'])
    await after.send('thanks')
    await untilHeard(atAlice, ['thanks'])
    expect(atAlice.left()).toEqual([bob.did])
    expect(atAlice.joined().slice(-1)).toEqual([bob.did])
    expect(before.heard()).toEqual([])
  })

  test('[TM4] who joins late is given what was said before, marked, and no event fires for it', async () => {
    const [atAlice, atBob] = await Promise.all([alice.join('party'), bob.join('party')])
    await untilMet(atAlice, atBob)
    const question = await atAlice.send('is anybody here?')
    await untilHeard(atBob, ['is anybody here?'])
    await atBob.reply(question, 'me')
    await untilHeard(atAlice, ['me'])

    const atCarol = await carol.join('party')
    await untilMet(atAlice, atBob, atCarol)
    const history = [
      { from: alice.did, text: 'is anybody here?' },
      { from: bob.did, text: 'me', replyTo: question.id },
    ].map((message) => expect.objectContaining({ ...message, history: true }) as unknown)
    expect(await atCarol.backlog()).toEqual(history)
    expect(await atCarol.messages()).toEqual(history)

    // What is said from now on is said to all three.
    await atCarol.send('I am late')
    await Promise.all([atAlice, atBob].map((stay) => untilHeard(stay, ['I am late'])))
    await atAlice.send('never mind')
    await untilHeard(atCarol, ['never mind'])
    expect(atCarol.heard().map(({ text }) => text)).toEqual(['I am late', 'never mind'])
    expect((await atCarol.messages()).map(({ text, history }) => [text, history])).toEqual([
      ['is anybody here?', true],
      ['me', true],
      ['I am late', false],
      ['never mind', false],
    ])
  })
})

describe.concurrent('two rooms at once', () => {
  test('[NM5] know nothing of each other, also when one person is in both', async () => {
    const [redAlice, redBob, blueAlice, blueCarol] = await Promise.all([
      alice.join('red'),
      bob.join('red'),
      alice.join('blue'),
      carol.join('blue'),
    ])
    await Promise.all([untilMet(redAlice, redBob), untilMet(blueAlice, blueCarol)])
    // All of it goes over one relay, so whatever strayed would come before what is said last.
    for (const round of ['one', 'two', 'three']) {
      await redAlice.send(`red ${round}`)
      await redBob.send(`red too ${round}`)
      await blueAlice.send(`blue ${round}`)
      await blueCarol.send(`blue too ${round}`)
    }
    await Promise.all([
      untilHeard(redBob, ['red three']),
      untilHeard(redAlice, ['red too three']),
      untilHeard(blueCarol, ['blue three']),
      untilHeard(blueAlice, ['blue too three']),
    ])
    expect(redBob.texts()).toEqual(['red one', 'red two', 'red three'])
    expect(redAlice.texts()).toEqual(['red too one', 'red too two', 'red too three'])
    expect(blueCarol.texts()).toEqual(['blue one', 'blue two', 'blue three'])
    expect(blueAlice.texts()).toEqual(['blue too one', 'blue too two', 'blue too three'])
    expect(await redAlice.others()).toEqual([bob.did])
    expect(await blueAlice.others()).toEqual([carol.did])
  })

  test('a room that was left is silent, and the other goes on', async () => {
    const [leftAlice, leftBob, keptAlice, keptBob] = await Promise.all([
      alice.join('left'),
      bob.join('left'),
      alice.join('kept'),
      bob.join('kept'),
    ])
    await Promise.all([untilMet(leftAlice, leftBob), untilMet(keptAlice, keptBob)])
    await leftBob.leave()
    const events = leftBob.events.length
    await leftAlice.send('is anybody left?')
    await keptAlice.send('this room is kept')
    await untilHeard(keptBob, ['this room is kept'])
    // The relay passes frames on in the order it got them.
    expect(leftBob.events).toHaveLength(events)
    expect(keptBob.texts()).toEqual(['this room is kept'])
    expect(await keptAlice.others()).toEqual([bob.did])
  })
})
