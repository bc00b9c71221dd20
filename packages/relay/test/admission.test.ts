/** One address against a relay, and somebody of another who wants in. */
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { freshTopic, sender } from '../../../tests/support/envelopes.ts'
import { otherAddress, type OtherAddress } from '../../../tests/support/other-address.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts'

const MALLORY = '127.0.0.66'
let relay: Relay
let elsewhere: OtherAddress
let peers: RawPeer[]
let websockets: WebSocket[]

async function start(options: RelayOptions): Promise<void> {
  relay = await createRelay({ port: 0, ...options })
  elsewhere = await otherAddress(relay.url, MALLORY)
}

async function peer(url = relay.url): Promise<RawPeer> {
  const made = await rawPeer(url)
  peers.push(made)
  return made
}

/** A websocket that says nothing. */
function silent(headers: Record<string, string> = {}, localAddress = MALLORY): WebSocket {
  const made = new WebSocket(relay.url.replace('http', 'ws'), { headers, localAddress })
  made.on('error', () => undefined)
  websockets.push(made)
  return made
}

const open = (): number => websockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length

beforeEach(() => {
  peers = []
  websockets = []
})
afterEach(async () => {
  for (const websocket of websockets) websocket.terminate()
  await Promise.all(peers.map((one) => one.stop()))
  await elsewhere.close()
  await relay.close()
})

describe('[NW23] one address keeps nobody out', () => {
  it('by websockets that say nothing: so many are taken, the others wait, and another address comes in', async () => {
    await start({ limits: { pendingInbound: 6, addressPendingInbound: 4 } })
    for (let i = 0; i < 12; i++) silent()
    await until('four to be taken', () => open() === 4)
    const honest = await Promise.all([peer(), peer(), peer()])
    expect(honest.every(({ libp2p }) => libp2p.getConnections().length === 1)).toBe(true)
    // The fifth has its turn when one of the four is gone.
    websockets.find(({ readyState }) => readyState === WebSocket.OPEN)?.terminate()
    await until('the next to be taken', () => open() === 4)
  })

  it('by connections, idle or in rooms: the idlest of those that it has gives way', async () => {
    await start({ limits: { connections: 4, addressConnections: 4 } })
    const crowd = [await peer(elsewhere.url), await peer(elsewhere.url), await peer(elsewhere.url)]
    const [busy] = crowd
    await busy!.join(freshTopic())
    crowd.push(await peer(elsewhere.url))
    const honest = await peer()
    await until('one to give way', () => relay.stats().admission.gaveWay === 1)
    await until('it to notice', () => crowd[1]!.libp2p.getConnections().length === 0)
    expect(honest.libp2p.getConnections()).toHaveLength(1)
    expect(busy!.libp2p.getConnections()).toHaveLength(1)
    const topic = freshTopic()
    await honest.join(topic)
    const { say } = await sender()
    await honest.gossip.publish(topic, await say(topic, 'in'))
    await until('the relay to take it', () => relay.stats().frames.accepted === 1)
    expect(relay.stats().connections).toBeLessThanOrEqual(4)
  })

  it('nor has it more than its share where there is room: of its own the idle ones give way', async () => {
    await start({ limits: { addressConnections: 2 } })
    const topic = freshTopic()
    const [member, idle] = [await peer(elsewhere.url), await peer(elsewhere.url)]
    await member.join(topic)
    await peer(elsewhere.url)
    await until('the idle one to be gone', () => idle.libp2p.getConnections().length === 0)
    expect(member.libp2p.getConnections()).toHaveLength(1)
    expect(relay.stats().connections).toBe(2)
  })

  it('by rooms: one of those that it opened gives way', async () => {
    await start({ limits: { topics: 4, addressTopics: 4, topicLinger: 60_000 } })
    const mallory = await peer(elsewhere.url)
    for (let i = 0; i < 4; i++) await mallory.join(freshTopic())
    const honest = await peer()
    await honest.join(freshTopic())
    await honest.join(freshTopic())
    expect(relay.stats().topics).toBe(4)
    // And not the other way round.
    mallory.gossip.subscribe(freshTopic())
    mallory.gossip.subscribe(freshTopic())
    await until('the hub to have heard of both', () => honest.gossip.getTopics().length === 2)
    expect(honest.gossip.getTopics().flatMap((topic) => honest.gossip.getSubscribers(topic))).toHaveLength(2)
  })

  it('by plain sockets that say nothing: the oldest of its own give way', async () => {
    await start({ limits: { sockets: 8, addressSockets: 6 } })
    const silentSockets = await Promise.all(Array.from({ length: 10 }, () => plain()))
    await until('four to be closed', () => silentSockets.filter(({ closed }) => closed).length === 4)
    expect(silentSockets.slice(0, 4).every(({ closed }) => closed)).toBe(true)
    expect((await fetch(`${relay.url}/health`)).status).toBe(200)
    for (const socket of silentSockets) socket.destroy()
  })
})

describe('[NW23] behind a proxy', () => {
  it('each asker that a named proxy tells of counts for itself', async () => {
    await start({ proxies: [MALLORY], limits: { addressPendingInbound: 2 } })
    for (let i = 0; i < 5; i++) silent({ 'X-Forwarded-For': `192.0.2.${i}` })
    await until('all to be taken', () => open() === 5)
  })

  it('what others say of themselves is not believed', async () => {
    await start({ limits: { addressPendingInbound: 2 } })
    for (let i = 0; i < 5; i++) silent({ 'X-Forwarded-For': `192.0.2.${i}` })
    await until('two to be taken', () => open() === 2)
    await peer()
    expect(open()).toBe(2)
  })
})

async function plain(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port: relay.port, host: '127.0.0.1', localAddress: MALLORY }, () =>
      resolve(socket),
    )
    socket.on('error', () => undefined)
    // Without a reader its end would go unnoticed.
    socket.resume()
  })
}
