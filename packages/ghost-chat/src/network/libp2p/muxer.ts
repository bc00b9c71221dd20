/**
 * Many streams over one connection, for members and relays: yamux.
 *
 * It opens a stream in a microtask of its own. If the connection below is closed by then, that throws where nobody
 * can catch it, and the process ends: a circuit that closes at the wrong moment is enough. Here the muxer ends.
 */
import type { MultiaddrConnection, Stream, StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'
import { yamux } from '@libp2p/yamux'
import { reportSparingly } from './windows.ts'

/** What a stream's sender may be ahead of its reader, at most, in bytes: 10 MB/s where a round trip takes 100 ms. */
const WINDOW = 1_048_576

/** @param streams streams of one connection, in either direction */
export function muxer(streams: number): () => StreamMuxerFactory {
  const make = yamux({
    maxInboundStreams: streams,
    maxOutboundStreams: streams,
    // A window grows by doubling, and what fills it lies in memory while the reader is busy (SPEC LN4).
    streamOptions: { maxStreamWindowSize: WINDOW },
  })
  return () => {
    const factory = make()
    const createStreamMuxer = factory.createStreamMuxer.bind(factory)
    const guardedMuxer = (connection: MultiaddrConnection): StreamMuxer =>
      guarded(createStreamMuxer(connection))
    return Object.assign(factory, { createStreamMuxer: guardedMuxer })
  }
}

type Yamux = ReturnType<ReturnType<ReturnType<typeof yamux>>['createStreamMuxer']>

function guarded(inner: Yamux): StreamMuxer {
  const send = inner.send.bind(inner)
  inner.send = (data) => {
    try {
      return send(data)
    } catch (error) {
      inner.abort(error instanceof Error ? error : new Error('The connection is closed.'))
      return false
    }
  }
  const onRemoteStream = inner.onRemoteStream.bind(inner)
  inner.onRemoteStream = (stream) => {
    takeBackAfterEnd(stream)
    onRemoteStream(stream)
  }
  reportSparingly(inner)
  return inner
}

/**
 * Lets a stream take back what the choice of its protocol read too much. Where a peer opens a stream, writes and ends it
 * in one packet, everything was read before the protocol is known: libp2p then counts the stream as read to its end,
 * and takes nothing back.
 */
function takeBackAfterEnd(stream: Stream & { readStatus: string }): void {
  const unshift = stream.unshift.bind(stream)
  stream.unshift = (data) => {
    if (stream.readStatus === 'closed' && stream.status === 'open') stream.readStatus = 'readable'
    unshift(data)
  }
}
