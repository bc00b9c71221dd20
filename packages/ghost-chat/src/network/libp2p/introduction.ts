/**
 * A stream to a peer for making a direct link: over a connection that is there, or a relay's circuit.
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { pause } from './backoff.ts'
import { SIGNAL_PROTOCOL } from './signal.ts'
import { SYNC_PROTOCOL } from './sync.ts'

/**
 * @param relays the addresses of the relays that are connected now, each with its peer id
 * @throws Error when no relay leads to the peer; an `UnsupportedProtocolError` when it makes no direct links
 */
export async function introduce(
  libp2p: Libp2p,
  relays: readonly Multiaddr[],
  peer: string,
  signal: AbortSignal,
): Promise<Stream> {
  const options = { signal, runOnLimitedConnection: true }
  let failure: unknown = new Error('No relay is connected that could introduce the peer.')
  for (const connection of openConnections(libp2p, peer)) {
    try {
      return await connection.newStream(SIGNAL_PROTOCOL, options)
    } catch (error) {
      // A circuit that ran out, or one whose other end is gone.
      signal.throwIfAborted()
      if (isUnsupported(error)) throw error
    }
  }
  for (const relay of relays) {
    try {
      const address = multiaddr(`${relay.toString()}/p2p-circuit/p2p/${peer}`)
      const circuit = await libp2p.dial(address, { signal, force: true })
      return await circuit.newStream(SIGNAL_PROTOCOL, options)
    } catch (error) {
      signal.throwIfAborted()
      if (isUnsupported(error)) throw error
      failure = error
    }
  }
  throw failure
}

/** Whether a peer said that it knows no direct links. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnsupportedProtocolError'
}

/** Closes the circuits to a peer, once no request is under way on them. Never rejects. */
export async function closeCircuits(libp2p: Libp2p, peer: string, signal: AbortSignal): Promise<void> {
  const isAsking = ({ streams }: Connection): boolean =>
    streams.some(({ protocol }) => protocol === SYNC_PROTOCOL)
  for (const circuit of openConnections(libp2p, peer).filter(({ limits }) => limits !== undefined)) {
    while (circuit.status === 'open' && isAsking(circuit) && !signal.aborted) await pause(500, signal)
    await circuit.close({ signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  }
}

function openConnections(libp2p: Libp2p, peer: string): Connection[] {
  return libp2p.getConnections(peerIdFromString(peer)).filter(({ status }) => status === 'open')
}
