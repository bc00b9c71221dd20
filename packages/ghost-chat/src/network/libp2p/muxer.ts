/**
 * Many streams over one connection, for members and relays: yamux.
 *
 * It opens a stream in a microtask of its own. If the connection below is closed by then, that throws where nobody
 * can catch it, and the process ends: a circuit that closes at the wrong moment is enough. Here the muxer ends.
 */
import type { MultiaddrConnection, StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'
import { yamux } from '@libp2p/yamux'

/** @param streams streams of one connection, in either direction */
export function muxer(streams: number): () => StreamMuxerFactory {
  const make = yamux({ maxInboundStreams: streams, maxOutboundStreams: streams })
  return () => {
    const factory = make()
    const createStreamMuxer = factory.createStreamMuxer.bind(factory)
    const guardedMuxer = (connection: MultiaddrConnection): StreamMuxer =>
      guarded(createStreamMuxer(connection))
    return Object.assign(factory, { createStreamMuxer: guardedMuxer })
  }
}

function guarded(inner: ReturnType<ReturnType<ReturnType<typeof yamux>>['createStreamMuxer']>): StreamMuxer {
  const send = inner.send.bind(inner)
  inner.send = (data) => {
    try {
      return send(data)
    } catch (error) {
      inner.abort(error instanceof Error ? error : new Error('The connection is closed.'))
      return false
    }
  }
  return inner
}
