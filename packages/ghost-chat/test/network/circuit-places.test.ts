import { generateKeyPair } from '@libp2p/crypto/keys'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import type { PeerId, Stream } from '@libp2p/interface'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it } from 'vitest'
import { freshTopic } from '../../../../tests/support/envelopes.ts'
import { member } from '../../../../tests/support/member.ts'
import { startRelay } from '../../../../tests/support/relay-process.ts'
import { until } from '../../../../tests/support/until.ts'
import { PROTOCOL_PREFIX } from '../../src/network/libp2p/prefix.ts'
import { CIRCUIT_LIMITS, makePlace, type Circuit } from '../../src/network/libp2p/circuit-places.ts'

const somebody = async (): Promise<PeerId> => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))

type Fake = Circuit & { readonly ended: boolean }

/** A circuit that came in at this time. */
function circuit(remotePeer: PeerId, open: number, streams = 0): Fake {
  const made = {
    remotePeer,
    direction: 'inbound',
    limits: {},
    status: 'open' as 'open' | 'aborted',
    streams: Array<Stream>(streams),
    timeline: { open },
    abort: () => (made.status = 'aborted'),
    get ended(): boolean {
      return made.status === 'aborted'
    },
  }
  return made as unknown as Fake
}

const endedOf = (all: readonly Fake[]): number[] => all.flatMap(({ ended }, at) => (ended ? [at] : []))

describe('[NW24] a circuit that comes in', () => {
  it('is the second of its peer at most, and the oldest idle one gives way', async () => {
    const eve = await somebody()
    const all = [circuit(eve, 1, 1), circuit(eve, 2), circuit(eve, 3)]
    makePlace(all, () => true, all[2]!)
    expect(endedOf(all)).toEqual([1])
  })

  it('of a stranger takes a place of strangers, and no member’s', async () => {
    const ann = await somebody()
    const { strangers } = CIRCUIT_LIMITS
    const all = [circuit(ann, 0)]
    for (let i = 1; i <= strangers + 3; i++) {
      all.push(circuit(await somebody(), i))
      makePlace(all, (peer) => peer === ann.toString(), all.at(-1)!)
    }
    expect(endedOf(all)).toEqual([1, 2, 3])
  })

  it('of a member finds a place, however many others are idle', async () => {
    const { circuits } = CIRCUIT_LIMITS
    const all = await Promise.all(
      Array.from({ length: circuits }, async (_, i) => circuit(await somebody(), i, 1)),
    )
    all.push(circuit(await somebody(), circuits))
    makePlace(all, () => true, all.at(-1)!)
    expect(endedOf(all)).toEqual([0])
  })

  it('leaves connections alone that are no circuits, or were opened here', async () => {
    const eve = await somebody()
    const direct = { ...circuit(eve, 1), limits: undefined } as unknown as Fake
    const own = { ...circuit(eve, 2), direction: 'outbound' } as unknown as Fake
    const all = [direct, own, circuit(eve, 3), circuit(eve, 4)]
    makePlace(all, () => false, all[3]!)
    makePlace(all, () => false, direct)
    expect(endedOf(all)).toEqual([])
  })

  it('of one who opens ten over a real relay leaves two', { timeout: 60_000 }, async () => {
    const relay = await startRelay()
    const { network } = await member([relay.url], freshTopic())
    const eve = await createLibp2p({
      transports: [webSockets(), circuitRelayTransport()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify({ protocolPrefix: PROTOCOL_PREFIX }) },
    })
    const self = eve.peerId.toString()
    const ofEve = (): number =>
      network.libp2p.getConnections().filter(({ remotePeer }) => remotePeer.toString() === self).length
    try {
      const [via] = network.via ?? []
      for (let i = 0; i < 10; i++)
        await eve.dial(multiaddr(`${via}/p2p-circuit/p2p/${network.self}`), { force: true })
      await until('two circuits to be left', () => ofEve() === CIRCUIT_LIMITS.perPeer)
    } finally {
      await Promise.all([eve.stop(), network.close()])
      await relay.stop()
    }
  })
})
