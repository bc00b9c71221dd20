/**
 * The asking side of a request (SPEC SY1, SY9).
 */
import { peerIdFromString } from '@libp2p/peer-id'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { NetworkError, type PeerId, type RequestOptions } from '../port.ts'
import { FrameReader, sendFrames } from './frame-reader.ts'
import { SYNC_LIMITS, SYNC_PROTOCOL } from './sync.ts'

export interface Asker {
  readonly libp2p: Libp2p
  /**
   * The addresses of the relays that may lead to a peer, each with its peer id.
   * @param strangers whether those count that only a stranger names
   * @param via those that are named for it
   */
  readonly relaysTo: (peer: string, strangers: boolean, via: readonly string[]) => readonly Multiaddr[]
  /** The addresses of the relays at which a peer says that it is reached. */
  readonly viaOf: (peer: string) => readonly string[]
  /** Aborts when the network closes. */
  readonly closing: AbortSignal
}

const ascii = new TextEncoder()

/**
 * Asks a peer and yields what it answers, up to the bounds in `options`.
 * @throws NetworkError `ERR_UNREACHABLE`, `ERR_PEER_GONE`, `ERR_CLOSED`
 */
export async function* ask(
  asker: Asker,
  topic: string,
  peer: PeerId,
  request: Uint8Array,
  options: RequestOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (asker.closing.aborted) throw new NetworkError('ERR_CLOSED', 'The network was closed.')
  const signals = [asker.closing, AbortSignal.timeout(SYNC_LIMITS.requestTimeout)]
  const signal = AbortSignal.any(options.signal === undefined ? signals : [...signals, options.signal])
  const question = [ascii.encode(topic), request]
  const budget = options.maxBytes + SYNC_LIMITS.frameBytes + (options.maxFrames + 1) * SYNC_LIMITS.lengthBytes

  let stream: Stream | null = null
  let reader: FrameReader | null = null
  try {
    const { strangers = false, via = asker.viaOf(peer) } = options
    stream = await openStream(asker, peer, { budget, strangers, via, signal })
    reader = new FrameReader(stream, { frameBytes: SYNC_LIMITS.frameBytes, totalBytes: budget })
    await sendFrames(stream, question, signal)
    await stream.close({ signal })
    let bytes = 0
    for (let frames = 0; frames < options.maxFrames; frames++) {
      const frame = await reader.next(signal)
      if (frame === null) return
      bytes += frame.length
      if (bytes > options.maxBytes) return
      yield frame
    }
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause
    const message = 'The member could not be reached or did not answer.'
    throw new NetworkError('ERR_UNREACHABLE', message, { cause, handed: stream !== null })
  } finally {
    reader?.release()
    // Whether the answer ended, was cut off or broke: nothing more is wanted of it.
    if (stream !== null && stream.status !== 'closed')
      stream.abort(new Error('The answer is no longer wanted.'))
  }
}

interface Way {
  readonly budget: number
  readonly strangers: boolean
  readonly via: readonly string[]
  readonly signal: AbortSignal
}

/** A stream on a connection that is there, or else on one made over a relay. */
async function openStream(
  asker: Asker,
  peer: PeerId,
  { budget, strangers, via, signal }: Way,
): Promise<Stream> {
  const id = peerIdFromString(peer)
  for (const connection of usable(asker.libp2p, peer, budget)) {
    try {
      const patience = AbortSignal.timeout(SYNC_LIMITS.openTimeout)
      return await newStream(connection, AbortSignal.any([signal, patience]))
    } catch {
      // A circuit that ran out, or one whose other end is gone, silently perhaps. Another way may be open.
      signal.throwIfAborted()
    }
  }
  let failure: unknown = new Error('No relay is connected that could carry the request.')
  const absentAt = new Set<string>()
  let isAbsent = true
  const relays = asker.relaysTo(peer, strangers, via)
  for (const [place, relay] of relays.entries()) {
    // One that says nothing leaves the next one time.
    const isLast = place === relays.length - 1
    const attempt = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(SYNC_LIMITS.relayTimeout)])
    try {
      const circuit = multiaddr(`${relay.toString()}/p2p-circuit/p2p/${id.toString()}`)
      return await newStream(await asker.libp2p.dial(circuit, { signal: attempt, force: true }), attempt)
    } catch (error) {
      signal.throwIfAborted()
      failure = error
      if (isNoReservation(error)) absentAt.add(peerOf(relay.toString()))
      else isAbsent = false
    }
  }
  if (isAbsent && via.length > 0 && via.every((relay) => absentAt.has(peerOf(relay))))
    throw new NetworkError('ERR_PEER_GONE', 'The member is at none of its relays.', { cause: failure })
  throw failure
}

/** The relay answered, and holds no reservation of the peer (circuit relay v2, `Status.NO_RESERVATION`). */
function isNoReservation(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NO_RESERVATION')
}

function peerOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

/** Open connections to a peer, direct ones first, without circuits that have too little left to carry an answer. */
function usable(libp2p: Libp2p, peer: PeerId, budget: number): Connection[] {
  return libp2p
    .getConnections(peerIdFromString(peer))
    .filter(
      ({ status, limits }) =>
        status === 'open' && (limits?.bytes === undefined || limits.bytes > BigInt(2 * budget)),
    )
    .sort((one, other) => Number(one.limits !== undefined) - Number(other.limits !== undefined))
}

function newStream(connection: Connection, signal: AbortSignal): Promise<Stream> {
  return connection.newStream(SYNC_PROTOCOL, { signal, runOnLimitedConnection: true })
}
