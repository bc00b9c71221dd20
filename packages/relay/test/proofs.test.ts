/** Proofs of wallet accounts at a real relay, which has only so much time for them. */
import { identify } from '@libp2p/identify'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { gossipOptions, MEMBER_MESH, PROTOCOL_PREFIX } from 'ghost-chat/network/gossip'
import { createLibp2p } from 'libp2p'
import { afterEach, expect, test } from 'vitest'
import { platformCrypto } from '../../ghost-chat/src/identity/crypto.ts'
import type { KeyIdentity } from '../../ghost-chat/src/identity/identity.ts'
import { wallet } from '../../ghost-chat/src/identity/wallet/wallet.ts'
import { encodeBase64url } from '../../ghost-chat/src/wire/base64url.ts'
import { spaceName } from '../../ghost-chat/src/wire/names.ts'
import { fakeWallet, keyOf } from '../../ghost-chat/test/support/fake-wallet.ts'
import { bytes, forge, joinPayload, type Json } from '../../ghost-chat/test/support/forge.ts'
import { freshTopic } from '../../../tests/support/envelopes.ts'
import { otherAddress } from '../../../tests/support/other-address.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, type Relay } from '../src/index.ts'
import { RELAY_LIMITS } from '../src/limits.ts'

let relay: Relay
const stops: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
  await relay.close()
})

/** A peer that comes from an address of its own. */
async function peerFrom(localAddress: string, topic: string): Promise<GossipSub> {
  const libp2p = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { protocolPrefix: PROTOCOL_PREFIX },
    services: {
      identify: identify({ protocolPrefix: PROTOCOL_PREFIX }),
      ping: ping({ protocolPrefix: PROTOCOL_PREFIX }),
      gossip: gossipsub(gossipOptions(MEMBER_MESH, () => true)),
    },
  })
  const way = await otherAddress(relay.url, localAddress)
  stops.push(async () => {
    await libp2p.stop()
    await way.close()
  })
  await libp2p.dial(multiaddr(`/ip4/127.0.0.1/tcp/${new URL(way.url).port}/ws/p2p/${relay.peerId}`))
  const { gossip } = libp2p.services
  gossip.subscribe(topic)
  await until('the hub to be in the topic', () => gossip.getSubscribers(topic).length > 0)
  return gossip
}

const suite = await platformCrypto()
const holder = async (key: number): Promise<KeyIdentity> =>
  (await wallet({ provider: fakeWallet(keyOf(key)), domain: 'chat.example' })(
    spaceName('tests'),
    suite,
  )) as KeyIdentity

async function presence(key: KeyIdentity, topic: string, proof: unknown, seq = 0): Promise<Uint8Array> {
  const sid = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  const times: Json = { iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 }
  return bytes(await forge(key, joinPayload(key.did, { aud: topic, sid, seq, proof, ...times })))
}

/** A peer that brings proofs of one wallet, each with a signature that is none; and how many it brought. */
async function forger(address: string, key: number) {
  const topic = freshTopic()
  const gossip = await peerFrom(address, topic)
  const own = await holder(key)
  const { h, p } = own.proof!
  let sent = 0
  return async (): Promise<void> => {
    const s = { t: 'eip191', s: `0x${(++sent).toString(16).padStart(130, '0')}` }
    await gossip.publish(topic, await presence(own, topic, { h, p, s }, sent)).catch(() => undefined)
  }
}

const ignored = (code: string): number => relay.stats().frames.ignored[code] ?? 0

test('[AC12] wallet users get in, each at the first try, while twelve other peers bring proofs as fast as they may', async () => {
  relay = await createRelay({ port: 0 })
  const room = freshTopic()
  const listener = await peerFrom('127.0.0.3', room)
  const heard = new Set<string>()
  listener.addEventListener('message', ({ detail }) => heard.add(new TextDecoder().decode(detail.data)))
  // Each may bring four a second, all of them three times what is checked in all.
  const forgers: (() => Promise<void>)[] = []
  for (let i = 0; i < 12; i++) forgers.push(await forger(`127.0.2.${i + 1}`, 100 + i))
  let isOver = false
  const flood = async (forge: () => Promise<void>): Promise<void> => {
    while (!isOver) {
      await forge()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const flooding = Promise.all(forgers.map(flood))
  try {
    await until('the budget to be used up', () => ignored('busy') > 100, 20_000)
    for (let i = 0; i < 10; i++) {
      const person = await holder(10 + i)
      const gossip = await peerFrom(`127.0.1.${i + 1}`, room)
      const frame = await presence(person, room, person.proof)
      await gossip.publish(room, frame)
      await until('a wallet user to be heard', () => heard.has(new TextDecoder().decode(frame)))
    }
  } finally {
    isOver = true
    await flooding
  }
  expect(heard.size).toBe(10)
}, 90_000)

test('[AC12] a relay checks no more proofs of one peer than that peer may bring', async () => {
  relay = await createRelay({ port: 0 })
  const forge = await forger('127.0.0.2', 2)
  const start = performance.now()
  for (let i = 0; i < 60; i++) await forge()
  await until('all proofs to be judged', () => ignored('proof') + ignored('busy') === 60, 20_000)
  const { peerProofBurst, peerProofsPerSecond } = RELAY_LIMITS
  const seconds = (performance.now() - start) / 1_000
  expect(ignored('proof')).toBeLessThanOrEqual(peerProofBurst + Math.ceil(peerProofsPerSecond * seconds))
}, 60_000)
