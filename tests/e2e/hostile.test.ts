/** What strangers hand to a relay whose room has two honest people, and who gets to see it. */
import { createVerifier, judgeFrame } from 'ghost-chat/identity'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sender } from '../support/envelopes.ts'
import type { RawPeer } from '../support/raw-peer.ts'
import type { RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { castOfFile, untilHeard, untilMet } from './cast.ts'
import type { Person, Stay } from './person-process.ts'
import {
  publishAll,
  stranger,
  withClaims,
  withWrongSignature,
  witness,
  wordsOf,
  writeRaw,
  type Witness,
} from './strangers.ts'

const cast = castOfFile()
const encoder = new TextEncoder()

let alice: Person
let bob: Person
beforeAll(async () => {
  relay = await cast.relay()
  // What two who are linked say to each other passes no relay (LN2).
  const enter = (): Promise<Person> => cast.person(relay.url, 'tests', { relayOnly: true })
  ;[alice, bob] = await Promise.all([enter(), enter()])
})

let relay: RelayProcess
let room = 0
let topic: string
let atAlice: Stay
let atBob: Stay
let eve: Witness
let mallory: RawPeer
beforeEach(async () => {
  room++
  topic = topicOf(`besieged${room}`)
  ;[atAlice, atBob] = await Promise.all([alice.join(`besieged${room}`), bob.join(`besieged${room}`)])
  await untilMet(atAlice, atBob)
  ;[eve, mallory] = await Promise.all([witness(relay.url, topic), stranger(relay.url)])
  await mallory.join(topic)
})
afterEach(async () => {
  await Promise.all([eve.stop(), mallory.stop()])
  await Promise.all([atAlice.leave(), atBob.leave()])
})

function topicOf(name: string): string {
  return `3box.chat.tests.${name}`
}

/** The codes of the frames that the relay rejected from now on. */
function rejections(): () => string[] {
  const before = relay.log().length
  return () =>
    relay
      .log()
      .slice(before)
      .split('\n')
      .filter((line) => line.includes('"event":"frame-rejected"'))
      .map((line) => (JSON.parse(line) as { code: string }).code)
}

/** Alice and Bob say something, and all hear it. What was handed in before them was judged before them. */
async function honestRound(text: string): Promise<void> {
  await Promise.all([atAlice.send(`${text}, says alice`), atBob.send(`${text}, says bob`)])
  await Promise.all([untilHeard(atBob, [`${text}, says alice`]), untilHeard(atAlice, [`${text}, says bob`])])
  await until(
    'the witness to have both',
    () => chatSeen().filter((seen) => seen.startsWith(text)).length === 2,
  )
}

/** The texts of the chat envelopes that the witness was given. */
function chatSeen(): string[] {
  return eve.frames.map(wordsOf).filter((text) => text !== '')
}

/** Nobody got anything but what Alice and Bob, or `others`, said in this room, each once. */
async function expectOnlyHonest(said: readonly string[]): Promise<void> {
  const expected = said.flatMap((text) => [`${text}, says alice`, `${text}, says bob`]).sort()
  for (const stay of [atAlice, atBob]) {
    expect(
      stay
        .heard()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(expected)
    expect((await stay.messages()).map(({ text }) => text).sort()).toEqual(expected)
    expect(await stay.others()).toHaveLength(1)
  }
  expect(chatSeen().sort()).toEqual(expected)
  expect(new Set(eve.frames).size).toBe(eve.frames.length)
  const verifier = createVerifier()
  for (const frame of eve.frames)
    expect(await judgeFrame(encoder.encode(frame), topic, Date.now(), verifier)).toMatchObject({
      verdict: 'accept',
      code: 'ok',
    })
}

describe('no listener sees, and the relay does not pass on', () => {
  test('[NW3] forgeries: another’s name, another’s words, a broken signature', async () => {
    const rejected = rejections()
    await honestRound('before')
    const genuine = eve.frames.find((frame) => wordsOf(frame) === 'before, says alice')!
    const forger = await sender()
    await publishAll(mallory, topic, [
      await forger.say(topic, 'in the name of alice', { iss: alice.did }),
      withClaims(genuine, { messages: [{ content: 'put into her mouth' }] }),
      withClaims(genuine, { seq: 7, prev: null }),
      withWrongSignature(await forger.say(topic, 'badly signed')),
    ])
    await until('all of them to be refused', () => rejected().length === 3)
    await honestRound('after')
    await expectOnlyHonest(['before', 'after'])
    expect(rejected().sort()).toEqual(['signature', 'signature', 'signature'])
  })

  test('[VE1] what was said in another room, by a stranger or by alice herself', async () => {
    const rejected = rejections()
    const [otherAlice, witnessOfOther] = await Promise.all([
      alice.join(`other${room}`),
      witness(relay.url, topicOf(`other${room}`)),
    ])
    await otherAlice.send('only for the other room')
    const genuine = await until('the witness to have it', () =>
      witnessOfOther.frames.find((frame) => wordsOf(frame) !== ''),
    )
    const forger = await sender()
    // The relay has passed on the first before, in its own room; the second it meets here.
    const frames = [encoder.encode(genuine), await forger.say(topicOf(`other${room}`), 'from elsewhere')]
    expect(await publishAll(mallory, topic, frames)).toBe(2)
    await until('both to be refused', () => rejected().length === 2)
    await honestRound('here')
    await expectOnlyHonest(['here'])
    expect(rejected()).toEqual(['topic', 'topic'])
    await Promise.all([witnessOfOther.stop(), otherAlice.leave()])
  })

  test('[RP1] replays: at once, or later than a live envelope may be', async () => {
    const rejected = rejections()
    await honestRound('first')
    const { say } = await sender()
    const now = Date.now() / 1_000
    const captured = eve.frames.map((frame) => encoder.encode(frame))
    expect(captured.length).toBeGreaterThanOrEqual(2)
    expect(await publishAll(mallory, topic, captured)).toBe(captured.length)
    await publishAll(mallory, topic, [
      await say(topic, 'kept for a minute', { iat: now - 61, exp: now + 600 }),
      await say(topic, 'expired', { iat: now - 30, exp: now - 1 }),
      await say(topic, 'from tomorrow', { iat: now + 70, exp: now + 600 }),
    ])
    // The last of one peer's frames is judged last.
    await publishAll(mallory, topic, [withWrongSignature(await say(topic, 'the last'))])
    await until('the last to be refused', () => rejected().length === 1)
    await honestRound('second')
    await expectOnlyHonest(['first', 'second'])
    // Coming late is no crime: none of the others counted.
    expect(rejected()).toEqual(['signature'])
    expect(mallory.libp2p.getConnections()).toHaveLength(1)
  })
})

describe('a relay under fire', () => {
  test('[VE6] refuses garbage, cut-off and oversized frames, and hangs up at the sixteenth', async () => {
    const rejected = rejections()
    const { say } = await sender()
    const whole = await say(topic, 'whole')
    const garbage = Array.from({ length: 4 }, () => crypto.getRandomValues(new Uint8Array(200)))
    const cutOff = [1, 60, whole.length >> 1, whole.length - 1].map((end) => whole.slice(0, end))
    const oversized = Array.from({ length: 3 }, (_, i) => new Uint8Array(32_769).fill(65 + i))
    const odd = ['..', 'a.b.c', '{}', 'null'].map((text) => encoder.encode(text))
    await publishAll(mallory, topic, [...garbage, ...cutOff, ...oversized, ...odd])
    await until('15 to be refused', () => rejected().length === 15)
    expect(rejected().filter((code) => code === 'too-large')).toHaveLength(3)
    await honestRound('meanwhile')
    expect(mallory.libp2p.getConnections()).toHaveLength(1)

    await publishAll(mallory, topic, [encoder.encode('one too many')])
    await until('the relay to hang up', () => mallory.libp2p.getConnections().length === 0)
    await honestRound('afterwards')
    await expectOnlyHonest(['meanwhile', 'afterwards'])
  })

  test('[VE6] bears thousands of hostile frames from several peers, and bytes that are no gossip', async () => {
    const crowd = await Promise.all([stranger(relay.url), stranger(relay.url), stranger(relay.url)])
    await Promise.all(crowd.map((peer) => peer.join(topic)))
    const rejected = rejections()
    // A length that promises more than any memory holds, and then nothing that makes sense.
    await writeRaw(
      mallory,
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f, ...crypto.getRandomValues(new Uint8Array(4_096))),
    )
    await writeRaw(mallory, crypto.getRandomValues(new Uint8Array(60_000)))

    const floods = crowd.map((peer) =>
      publishAll(
        peer,
        topic,
        Array.from({ length: 2_000 }, () => crypto.getRandomValues(new Uint8Array(400))),
      ),
    )
    await honestRound('under fire')
    await Promise.all(floods)
    await until('the relay to hang up on all', () =>
      crowd.every(({ libp2p }) => libp2p.getConnections().length === 0),
    )
    await honestRound('when all is quiet')
    await expectOnlyHonest(['under fire', 'when all is quiet'])
    expect(rejected().length).toBeGreaterThanOrEqual(3 * 16)
    expect(await (await fetch(`${relay.url}/health`)).json()).toMatchObject({ status: 'ok' })
    await Promise.all(crowd.map((peer) => peer.stop()))
  })
})
