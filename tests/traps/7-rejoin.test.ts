import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import { member, openRoom, type Member } from '../support/member.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

// Gossipsub leaves whoever comes back in silence for up to 16 s.
const SOON = 3_000

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

test('[trap 7] who leaves a room and comes back at once hears and is heard, five times in a row', async () => {
  const { say } = await sender()
  await alice.channel.close()
  for (let round = 1; round <= 5; round++) {
    const { channel, heard } = openRoom(alice.network, topic)
    await until(`alice to be back, round ${round}`, () => channel.state === 'relayed', SOON)
    await bob.channel.publish(await say(topic, `to alice ${round}`))
    await until(`alice to hear, round ${round}`, () => heard.includes(`to alice ${round}`), SOON)
    await channel.publish(await say(topic, `to bob ${round}`))
    await until(`bob to hear, round ${round}`, () => bob.heard.includes(`to bob ${round}`), SOON)
    await channel.close()
  }
  expect(bob.heard).toHaveLength(5)
})

test('[trap 7] the same in a room that nobody else is in', async () => {
  const alone = freshTopic()
  const { say } = await sender()
  for (let round = 1; round <= 5; round++) {
    const { channel } = openRoom(alice.network, alone)
    await until(`the hub, round ${round}`, () => channel.state === 'relayed', SOON)
    await channel.publish(await say(alone, `to nobody ${round}`))
    await channel.close()
  }
})

test('[trap 7] and when the hub itself had left the room meanwhile', async () => {
  const alone = freshTopic()
  const topics = async (): Promise<number> =>
    ((await (await fetch(`${relay.url}/health`)).json()) as { topics: number }).topics
  for (let round = 1; round <= 2; round++) {
    const { channel } = openRoom(alice.network, alone)
    // What was known of the hub before is void: it is not in this room.
    expect(channel.state).toBe('connecting')
    await until(`the hub, round ${round}`, () => channel.state === 'relayed', SOON)
    expect(await topics()).toBeGreaterThan(1)
    await channel.close()
    await until('the hub to leave', async () => (await topics()) === 1)
  }
})
