import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshTopic } from '../support/envelopes.ts'
import { member, type Member } from '../support/member.ts'
import { rawPeer } from '../support/raw-peer.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'

// libp2p takes 5 connections a second from one host, and 15 reservations.
const MEMBERS = 20

let relay: RelayProcess
let members: Member[] = []
const topic = freshTopic()
const answer = Array.from({ length: 32 }, () => new Uint8Array(32_768))
beforeAll(async () => {
  relay = await startRelay(NO_FLOOD)
})
afterAll(async () => {
  await Promise.all(members.map(({ network }) => network.close()))
  await relay.stop()
})

test(`[trap 6] ${MEMBERS} members come at once from one host, and each can be reached`, async () => {
  members = await Promise.all(
    Array.from({ length: MEMBERS }, () => member([relay.url], topic, { answer: async () => answer })),
  )
  const asker = members[0]!
  const reached = await Promise.all(
    members.slice(1).map(async ({ network }) => {
      for await (const frame of asker.channel.request(network.self, new Uint8Array(1), {
        maxFrames: 1,
        maxBytes: 40_000,
      })) {
        return frame.length
      }
      return 0
    }),
  )
  expect(reached).toEqual(Array.from({ length: MEMBERS - 1 }, () => 32_768))
})

test(`[trap 6] none of ${MEMBERS} is turned away, not even once`, async () => {
  // These dial once and do not try again.
  const peers = await Promise.allSettled(Array.from({ length: MEMBERS }, () => rawPeer(relay.url)))
  for (const peer of peers) if (peer.status === 'fulfilled') await peer.value.stop()
  expect(peers.filter(({ status }) => status === 'rejected')).toEqual([])
})

test('[trap 6] a circuit carries a whole roster: 1 MiB, where libp2p stops at 128 KiB', async () => {
  const [asker, answerer] = members
  let bytes = 0
  const options = { maxFrames: 1_000, maxBytes: 1_048_576 }
  for await (const frame of asker!.channel.request(answerer!.network.self, new Uint8Array(1), options)) {
    bytes += frame.length
  }
  expect(bytes).toBe(1_048_576)
})
