/**
 * A member made by hand: it is in the room, sees every frame, and answers a request for the backlog as a test
 * wants it to.
 */
import { guest } from '../../src/identity/guest.ts'
import type { KeyIdentity } from '../../src/identity/identity.ts'
import type { MemoryHub, MemoryNetwork } from '../../src/network/memory/index.ts'
import type { Channel } from '../../src/network/port.ts'
import { encodeHead, parseRequest } from '../../src/room/requests.ts'
import { bytes, forge, joinPayload, TOPIC } from './forge.ts'
import { syncCrypto } from './sync-crypto.ts'

export interface Peer {
  readonly key: KeyIdentity
  readonly network: MemoryNetwork
  readonly channel: Channel
  /** Requests for the backlog so far. */
  readonly asked: () => number
  /** What it answers to the next ones. */
  answer: () => Promise<readonly Uint8Array[]>
}

/** @param now milliseconds since 1970, when it joins */
export async function handmadePeer(hub: MemoryHub, now: number): Promise<Peer> {
  const key = await guest(syncCrypto)
  const network = hub.network()
  let asked = 0
  const peer = { key, network, asked: () => asked, answer: () => Promise.resolve<readonly Uint8Array[]>([]) }
  const channel = network.open(TOPIC, {
    judge: () => Promise.resolve('accept'),
    answer: (request) => {
      if (parseRequest(request)?.ask !== 'backlog') {
        return Promise.resolve([encodeHead({ status: 'unknown', count: 0 })])
      }
      asked++
      return peer.answer()
    },
    changed: () => undefined,
    lost: () => undefined,
  })
  const iat = now / 1000
  // Of a member that has been here for long, so that it is among those who are asked.
  const join = { iat, exp: iat + 3_600, peer: network.self, type: 'here', seq: 1_000 }
  await channel.publish(bytes(await forge(key, joinPayload(key.did, join))))
  return Object.assign(peer, { channel })
}
