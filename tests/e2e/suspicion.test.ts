/** An accusation of everybody while a reader is slow: a real relay, members that keep to it, raw peers. */
import { openSpace, type Did, type GhostChat, type Space } from 'ghost-chat'
import { gossipInternals } from 'ghost-chat/network/gossip'
import { LIMITS } from 'ghost-chat/wire'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { sender } from '../support/envelopes.ts'
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

  const slow = await stranger(relay.url)
  onTestFinished(() => slow.stop())
  await slow.join(topic)
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

  const internals = gossipInternals(slow.gossip)
  const [hub] = slow.libp2p.getPeers().map(String)
  internals.inbound(hub ?? '')?.pause()
  await publishAll(eve, topic, await longFrames(topic, 21))
  const suspects = dids.map((iss, i) => ({ iss, sid: sids[i], seq: LIMITS.sequence - 1 }))
  const accusation = await mallory.say(topic, '', { ...state, type: 'suspect', suspects })
  await publishAll(eve, topic, [accusation, ...(await longFrames(topic, 8))])
  const accusedAt = performance.now()
  const refuted = (did: string): boolean =>
    eve.frames.map(claimsOf).some(({ iss, type, iat }) => {
      return (
        iss === did &&
        type === 'here' &&
        Number(iat) > Number(claimsOf(new TextDecoder().decode(accusation))['iat'])
      )
    })
  await until('the accused to say that they are here', () => dids.every(refuted))
  // Whoever were taken for gone would be by then.
  const isOver = (): boolean => performance.now() > accusedAt + LIMITS.refutation + 1_000
  await until('the suspicions to be over', isOver, LIMITS.refutation + 2_000)
  expect(left).toEqual([])
}, 60_000)
