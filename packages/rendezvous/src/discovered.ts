/**
 * What is believed of a response: registrations whose record the peer itself signed, for the namespace that was
 * asked for.
 */
import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { CLIENT_LIMITS } from './limits.ts'
import type { Registration } from './message.ts'
import { parseRecord } from './record.ts'

/** Whether an address is worth having, such as a public one of a peer on the internet. */
export type AcceptAddress = (address: Multiaddr, peer: PeerId) => boolean

/** A peer that is registered. Frozen. Its addresses are what it says of itself: whether they work, a dial shows. */
export interface Peer {
  readonly id: PeerId
  readonly multiaddrs: readonly Multiaddr[]
  readonly namespace: string
  /** Seconds until its registration ends, as the point says; 0 where it does not. */
  readonly ttl: number
  /** The signed envelope, for `peerStore.consumePeerRecord`. */
  readonly signedPeerRecord: Uint8Array
}

/** One answer to `discover`. Frozen. */
export interface Page {
  readonly peers: readonly Peer[]
  /** For the next page, and later for whoever came since. */
  readonly cookie: Uint8Array | undefined
  /** Registrations that were not believed, or had no address left. */
  readonly dropped: number
}

interface DiscoverResponse {
  readonly registrations: readonly Registration[]
  readonly cookie: Uint8Array | undefined
}

/** Verifies a response's registrations. @param ns what was asked for; `undefined` for every namespace */
export async function pageOf(
  response: DiscoverResponse,
  ns: string | undefined,
  accept: AcceptAddress,
  signal?: AbortSignal,
): Promise<Page> {
  const { registrations } = response
  const found = await Promise.all(registrations.map((one) => peerOf(one, ns, accept, signal)))
  const peers = new Map<string, Peer>()
  for (const peer of found) if (peer !== null) peers.set(`${peer.id.toString()} ${peer.namespace}`, peer)
  // A cookie that is too long to send back is none.
  const cookie =
    (response.cookie?.length ?? Infinity) > CLIENT_LIMITS.cookieBytes ? undefined : response.cookie?.slice()
  return Object.freeze({
    peers: Object.freeze([...peers.values()]),
    cookie,
    dropped: registrations.length - peers.size,
  })
}

async function peerOf(
  { ns: namespace, signedPeerRecord, ttl = 0 }: Registration,
  ns: string | undefined,
  accept: AcceptAddress,
  signal?: AbortSignal,
): Promise<Peer | null> {
  if (namespace === undefined || (ns !== undefined && namespace !== ns)) return null
  if (signedPeerRecord === undefined || signedPeerRecord.length > CLIENT_LIMITS.recordBytes) return null
  const record = parseRecord(signedPeerRecord)
  if (record === null || !(await record.verify(signal === undefined ? {} : { signal }))) return null
  const { id } = record
  const multiaddrs = Object.freeze(record.multiaddrs.filter((address) => accept(address, id)))
  if (multiaddrs.length === 0) return null
  return Object.freeze({ id, multiaddrs, namespace, ttl, signedPeerRecord: signedPeerRecord.slice() })
}
