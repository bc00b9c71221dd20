/**
 * The relay as a rendezvous point (SPEC FD2), and what it can tell of those who registered (SPEC FD5).
 */
import { roomDigest, roomNamespace } from 'ghost-chat/network/gossip'
import { isTopic } from 'ghost-chat/wire'
import { rendezvousServer, type RendezvousServer } from '@ghost-chat/rendezvous/server'
import type { RelayLimits } from './limits.ts'

export type { RendezvousServer } from '@ghost-chat/rendezvous/server'

/** The CIDs of rooms whose names are too long for a namespace: multibase base32 of a CIDv1, raw, SHA-256. */
const LONG_ROOM = /^bafkrei[a-z2-7]{52}$/

/** Which namespace belongs to which digest: of rooms that somebody registered in. Bounded, the oldest give way. */
export class Namespaces {
  readonly #most: number
  readonly #byDigest = new Map<string, string>()

  constructor(most: number) {
    this.#most = most
  }

  add(namespace: string): void {
    const key = isTopic(namespace) ? hex(roomDigest(namespace)) : namespace
    this.#byDigest.delete(key)
    this.#byDigest.set(key, namespace)
    const [eldest] = this.#byDigest.keys()
    if (this.#byDigest.size > this.#most && eldest !== undefined) this.#byDigest.delete(eldest)
  }

  /** @param cid the CID in its usual text form, and the digest in it */
  of(cid: string, digest: Uint8Array): string | undefined {
    return this.#byDigest.get(hex(digest)) ?? this.#byDigest.get(cid)
  }
}

/** The rendezvous point as a libp2p service. Only rooms have namespaces here, and nobody gets them listed. */
export function relayRendezvous(
  limits: RelayLimits,
  namespaces: Namespaces,
  addressOf: (peer: string) => string | null,
): ReturnType<typeof rendezvousServer> {
  return rendezvousServer({
    listAll: false,
    // A guesser of names has as many peer ids as it likes.
    addressOf: ({ remotePeer }) => addressOf(remotePeer.toString()),
    limits: {
      minTtl: limits.registrationTtlLeast,
      maxTtl: limits.registrationTtlMost,
      defaultTtl: limits.registrationTtlLeast,
      registrationsPerPeer: limits.registrationsPerPeer,
      registrationsPerNamespace: limits.registrationsPerRoom,
      registrations: limits.registrations,
      pageRegistrations: limits.registrationsPerPage,
    },
    allow({ action, namespace }) {
      const isRoom =
        namespace !== undefined &&
        ((isTopic(namespace) && roomNamespace(namespace) === namespace) || LONG_ROOM.test(namespace))
      if (isRoom && action === 'register') namespaces.add(namespace)
      return isRoom
    },
  })
}

/** What the relay says of a registered peer. */
export interface RegisteredPeer {
  readonly id: string
  readonly addresses: readonly string[]
}

/** Registrations as the HTTP side reads them. */
export interface Registrations {
  /** Those in a room, at most so many. */
  readonly inRoom: (cid: string, digest: Uint8Array, most: number) => readonly RegisteredPeer[]
  readonly peer: (id: string) => RegisteredPeer | null
}

export function registrationsOf(server: RendezvousServer, namespaces: Namespaces): Registrations {
  return Object.freeze({
    inRoom(cid: string, digest: Uint8Array, most: number): readonly RegisteredPeer[] {
      const namespace = namespaces.of(cid, digest)
      return namespace === undefined ? [] : server.registered(namespace, most).map(shown)
    },
    peer(id: string): RegisteredPeer | null {
      const found = server.recordOf(id)
      return found === null ? null : shown(found)
    },
  })
}

function shown(found: {
  readonly id: { toString: () => string }
  readonly multiaddrs: readonly unknown[]
}): RegisteredPeer {
  return { id: found.id.toString(), addresses: found.multiaddrs.map(String) }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
