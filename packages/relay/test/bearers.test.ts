/** What a peer may cost a relay by handing frames over, and what that does to those whose frames they are. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEYS } from '../../../tests/interop/identities.ts'
import { freshTopic, sender, textOf } from '../../../tests/support/envelopes.ts'
import { otherAddress } from '../../../tests/support/other-address.ts'
import { rawPeer, type RawPeer } from '../../../tests/support/raw-peer.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, type Relay, type RelayLimits } from '../src/index.ts'

let relay: Relay
let peers: RawPeer[]
let topic: string
let lines: { readonly event: string; readonly code: unknown }[]
const encoder = new TextEncoder()

async function start(limits: Partial<RelayLimits> = {}): Promise<void> {
  relay = await createRelay({
    port: 0,
    limits,
    flood: false,
    log: (event, fields) => lines.push({ event, code: fields?.['code'] }),
  })
}

interface Heard extends RawPeer {
  readonly heard: string[]
  /** Hands frames to the relay in one RPC, whatever gossip thinks of them. */
  readonly hand: (frames: readonly Uint8Array[], more?: object) => void
}

async function peer(url = relay.url): Promise<Heard> {
  const made = await rawPeer(url)
  peers.push(made)
  await made.join(topic)
  const heard: string[] = []
  made.gossip.addEventListener('message', ({ detail }) => heard.push(new TextDecoder().decode(detail.data)))
  const rpcs = made.gossip as unknown as { sendRpc: (to: string, rpc: unknown) => boolean }
  const hand = (frames: readonly Uint8Array[], more: object = {}): void => {
    rpcs.sendRpc(relay.peerId, {
      subscriptions: [],
      messages: frames.map((data) => ({ topic, data, ...more })),
    })
  }
  return { ...made, heard, hand }
}

let later = 0
/** Frames of a later version, which are ignored. */
function laterVersions(count: number): Uint8Array[] {
  const header = Buffer.from('{"alg":"EdDSA","typ":"ghost-chat-v2+jwt"}').toString('base64url')
  return Array.from({ length: count }, () =>
    encoder.encode(`${header}.${Buffer.from(`{"n":${later++}}`).toString('base64url')}.AAAA`),
  )
}

beforeEach(() => {
  peers = []
  lines = []
  topic = freshTopic()
})
afterEach(async () => {
  await Promise.all(peers.map((one) => one.stop()))
  await relay.close()
})

describe('what a relay remembers of frames', () => {
  it('[VE4] nothing of those that it ignores or rejects', async () => {
    await start({ ignoredBurst: 1_000 })
    const mallory = await peer()
    mallory.hand(laterVersions(500))
    mallory.hand([encoder.encode('garbage')])
    await until('all to be judged', () => relay.stats().frames.rejected['parts'] === 1)
    expect(relay.stats().frames.ignored).toEqual({ 'later-version': 500 })
    expect(relay.stats().remembered).toBe(0)
    const { say } = await sender()
    mallory.hand([await say(topic, 'genuine')])
    await until('it to be passed on', () => relay.stats().frames.accepted === 1)
    expect(relay.stats().remembered).toBe(1)
  })

  it('[VE4] what was not judged for its bearer’s sake is taken when its author brings it', async () => {
    await start({ didBurst: 1, didsPerSecond: 0.001 })
    const [mallory, alice, bob] = [await peer(), await peer(), await peer()]
    const [own, author] = [await sender(), await sender()]
    mallory.hand([await own.say(topic, 'uses up what mallory may bring')])
    await until('it to be passed on', () => bob.heard.length === 1)
    const genuine = await author.say(topic, 'genuine')
    mallory.hand([genuine])
    await until('it to be refused', () => relay.stats().frames.ignored['busy'] === 1)
    alice.hand([genuine])
    await until('alice’s copy to be passed on', () => bob.heard.length === 2)
    expect(bob.heard[1]).toBe(new TextDecoder().decode(genuine))
  })
})

describe('what a relay remembers of a bearer over its rate', () => {
  it('[VE4] nothing: a copy that such a bearer brings first mutes its author nowhere', async () => {
    await start({ frameBurst: 10, framesPerSecond: 1 })
    const [mallory, alice, bob] = [await peer(), await peer(), await peer()]
    const { say } = await sender()
    const genuine = await say(topic, 'genuine')
    // One RPC that costs more than a peer may owe, and the copy in the next, which the relay has read with it.
    mallory.hand(laterVersions(40))
    mallory.hand([genuine])
    await until('mallory’s copy to be dropped', () => (relay.stats().frames.ignored['over-rate'] ?? 0) > 0)
    expect(relay.stats().frames.accepted).toBe(0)
    expect(bob.heard).toEqual([])
    alice.hand([genuine])
    await until('alice’s copy to be passed on', () => bob.heard.length === 1)
    expect(bob.heard[0]).toBe(new TextDecoder().decode(genuine))
  })
})

