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

test('[AC12] wallet users get in, each at the first try, while another peer brings proofs as fast as it may', async () => {
  relay = await createRelay({ port: 0 })
  const [room, other] = [freshTopic(), freshTopic()]
  const listener = await peerFrom('127.0.0.3', room)
  const heard = new Set<string>()
  listener.addEventListener('message', ({ detail }) => heard.add(new TextDecoder().decode(detail.data)))
  const eve = await peerFrom('127.0.0.2', other)
  const eves = await holder(2)
  const { h, p } = eves.proof!
  let [sent, isOver] = [0, false]
  const flood = async (): Promise<void> => {
    while (!isOver) {
      const s = { t: 'eip191', s: `0x${(++sent).toString(16).padStart(130, '0')}` }
      await eve.publish(other, await presence(eves, other, { h, p, s }, sent)).catch(() => undefined)
      if (sent % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const flooding = flood()
  try {
    await until('the budget to be used up', () => (relay.stats().frames.ignored['busy'] ?? 0) > 0)
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
}, 60_000)
