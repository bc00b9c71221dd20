// For the protobuf form in which @libp2p/peer-store keeps a peer's record. In a page the store is a map in memory,
// so the form is a copy of the record: what comes out is nobody else's, as after writing and reading bytes.
interface Record {
  readonly addresses?: readonly Readonly<{
    multiaddr: Uint8Array
    isCertified?: boolean
    observed?: number
  }>[]
  readonly protocols?: readonly string[]
  readonly metadata?: ReadonlyMap<string, Uint8Array>
  readonly tags?: ReadonlyMap<string, Readonly<{ value: number; expiry?: bigint }>>
  readonly publicKey?: Uint8Array
  readonly peerRecordEnvelope?: Uint8Array
  readonly updated?: number
}

function copy({ addresses = [], protocols = [], metadata, tags, ...rest }: Record): Record {
  return {
    ...rest,
    addresses: addresses.map((address) => ({ ...address })),
    protocols: [...protocols],
    metadata: new Map(metadata),
    tags: new Map(Array.from(tags ?? [], ([name, tag]) => [name, { ...tag }])),
  }
}

export const Peer = { encode: copy, decode: copy }