describe('what a peer pays for', () => {
  it('[VE6] frames of no use beyond 64 a second are strikes, and end the connection', async () => {
    await start({ ignoredBurst: 20, ignoredPerSecond: 0.001 })
    const mallory = await peer()
    mallory.hand(laterVersions(35))
    await until('all to be judged', () => relay.stats().frames.ignored['later-version'] === 35)
    expect(mallory.libp2p.getConnections()).toHaveLength(1)
    mallory.hand(laterVersions(1))
    await until('the relay to hang up', () => mallory.libp2p.getConnections().length === 0)
  })

  it('[VE6] what its forwarder could not know to be of no use is no strike', async () => {
    await start({ ignoredBurst: 1, ignoredPerSecond: 0.001 })
    const alice = await peer()
    const { say } = await sender()
    for (let i = 0; i < 30; i++)
      alice.hand([await say(topic, 'of a method that relays do not know', { iss: 'did:web:example.org' })])
    await until('all to be judged', () => relay.stats().frames.ignored['unsupported'] === 30)
    const bob = await sender()
    alice.hand([await bob.say(topic, 'and something else')])
    await until('it to be passed on', () => relay.stats().frames.accepted === 1)
  })

  it('[NW22] a signature of another curve than Ed25519 costs as much as four frames', async () => {
    await start({ frameBurst: 10, framesPerSecond: 1 })
    const [alice, bob, carol] = [await peer(), await peer(), await peer()]
    const { say } = await sender(KEYS.ES256)
    for (let i = 0; i < 3; i++) {
      alice.hand([await say(topic, `${i}`)])
      await until('it to be passed on', () => carol.heard.length === i + 1)
    }
    alice.hand([await say(topic, 'has to wait')])
    const other = await sender()
    bob.hand([await other.say(topic, 'meanwhile')])
    await until('both to be passed on', () => carol.heard.length === 5)
    expect(carol.heard.slice(3).map((frame) => textOf(encoder.encode(frame)))).toEqual([
      'meanwhile',
      'has to wait',
    ])
  })

  it('[VE6] one reject ends a new peer’s connection at an address with four refusals, and at no other', async () => {
    await start()
    const elsewhere = await otherAddress(relay.url, '127.0.0.66')
    let made = 0
    const garbage = (count: number): Uint8Array[] =>
      Array.from({ length: count }, () => encoder.encode(`garbage ${made++}`))
    try {
      for (let key = 0; key < 4; key++) {
        const mallory = await peer(elsewhere.url)
        mallory.hand(garbage(15))
        await until('all to be judged', () => relay.stats().frames.rejected['parts'] === 16 * key + 15)
        expect(mallory.libp2p.getConnections()).toHaveLength(1)
        mallory.hand(garbage(1))
        await until('the relay to hang up', () => mallory.libp2p.getConnections().length === 0)
      }
      const [fresh, alice] = [await peer(elsewhere.url), await peer()]
      alice.hand(garbage(1))
      fresh.hand(garbage(1))
      await until('the relay to hang up', () => fresh.libp2p.getConnections().length === 0)
      expect(relay.stats().frames.rejected).toEqual({ parts: 66 })
      expect(alice.libp2p.getConnections()).toHaveLength(1)
    } finally {
      await elsewhere.close()
    }
  })

  it('[NW1] messages that are signed, as StrictNoSign has none, are counted and logged, and are strikes', async () => {
    await start()
    const mallory = await peer()
    const { say } = await sender()
    for (let i = 0; i < 16; i++)
      mallory.hand([await say(topic, `${i}`)], { seqno: new Uint8Array(8), from: new Uint8Array(8) })
    await until('the relay to hang up', () => mallory.libp2p.getConnections().length === 0)
    expect(relay.stats().frames.rejected).toEqual({ signed: 16 })
    expect(lines.filter(({ event, code }) => event === 'frame-rejected' && code === 'signed')).toHaveLength(
      16,
    )
  })
})
