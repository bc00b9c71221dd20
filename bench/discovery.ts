/**
 * Finding each other: from the first `openSpace` until everyone lists everyone, for 2, 10 and 50 members in Node at
 * one relay, and 10 over three relays that know each other; and what one search costs by each way, in time and bytes.
 *
 * `npm run bench:discovery`. Relays run in processes of their own, members in this one: 50 of them share its core.
 */
import { openSpace, type GhostChat, type Space } from 'ghost-chat'
import { roomCid } from 'ghost-chat/network/gossip'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import { createRelay } from '@ghost-chat/relay'
import { rendezvous } from '@ghost-chat/rendezvous'
import { rawPeer } from '../tests/support/raw-peer.ts'
import { startRelay, type RelayProcess } from '../tests/support/relay-process.ts'
import { until } from '../tests/support/until.ts'

/** Without direct links: 50 members in one process have 400 of them, and one core. */
const RELAY_ONLY = process.env['RELAY_ONLY'] === '1'
const ROUNDS = Number(process.env['ROUNDS'] ?? 5)

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (part: number): string =>
    Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toString()
  return `median ${at(0.5)} ms (${at(0)} to ${at(1)}; ${times.length} rounds)`
}

/** One round: all join at once. Gives milliseconds until each lists all. */
async function everyone(members: number, relays: readonly RelayProcess[], room: string): Promise<number> {
  const started = performance.now()
  const joining = Array.from({ length: members }, async (_, at): Promise<[Space, GhostChat]> => {
    const own = [relays[at % relays.length]?.url ?? '']
    const space = await openSpace('bench', { relays: own, relayOnly: RELAY_ONLY })
    return [space, await space.joinChat(room, { timeout: 60_000 })]
  })
  const people = await Promise.all(joining)
  await until(
    'everyone to list everyone',
    () => people.every(([, chat]) => chat.onlineUsers().length === members),
    120_000,
  )
  const took = performance.now() - started
  await Promise.all(people.map(([space]) => space.close()))
  return took
}

async function rosters(): Promise<void> {
  const one = [await startRelay()]
  const first = await startRelay({ args: ['--federate'] })
  const others = await Promise.all([1, 2].map(() => startRelay({ args: ['--peer', first.url] })))
  const three = [first, ...others]
  for (const [members, relays] of [
    [2, one],
    [10, one],
    [50, one],
    [10, three],
  ] as const) {
    const times: number[] = []
    for (let round = -1; round < (members === 50 ? Math.min(ROUNDS, 3) : ROUNDS); round++) {
      const took = await everyone(members, relays, `room ${members} ${relays.length} ${round}`)
      if (round >= 0) times.push(took)
    }
    console.log(`${members} members, ${relays.length} relay(s): ${spread(times)}`)
  }
  await Promise.all([...one, ...three].map((relay) => relay.kill()))
}

/** One search by each way, of a peer that is announced. */
async function searches(): Promise<void> {
  const relay = await startRelay({ args: ['--routing'] })
  const topic = '3box.chat.bench.searches'
  const cid = roomCid(topic).toString()
  const there = await libp2pNetwork({ relays: [relay.url] })
  const handler = {
    judge: async () => 'accept' as const,
    answer: async () => [],
    changed: () => undefined,
    lost: () => undefined,
  }
  const channel = there.open(topic, handler)
  const url = `${relay.url}/routing/v1/providers/${cid}`
  // A relay answers an address 100 questions at once: some are left for the rounds.
  for (let tries = 0; tries < 20; tries++) {
    if ((await (await fetch(url)).text()).includes(there.self)) break
    await new Promise((resolve) => setTimeout(resolve, 250))
  }

  const asker = await libp2pNetwork({ relays: [relay.url], discovery: { rendezvous: false } })
  const point = await until('the asker to be connected', () => asker.libp2p.getPeers()[0])
  const client = rendezvous()(asker.libp2p.services.rendezvousParts.components)
  const byRendezvous: number[] = []
  const byHttp: number[] = []
  let bytes = 0
  for (let round = -10; round < 60; round++) {
    const start = performance.now()
    const { peers } = await client.discover(point, topic)
    const between = performance.now()
    bytes = (await (await fetch(url)).arrayBuffer()).byteLength
    if (peers.length !== 1) throw new Error('the peer was not found')
    if (round < 0) continue
    byRendezvous.push(between - start)
    byHttp.push(performance.now() - between)
  }
  const p50 = (times: number[]): string => (times.sort((a, b) => a - b)[times.length >> 1] ?? 0).toFixed(2)
  const record = (await client.discover(point, topic)).peers[0]?.signedPeerRecord.length ?? 0
  console.log(`one search by rendezvous: ${p50(byRendezvous)} ms (p50), a record of ${record} bytes`)
  console.log(`one search over HTTP: ${p50(byHttp)} ms (p50), ${bytes} bytes`)
  await channel.close()
  await Promise.all([there.close(), asker.close()])
  await relay.kill()
}

/** From a room's opening at the second of two relays until their hubs are linked in it. */
async function links(): Promise<void> {
  const first = await createRelay({ port: 0, peers: [] })
  const second = await createRelay({ port: 0, peers: [first.url] })
  await until('the relays to know each other', () => second.stats().connections > 0)
  const [alice, bob] = [await rawPeer(first.url), await rawPeer(second.url)]
  const times: number[] = []
  for (let round = -3; round < 20; round++) {
    const topic = `3box.chat.bench.link${round + 3}`
    await alice.join(topic)
    bob.gossip.subscribe(topic)
    await until('the room to be open', () => second.stats().topics === round + 4)
    const opened = performance.now()
    await until('the link', () => second.stats().federation?.links === round + 4)
    if (round >= 0) times.push(performance.now() - opened)
  }
  console.log(`two hubs linked by way of their DHT: ${spread(times)}`)
  await Promise.all([alice.stop(), bob.stop()])
  await Promise.all([first.close(), second.close()])
}

if (process.env['ONLY'] !== 'rosters') await searches()
if (process.env['ONLY'] !== 'rosters') await links()
await rosters()
process.exit(0)
