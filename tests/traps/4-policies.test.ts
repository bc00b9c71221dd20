import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { rawPeer, type RawPeer } from '../support/raw-peer.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
let alice: Member
const strangers: RawPeer[] = []
const topic = freshTopic()
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
  alice = await member([relay.url], topic)
})
afterAll(async () => {
  await Promise.all(strangers.map((stranger) => stranger.stop()))
  await alice.network.close()
  await relay.stop()
})

test('[trap 4] relay and member sign alike: a frame goes through both', async () => {
  const { say } = await sender()
  const plain = await rawPeer(relay.url)
  strangers.push(plain)
  await plain.join(topic)
  expect(alice.network.libp2p.services.gossip.globalSignaturePolicy).toBe('StrictNoSign')

  await plain.gossip.publish(topic, await say(topic, 'unsigned'))
  await until('the unsigned one to arrive', () => alice.heard.includes('unsigned'))
  const heard: string[] = []
  plain.gossip.addEventListener('message', () => heard.push('something'))
  await alice.channel.publish(await say(topic, 'back'))
  await until('the answer to arrive', () => heard.length > 0)
})

test('[trap 4] a node of the other policy is not heard: it must never be one of ours', async () => {
  const { say } = await sender()
  const signing = await rawPeer(relay.url, { globalSignaturePolicy: 'StrictSign' })
  strangers.push(signing)
  await signing.join(topic)
  await signing.gossip.publish(topic, await say(topic, 'signed'))

  // Both go the same way; when the second is there, the first would have been.
  await strangers[0]!.gossip.publish(topic, await say(topic, 'unsigned, later'))
  await until('the later one', () => alice.heard.includes('unsigned, later'))
  expect(alice.heard).not.toContain('signed')
})
