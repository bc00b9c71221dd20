/**
 * What names a room to those who do not know its topic: a hash, as a CID and as a rendezvous namespace.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { CID } from 'multiformats/cid'
import { create } from 'multiformats/hashes/digest'
import * as raw from 'multiformats/codecs/raw'

/** Multicodec of SHA-256. */
const SHA2_256 = 0x12
/** Bytes of a digest. */
export const DIGEST_BYTES = 32
/** Bytes of a namespace, by the rendezvous specification. */
const NAMESPACE_BYTES = 255

const encoder = new TextEncoder()

/** The SHA-256 of a topic. */
export function roomDigest(topic: string): Uint8Array {
  return sha256(encoder.encode(topic))
}

/** The CID that a room has in a DHT and in delegated routing (SPEC FD1). */
export function roomCid(topic: string): CID {
  return CID.createV1(raw.code, create(SHA2_256, roomDigest(topic)))
}

/** The namespace of a room at a rendezvous point: its topic, or the room's CID where that is too long (SPEC FD2). */
export function roomNamespace(topic: string): string {
  return topic.length <= NAMESPACE_BYTES ? topic : roomCid(topic).toString()
}

/** That `from` knows the topic, said to `to` and of use to nobody else. Both are peer ids. */
export function proofOfRoom(topic: string, from: string, to: string): Uint8Array {
  return sha256(encoder.encode(`ghost-chat/meet\0${topic}\0${from}\0${to}`))
}
