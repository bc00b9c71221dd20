/**
 * Makes a direct connection to a peer out of a stream to it: an offer, an answer, and ICE candidates as they
 * are found (SPEC NW11). Loaded only once a room was joined, so that nothing waits for it.
 *
 * The stream runs over a circuit, which Noise secures from end to end. So the fingerprints of the certificates
 * in the descriptions are the peer's own, and DTLS needs no second handshake above it.
 */
import type { Logger, Stream } from '@libp2p/interface'
import { PeerConnection } from '#rtc'
import { DataChannelConnection } from './data-channel.ts'
import { FrameReader, sendFrames } from './frame-reader.ts'
import type { IceServer } from '../ice.ts'
import type { Scope } from './discovery/addresses.ts'
import { mayTry, parseSignal, SIGNAL_LIMITS, type Signal } from './signal.ts'

/** Whether this platform has WebRTC at all. */
export const hasWebRtc = PeerConnection !== null

export interface RtcOptions {
  readonly remotePeer: string
  readonly iceServers: readonly IceServer[]
  /** How far inside the other side's candidates may lead. */
  readonly inmost: Scope
  readonly log: Logger
  readonly signal: AbortSignal
}

const encoder = new TextEncoder()

/**
 * The dialling side, on a stream that it opened.
 * @throws Error when no connection came about; the stream is then reset
 */
export function offer(stream: Stream, options: RtcOptions): Promise<DataChannelConnection> {
  return connect('outbound', stream, options)
}

/** The other side, on a stream that was opened to it. @throws as `offer` does */
export function answer(stream: Stream, options: RtcOptions): Promise<DataChannelConnection> {
  return connect('inbound', stream, options)
}

async function connect(
  direction: 'inbound' | 'outbound',
  stream: Stream,
  { remotePeer, iceServers, inmost, log, signal }: RtcOptions,
): Promise<DataChannelConnection> {
  if (PeerConnection === null) throw new Error('This platform has no WebRTC.')
  const reader = new FrameReader(stream, SIGNAL_LIMITS)
  const peerConnection = connectionWith(PeerConnection, iceServers)
  try {
    const { promise: opened, resolve, reject } = Promise.withResolvers<DataChannelConnection>()
    opened.catch(() => undefined)
    const open = (): void => {
      const channel = peerConnection.createDataChannel('ghost-chat', { negotiated: true, id: 0 })
      const made = new DataChannelConnection({ peerConnection, channel, remotePeer, direction, log })
      whenOpen(peerConnection, channel, signal).then(() => resolve(made), reject)
    }
    const exchanged = exchange(direction, stream, reader, peerConnection, open, inmost, signal)
    // The descriptions may be through while candidates still come: what counts is the open channel.
    const connection = await Promise.race([opened, exchanged.then(() => opened)])
    // The other side may still be reading; it too goes by its channel.
    stream.close({ signal }).catch(() => undefined)
    return connection
  } catch (error) {
    peerConnection.close()
    stream.abort(error instanceof Error ? error : new Error('No direct connection came about.'))
    throw error
  } finally {
    reader.release()
  }
}

/** A connection with those of the servers that the engine takes: it refuses a list for one, and no link would do. */
function connectionWith(
  Connection: typeof RTCPeerConnection,
  iceServers: readonly IceServer[],
): RTCPeerConnection {
  const make = (servers: readonly IceServer[]): RTCPeerConnection =>
    new Connection({ iceServers: servers.map(({ urls, ...rest }) => ({ urls: [...urls], ...rest })) })
  const isTaken = (server: IceServer): boolean => {
    try {
      make([server]).close()
      return true
    } catch {
      return false
    }
  }
  try {
    return make(iceServers)
  } catch {
    return make(iceServers.filter(isTaken))
  }
}

/**
 * Sends and takes descriptions and candidates until the other side is done.
 *
 * @param open makes the channel. On the answering side only once there is an offer: libdatachannel would else make
 * one of its own, take itself for the controlling agent of ICE, and argue with the dialling side about it.
 */
async function exchange(
  direction: 'inbound' | 'outbound',
  stream: Stream,
  reader: FrameReader,
  peerConnection: RTCPeerConnection,
  open: () => void,
  inmost: Scope,
  signal: AbortSignal,
): Promise<void> {
  const say = (said: Signal): Promise<void> =>
    sendFrames(stream, [encoder.encode(JSON.stringify(said))], signal)
  // Candidates wait for the descriptions. Those of the dialling side wait for the answer, too: libdatachannel fails a
  // handshake that begins while it is still taking the answer in, and would, were it asked for a path by then.
  const { promise: described, resolve: release } = Promise.withResolvers<undefined>()
  let found = 0
  peerConnection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null || candidate.candidate === '' || ++found > SIGNAL_LIMITS.candidates) return
    const { sdpMid } = candidate
    // The stream is closed once the channel is open; candidates found later are of no use.
    void described
      .then(() => say({ type: 'candidate', candidate: candidate.candidate, mid: sdpMid ?? '0' }))
      .catch(() => undefined)
  })

  if (direction === 'outbound') {
    open()
    const description = await peerConnection.createOffer()
    await peerConnection.setLocalDescription(description)
    await say({ type: 'offer', sdp: description.sdp ?? '' })
  }
  let taken = 0
  let isDescribed = false
  for (;;) {
    const frame = await reader.next(signal)
    if (frame === null && isDescribed) return
    const heard = frame === null ? null : parseSignal(frame)
    if (heard === null) throw new Error('The other side sent no signal.')
    const wanted = direction === 'outbound' ? 'answer' : 'offer'
    if (heard.type === 'candidate') {
      if (++taken > SIGNAL_LIMITS.candidates) throw new Error('The other side sent too many candidates.')
      if (!mayTry(heard.candidate, inmost)) continue
      // One that this engine does not understand is not the only one.
      await peerConnection
        .addIceCandidate({ candidate: heard.candidate, sdpMid: heard.mid })
        .catch(() => undefined)
    } else {
      if (heard.type !== wanted || isDescribed) throw new Error('The other side spoke out of turn.')
      isDescribed = true
      await peerConnection.setRemoteDescription(heard)
      if (direction === 'inbound') {
        open()
        const description = await peerConnection.createAnswer()
        await peerConnection.setLocalDescription(description)
        await say({ type: 'answer', sdp: description.sdp ?? '' })
      }
      release(undefined)
    }
  }
}

/** @throws Error when the connection fails, or the signal's reason */
function whenOpen(
  peerConnection: RTCPeerConnection,
  channel: RTCDataChannel,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (channel.readyState === 'open') resolve()
      else if (signal.aborted) reject(signal.reason as Error)
      else if (['failed', 'closed'].includes(peerConnection.connectionState))
        reject(new Error('The peers found no direct path.'))
      else return
      channel.removeEventListener('open', check)
      channel.removeEventListener('close', check)
      peerConnection.removeEventListener('connectionstatechange', check)
      signal.removeEventListener('abort', check)
    }
    channel.addEventListener('open', check)
    channel.addEventListener('close', check)
    peerConnection.addEventListener('connectionstatechange', check)
    signal.addEventListener('abort', check)
    check()
  })
}
