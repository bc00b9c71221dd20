/**
 * Signed peer records: a libp2p envelope (RFC 0002) with a routing record in it (RFC 0003).
 *
 * Rust's rendezvous seals them in an older form: the same content under another domain and payload type. Both are
 * read here. Neither can pass for the other, for the signature covers domain and type.
 */
import type { PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { bytesOf, fieldsOf, numberOf } from './protobuf.ts'

/** A record as it was parsed: whose it says it is, which is not yet proven. */
export interface UnverifiedRecord {
  /** The peer whose key is in the envelope, and whose id is in the record: the same. */
  readonly id: PeerId
  /** Greater is newer. Nanoseconds since 1970 from Go, milliseconds from JavaScript. */
  readonly seq: bigint
  /** Those that this libp2p can read, without the peer's own id at their end. */
  readonly multiaddrs: readonly Multiaddr[]
  /** Whether the signature is the peer's. */
  readonly verify: (options: { readonly signal?: AbortSignal }) => Promise<boolean>
}

/** The forms of a record: what the signature is for, and what the envelope says that it holds. */
export const RECORD_FORMS = Object.freeze({
  standard: { domain: PeerRecord.DOMAIN, codec: PeerRecord.CODEC },
  rust: { domain: 'libp2p-routing-state', codec: new TextEncoder().encode('/libp2p/routing-state-record') },
})

/** Addresses of a record that are looked at. Nobody needs as many. */
export const MAX_ADDRESSES = 64

/** Parses an envelope; `null` if it is malformed, no peer record, or holds another's key than the record's peer. */
export function parseRecord(bytes: Uint8Array): UnverifiedRecord | null {
  try {
    const envelope = RecordEnvelope.createFromProtobuf(bytes)
    const form = Object.values(RECORD_FORMS).find(({ codec }) => equal(envelope.payloadType, codec))
    if (form === undefined) return null
    const id = peerIdFromPublicKey(envelope.publicKey)
    const record = routingRecordOf(envelope.payload.subarray())
    if (!equal(record.peer, id.toMultihash().bytes)) return null
    return {
      id,
      seq: record.seq,
      multiaddrs: record.addresses.flatMap((address) => readable(address)),
      verify: async (options) => {
        try {
          return await envelope.validate(form.domain, options)
        } catch {
          options.signal?.throwIfAborted()
          return false // Some keys throw at a signature of a wrong length rather than deny it.
        }
      },
    }
  } catch {
    return null
  }
}

/** Read here rather than by the library: it gives up a whole record for one address that it cannot read. */
function routingRecordOf(bytes: Uint8Array): { peer: Uint8Array; seq: bigint; addresses: Uint8Array[] } {
  let peer = new Uint8Array(0) as Uint8Array
  let seq = 0n
  const addresses: Uint8Array[] = []
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) peer = bytesOf(each)
    else if (each.id === 2) seq = numberOf(each)
    else if (each.id === 3 && addresses.length < MAX_ADDRESSES) {
      let address = new Uint8Array(0) as Uint8Array
      for (const inner of fieldsOf(bytesOf(each))) if (inner.id === 1) address = bytesOf(inner)
      addresses.push(address)
    }
  }
  return { peer, seq, addresses }
}

function readable(address: Uint8Array): Multiaddr[] {
  try {
    const read = multiaddr(address)
    return read.getComponents().length === 0 ? [] : [read]
  } catch {
    return []
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
