import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic, sender } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

// Gossipsub punishes more than 10 peers on one address: with 16, all of them are far below every threshold.
const MEMBERS = 16

let relay: RelayProcess
const members: Member[] = []
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
})
afterAll(async () => {
  await Promise.all(members.map(({ network }) => network.close()))
  await relay.stop()
})

test(`[trap 1] ${MEMBERS} members behind one address all hear each other`, async () => {
  const topic = freshTopic()
  for (let i = 0; i < MEMBERS; i++) members.push(await member([relay.url], topic))

  const { say } = await sender()
  await members[0]!.channel.publish(await say(topic, 'from the first'))
  await members.at(-1)!.channel.publish(await say(topic, 'from the last'))

  await until('everybody to hear both', () =>
    members.every(({ heard }, i) => {
      const own = i === 0 ? 'from the first' : i === MEMBERS - 1 ? 'from the last' : ''
      return ['from the first', 'from the last'].every((text) => text === own || heard.includes(text))
    }),
  )
  // Twice as long as a heartbeat: by then a bad score would have thrown somebody out.
  expect(members.every(({ channel }) => channel.state === 'relayed')).toBe(true)
})
