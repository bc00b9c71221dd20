import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { rawPeer, type RawPeer } from '../support/raw-peer.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
let alice: Member
let hostile: RawPeer
const topic = freshTopic()
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
  alice = await member([relay.url], topic)
  hostile = await rawPeer(relay.url)
  await hostile.join(topic)
})
afterAll(async () => {
  await hostile.stop()
  await alice.network.close()
  await relay.stop()
})

test('[trap 5] frames arrive in the order they were sent, long and short', async () => {
  const { say } = await sender()
  const bob = await member([relay.url], topic)
  const texts = Array.from({ length: 300 }, (_, i) => `${i} ${i % 3 === 0 ? 'x'.repeat(8_000) : ''}`)
  const frames: Uint8Array[] = []
  for (const text of texts) frames.push(await say(topic, text))
  for (const frame of frames) await bob.channel.publish(frame)
  await until('all of them', () => alice.heard.length >= texts.length)
  await bob.network.close()
  expect(alice.heard.slice(-texts.length)).toEqual(texts)
})

test('[trap 5] a frame whose verdict takes long is not overtaken by the next', async () => {
  const { say } = await sender()
  const beyond = await startRelay(NO_FLOOD)
  // Between two relays a member passes on what it accepted, in the order of its verdicts: gossip would hand on each frame
  // as soon as its validator answers. A member gives verdicts in the order of arrival (VE7).
  const wait = [300, 0, 100, 0]
  let before: Promise<unknown> = Promise.resolve()
  const between = await member([relay.url, beyond.url], topic, {
    async judge() {
      const turn = before
      const mine = new Promise((resolve) => setTimeout(resolve, wait.shift()))
      before = Promise.all([turn, mine])
      await before
      return 'accept'
    },
  })
  await until('both hubs', () => between.network.libp2p.services.gossip.getSubscribers(topic).length === 2)
  const far = await member([beyond.url], topic)
  const texts = ['one', 'two', 'three', 'four']
  for (const text of texts) await alice.channel.publish(await say(topic, text))
  await until('all of them', () => far.heard.length === texts.length)
  await Promise.all([between.network.close(), far.network.close()])
  await beyond.stop()
  expect(far.heard).toEqual(texts)
})

test('[trap 5] 15 rejected frames are borne, the 16th ends the connection, and the peer is refused', async () => {
  const { say } = await sender()
  const forged = async (i: number): Promise<Uint8Array> => {
    const frame = await say(topic, `forged ${i}`)
    const end = frame.length - 4
    frame[end] = frame[end] === 65 ? 66 : 65
    return frame
  }
  const rejected = (): number => relay.log().split('"event":"frame-rejected"').length - 1

  for (let i = 0; i < 15; i++) await hostile.gossip.publish(topic, await forged(i))
  await until('15 to be rejected', () => rejected() === 15)
  // What is genuine still goes through.
  await hostile.gossip.publish(topic, await say(topic, 'genuine'))
  await until('the genuine one', () => alice.heard.includes('genuine'))
  expect(hostile.libp2p.getConnections()).toHaveLength(1)

  const { remoteAddr } = hostile.libp2p.getConnections()[0]!
  await hostile.gossip.publish(topic, await forged(15))
  await until('the relay to hang up', () => hostile.libp2p.getConnections().length === 0)
  await expect(connectionLasts(remoteAddr)).resolves.toBe(false)
  expect(alice.heard.some((text) => text.startsWith('forged'))).toBe(false)
})

/** Whether a new connection of the refused peer takes a stream. */
async function connectionLasts(address: Parameters<typeof hostile.libp2p.dial>[0]): Promise<boolean> {
  try {
    const connection = await hostile.libp2p.dial(address)
    await connection.newStream(hostile.gossip.protocols)
    return true
  } catch {
    return false
  }
}
