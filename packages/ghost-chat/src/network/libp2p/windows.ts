/**
 * Windows that are not reported for every piece of data.
 *
 * yamux 8.0 answers each frame of data with a frame that opens the window again by as much: of every two messages one
 * says nothing, and both are encrypted, written and read. Here a stream's reader reports once half of the window is
 * used up, as yamux's other implementations do. The sender never waits for it: it still has the other half.
 */
/** What is used of a stream of yamux 8.0 beyond its public face. Where it lacks any of it, it stays as it is. */
interface Windowed {
  readonly state: number
  /** Bytes that its sender may be ahead, and what is left of them. */
  readonly recvWindow: number
  readonly recvWindowCapacity: number
  sendWindowUpdate: () => void
}

/** The state of a stream that both sides have acknowledged: before it, an update carries the acknowledgement. */
const ESTABLISHED = 3

/** What is used of a muxer of yamux 8.0. Its `stream` event will not do: it keeps streams until somebody listens. */
interface Muxer {
  _newStream: (...args: unknown[]) => object
}

/** Has the streams of a muxer, those of either side, report sparingly. */
export function reportSparingly(muxer: object): void {
  if (!isMuxer(muxer)) return
  const make = muxer._newStream.bind(muxer)
  muxer._newStream = (...args) => {
    const stream = make(...args)
    if (!isWindowed(stream)) return stream
    const report = stream.sendWindowUpdate.bind(stream)
    stream.sendWindowUpdate = () => {
      if (stream.state === ESTABLISHED && stream.recvWindowCapacity * 2 > stream.recvWindow) return
      report()
    }
    return stream
  }
}

function isMuxer(muxer: object): muxer is Muxer {
  return typeof (muxer as Partial<Muxer>)._newStream === 'function'
}

function isWindowed(stream: object): stream is Windowed {
  const { state, recvWindow, recvWindowCapacity, sendWindowUpdate } = stream as Partial<Windowed>
  const numbers = [state, recvWindow, recvWindowCapacity]
  return numbers.every((value) => typeof value === 'number') && typeof sendWindowUpdate === 'function'
}
