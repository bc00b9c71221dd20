/** What a relay remembers of the frames it met, with one that is met in the wrong place first. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import type { RawPeer } from '../support/raw-peer.ts'
import { until } from '../support/until.ts'
import { castOfFile } from './cast.ts'
import { publishAll, stranger, witness, wordsOf, type Witness } from './strangers.ts'

const cast = castOfFile()
const topic = freshTopic()
const elsewhere = freshTopic()
let refusals: () => number
let mallory: RawPeer
let honest: RawPeer
let eve: Witness
beforeAll(async () => {
  const relay = await cast.relay()
  refusals = () => relay.log().split('"event":"frame-rejected"').length - 1
  const peers = [stranger(relay.url), stranger(relay.url), witness(relay.url, topic)] as const
  ;[mallory, honest, eve] = await Promise.all(peers)
  await Promise.all([mallory.join(elsewhere), honest.join(topic)])
})
afterAll(async () => {
  await Promise.all([mallory.stop(), honest.stop(), eve.stop()])
})

// Gossip takes an id for seen before anyone has judged the frame, so the room is part of the id.
test('[VE4] a frame that was refused in the wrong room still gets through in its own', async () => {
  const { say } = await sender()
  const frame = await say(topic, 'first')
  await publishAll(mallory, elsewhere, [frame])
  await until('it to be refused there', () => refusals() === 1)
  await publishAll(honest, topic, [frame, await say(topic, 'second')])
  await until('what comes after it', () => eve.frames.map(wordsOf).includes('second'))
  expect(eve.frames.map(wordsOf)).toEqual(['first', 'second'])
})
