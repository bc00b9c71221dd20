import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshTopic, sender, type Sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { startRelay, type RelayProcess } from '../support/relayProcess.ts'
import { until } from '../support/until.ts'

let relay: RelayProcess
let alice: Member
let bob: Member
let topic: string
let by: Sender
beforeEach(async () => {
  relay = await startRelay()
  topic = freshTopic()
  by = await sender()
  alice = await member([relay.url], topic)
  bob = await member([relay.url], topic)
})
afterEach(async () => {
  await Promise.all([alice.network.close(), bob.network.close()])
  await relay.stop()
})

/** Says it, again with a new envelope while nobody is there to take it. */
async function say(from: Member, text: string): Promise<void> {
  await until(`somebody to take "${text}"`, async () =>
    from.channel.publish(await by.say(topic, text)).then(
      () => true,
      () => false,
    ),
  )
}

test('[trap 2] gossip moves to the other connection when the one it ran on closes', async () => {
  const { libp2p } = alice.network
  const [first] = libp2p.getConnections()
  await libp2p.dial(first!.remoteAddr, { force: true })
  // The relay may have closed the elder of the two by itself already.
  await first!.close()
  await until('one connection to be left', () => libp2p.getConnections().length === 1)

  await until('alice to hear bob', async () => {
    await say(bob, 'to alice')
    return alice.heard.includes('to alice')
  })
  await until('bob to hear alice', async () => {
    await say(alice, 'to bob')
    return bob.heard.includes('to bob')
  })
  expect(alice.channel.state).toBe('relayed')
})

test('[trap 2] gossip opens its stream again when only the stream was lost', async () => {
  const [connection] = alice.network.libp2p.getConnections()
  const isGossip = (protocol: string): boolean => protocol.startsWith('/meshsub/')
  for (const stream of connection!.streams) if (isGossip(stream.protocol)) stream.abort(new Error('lost'))

  await until('alice to hear bob', async () => {
    await say(bob, 'to alice')
    return alice.heard.includes('to alice')
  })
  await until('bob to hear alice', async () => {
    await say(alice, 'to bob')
    return bob.heard.includes('to bob')
  })
})
