import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { expect, test } from 'vitest'
import type { ForeignRelays } from '../../../src/network/libp2p/discovery/foreign-relays.ts'
import { Meetings } from '../../../src/network/libp2p/discovery/meetings.ts'
import type { Found } from '../../../src/network/libp2p/discovery/source.ts'

async function someone(): Promise<Found> {
  const peer = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  return { peer, addresses: [multiaddr('/ip4/127.0.0.1/tcp/1/ws')] }
}

/** Meetings whose dials never end, and what they dialled. */
async function meetings(hasEnough: () => boolean) {
  const dialled: string[] = []
  const libp2p = {
    peerId: (await someone()).peer,
    getConnections: () => [],
    dial: ([address]: readonly unknown[]) => {
      dialled.push(String(address))
      return new Promise(() => undefined)
    },
  } as unknown as Libp2p
  const made = new Meetings({
    libp2p,
    foreign: { over: () => [] } as unknown as ForeignRelays,
    permits: () => true,
    isKnown: () => false,
    hasEnough,
    onMet: () => undefined,
    signal: new AbortController().signal,
  })
  return { made, dialled }
}

test('[FD3] four of those who were found are dialled at once', async () => {
  const { made, dialled } = await meetings(() => false)
  for (let i = 0; i < 10; i++) void made.follow('room', await someone())
  expect(dialled).toHaveLength(4)
})

test('[FD3] nobody is dialled who was found, once the room has others', async () => {
  let enough = false
  const { made, dialled } = await meetings(() => enough)
  void made.follow('room', await someone())
  enough = true
  void made.follow('room', await someone())
  expect(dialled).toHaveLength(1)
})
