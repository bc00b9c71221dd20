/** An accusation of everybody while a reader is slow: a real relay, members that keep to it, raw peers. */
import { openSpace, type Did, type GhostChat, type Space } from 'ghost-chat'
import { LIMITS } from 'ghost-chat/wire'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { sender } from '../support/envelopes.ts'
import { otherAddress } from '../support/other-address.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { claimsOf, publishAll, stranger, witness } from './strangers.ts'

let relay: RelayProcess
const spaces: Space[] = []
const chats: GhostChat[] = []
beforeEach(async () => {
  relay = await startRelay()
})
afterEach(async () => {
  await Promise.all(spaces.splice(0).map((space) => space.close()))
  chats.length = 0
  await relay.kill()
})

/** Frames of 31 kB, each of another sender, so that no flood rule counts them together. */
async function longFrames(topic: string, count: number): Promise<Uint8Array[]> {
  const padding = 'x'.repeat(22_500)
  return Promise.all(Array.from({ length: count }, async () => (await sender()).say(topic, 'x', { padding })))
}

test('[PR13] one slow reader and an accusation of everybody: none of the living is gone for anybody', async () => {
  const topic = '3box.chat.tests.slow-reader'
  const eve = await witness(relay.url, topic)
  onTestFinished(() => eve.stop())
  const left: string[] = []
  for (let i = 0; i < 3; i++) {
    const space = await openSpace('tests', { relays: [relay.url], relayOnly: true })
    spaces.push(space)
    const chat = await space.joinChat('slow-reader')
    chat.on('user-left', (did) => left.push(did))
    chats.push(chat)
  }
  const dids = spaces.map(({ did }) => did)
  for (const chat of chats)
    await until('the members to meet', () => dids.every((did) => chat.onlineUsers().includes(did)))
  const metAt = performance.now()

  const road = await otherAddress(relay.url, '127.0.0.2')
  onTestFinished(() => road.close())
  const slow = await stranger(road.url)
  onTestFinished(() => slow.stop())
  await slow.join(topic)
  const wendy = await witness(relay.url, topic)
  onTestFinished(() => wendy.stop())
  const mallory = await sender()
  const state = { prev: undefined, messages: undefined, head: null }
  const peer = eve.libp2p.peerId.toString()
  await publishAll(eve, topic, [await mallory.say(topic, '', { ...state, type: 'here', peer })])
  for (const chat of chats)
    await until('the accuser to be here', () => chat.onlineUsers().includes(mallory.did as Did))
  const sids = await until('everybody to be known', () => {
    const known = dids.map((did) => eve.frames.map(claimsOf).findLast(({ iss }) => iss === did)?.['sid'])
    return known.includes(undefined) ? undefined : known
  })

  const heard = (): Record<string, unknown>[] => wendy.frames.map(claimsOf)
  const words = (): number => heard().filter((claims) => 'padding' in claims).length
  // What the relay sends stops at the socket: a stream that is paused alone still grants the relay more to send. The words
  // before the accusation nearly fill what may wait for a reader, and those after it are held back.
  road.stopReading()
  await publishAll(eve, topic, await longFrames(topic, 21))
  await until('the words before the accusation', () => words() === 21)
  // Each answers an accusation at once only where it has not said just now that it is here.
  const { welcomePause, refutationPause } = LIMITS
  await until('the welcomes to be over', () => performance.now() > metAt + welcomePause + refutationPause)
  const suspects = dids.map((iss, i) => ({ iss, sid: sids[i], seq: LIMITS.sequence - 1 }))
  const later = await longFrames(topic, 8)
  const accusation = await mallory.say(topic, '', { ...state, type: 'suspect', suspects })
  await publishAll(eve, topic, [accusation, ...later])
  const accusedAt = performance.now()
  const accusedIat = Number(claimsOf(new TextDecoder().decode(accusation))['iat'])
  const refutation = (did: string): number =>
    heard().findIndex(({ iss, type, iat }) => iss === did && type === 'here' && Number(iat) > accusedIat)
  const lastWords = (): number => heard().findLastIndex((claims) => 'padding' in claims)
  await until('the accused to say that they are here', () => dids.every((did) => refutation(did) >= 0))
  await until('all words to come', () => words() === 21 + 8)
  // The relay held words back, and presence passed them.
  for (const did of dids) expect(refutation(did)).toBeLessThan(lastWords())
  // A member that were taken for gone would be by then.
  const isOver = (): boolean => performance.now() > accusedAt + LIMITS.refutation + 1_000
  await until('the suspicions to be over', isOver, LIMITS.refutation + 2_000)
  expect(left).toEqual([])
}, 60_000)
