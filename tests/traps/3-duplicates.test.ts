import { NetworkError } from 'ghost-chat/network'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
let alice: Member
let bob: Member
const topic = freshTopic()
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
  alice = await member([relay.url], topic)
  bob = await member([relay.url], topic)
})
afterAll(async () => {
  await Promise.all([alice.network.close(), bob.network.close()])
  await relay.stop()
})

test('[trap 3] the same frame twice is an error of the port, and the frame arrives once', async () => {
  const { say } = await sender()
  const frame = await say(topic, 'once')
  await alice.channel.publish(frame)
  const again = await alice.channel.publish(frame).catch((error: unknown) => error)
  expect(again).toBeInstanceOf(NetworkError)
  expect(again).toMatchObject({ code: 'ERR_OFFLINE' })

  await alice.channel.publish(await say(topic, 'afterwards'))
  await until('what came afterwards', () => bob.heard.includes('afterwards'))
  expect(bob.heard.filter((text) => text === 'once')).toHaveLength(1)
})

test('[trap 3] a frame that found nobody is not taken for one that was sent', async () => {
  const { say } = await sender()
  const frame = await say(topic, 'kept')
  const { gossip } = alice.network.libp2p.services
  const [connection] = alice.network.libp2p.getConnections()
  const outbound = connection!.streams.find(
    (stream) => stream.protocol.startsWith('/meshsub/') && stream.direction === 'outbound',
  )
  outbound!.abort(new Error('lost'))
  expect(gossip.getSubscribers(topic)).not.toHaveLength(0)
  await expect(alice.channel.publish(frame)).rejects.toMatchObject({ code: 'ERR_OFFLINE' })

  // As soon as there is a way, the very same bytes may go.
  await until('somebody to take it', async () =>
    alice.channel.publish(frame).then(
      () => true,
      () => false,
    ),
  )
  await until('bob to hear it', () => bob.heard.includes('kept'))
})
