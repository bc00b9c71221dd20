/**
 * Asks a relay for rooms that it does not know: names as the page invents them, by every public way of a relay, as fast
 * as one process and the relay's rates let it. Names that it is told lie in between, to show that it would find a room.
 */
import { rendezvous } from '@ghost-chat/rendezvous'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { HUB_PROTOCOL, meet, PROTOCOL_PREFIX, roomCid } from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import { inventName } from '../../../apps/web/src/names.ts'
import { ordersOf, tell } from './orders.ts'

interface Orders {
  readonly relay: string
  readonly prefix: string
  readonly milliseconds: number
  /** Rooms that are there, which it asks for last of all. */
  readonly known: readonly string[]
}

const { relay, prefix, milliseconds, known } = ordersOf<Orders>()
const { addresses } = (await (await fetch(`${relay}/.well-known/ghost-chat.json`)).json()) as {
  addresses: string[]
}
const libp2p = await createLibp2p({
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionMonitor: { enabled: false },
  services: {
    identify: identify({ protocolPrefix: PROTOCOL_PREFIX }),
    ping: ping({ protocolPrefix: PROTOCOL_PREFIX }),
    rendezvous: rendezvous(),
  },
})
const connection = await libp2p.dial(addresses.map((address) => multiaddr(address)))
const point = connection.remotePeer
const self = libp2p.peerId.toString()

/** Whether a way says that somebody is in a room. */
const WAYS: Readonly<Record<string, (topic: string) => Promise<boolean>>> = {
  rendezvous: async (topic) =>
    (await libp2p.services.rendezvous.discover(point, topic, { limit: 100 })).peers.length > 0,
  async routing(topic) {
    const url = `${relay}/routing/v1/providers/${roomCid(topic).toString()}`
    const response = await fetch(url, { headers: { accept: 'application/json' } })
    if (!response.ok) throw new Error(String(response.status))
    return ((await response.json()) as { Providers: unknown[] }).Providers.length > 0
  },
  meet: (topic) => meet(connection, HUB_PROTOCOL, topic, self, AbortSignal.timeout(5_000)),
}

interface Tally {
  asked: number
  refused: number
  found: number
}

const tallies: Record<string, Tally> = {}
await Promise.all(
  Object.entries(WAYS).map(async ([name, isFound]) => {
    const tally: Tally = (tallies[name] = { asked: 0, refused: 0, found: 0 })
    const end = performance.now() + milliseconds
    while (performance.now() < end) {
      tally.asked++
      try {
        if (await isFound(`${prefix}${inventName()}`)) tally.found++
      } catch {
        tally.refused++
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }),
)
// A relay that lists what it holds makes guessing needless.
const listed: string[] = []
try {
  const page = await libp2p.services.rendezvous.discover(point, undefined, { limit: 100 })
  listed.push(...page.peers.map((peer) => JSON.stringify(peer)))
} catch {
  // Refused, as it should be.
}
for (const path of [
  '/',
  '/health',
  '/metrics',
  '/stats',
  '/.well-known/ghost-chat.json',
  '/routing/v1/providers/',
]) {
  const text = await (await fetch(`${relay}${path}`)).text().catch(() => '')
  if (known.some((room) => text.includes(room) || text.includes(roomCid(prefix + room).toString())))
    listed.push(path)
}
// By then the relay answers again.
const knownFound: Record<string, number> = {}
for (const [name, isFound] of Object.entries(WAYS)) {
  knownFound[name] = 0
  for (const room of known) {
    const end = performance.now() + 5_000
    let answer: boolean | undefined
    while (answer === undefined && performance.now() < end) {
      answer = await isFound(prefix + room).catch(() => undefined)
      if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 250))
    }
    if (answer === true) knownFound[name]++
  }
}
await tell({ tallies, listed, knownFound })
process.exit(0)
