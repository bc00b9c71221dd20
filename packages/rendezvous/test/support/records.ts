import { generateKeyPair } from '@libp2p/crypto/keys'
import type { PeerId, PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'
import { concat, field } from '../../src/protobuf.ts'

/** Somebody with a key. */
export interface Somebody {
  readonly key: PrivateKey
  readonly id: PeerId
  readonly peer: string
}

export async function somebody(): Promise<Somebody> {
  const key = await generateKeyPair('Ed25519')
  const id = peerIdFromPrivateKey(key)
  return { key, id, peer: id.toString() }
}

export interface RecordInit {
  /** Whom the record is about; the signer, by default. */
  readonly about?: PeerId
  readonly seq?: bigint
  readonly addresses?: readonly (string | Uint8Array)[]
  readonly domain?: string
  readonly codec?: Uint8Array
}

/** A signed peer record; each part may be wrong. */
export async function signedRecord(signer: Somebody, init: RecordInit = {}): Promise<Uint8Array> {
  const { about = signer.id, seq = 1n, addresses = ['/ip4/192.0.2.1/tcp/4001'] } = init
  const { domain = PeerRecord.DOMAIN, codec = PeerRecord.CODEC } = init
  const bytes = addresses.map((each) => (typeof each === 'string' ? multiaddr(each).bytes : each))
  const payload = concat([
    field(1, about.toMultihash().bytes),
    field(2, seq),
    ...bytes.map((each) => field(3, field(1, each))),
  ])
  const record = { domain, codec, marshal: () => payload, equals: () => false }
  return (await RecordEnvelope.seal(record, signer.key)).marshal()
}
