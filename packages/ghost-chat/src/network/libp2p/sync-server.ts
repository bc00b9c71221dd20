/**
 * The answering side of a request (SPEC SY1): reads the topic and the request, asks the room, sends what it says.
 */
import type { Connection, Stream } from '@libp2p/interface'
import type { ChannelHandler, PeerId } from '../port.ts'
import { FrameReader, sendFrames } from './frame-reader.ts'
import { SYNC_LIMITS } from './sync.ts'

const { topicBytes, requestBytes, lengthBytes, answerTimeout, streams } = SYNC_LIMITS
const latin1 = new TextDecoder('latin1')

/** Finds the room of a topic. */
export type Rooms = (topic: string) => ChannelHandler | undefined

/** Makes the stream handler. It never rejects: what goes wrong resets the stream, and the asker asks another. */
export function syncServer(rooms: Rooms): (stream: Stream, connection: Connection) => Promise<void> {
  let underWay = 0
  return async (stream, connection) => {
    if (underWay >= streams) {
      stream.abort(new Error('Too many requests are under way.'))
      return
    }
    underWay++
    try {
      await answer(rooms, stream, connection.remotePeer.toString() as PeerId)
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error('The request could not be answered.'))
    } finally {
      underWay--
    }
  }
}

async function answer(rooms: Rooms, stream: Stream, from: PeerId): Promise<void> {
  const signal = AbortSignal.timeout(answerTimeout)
  const totalBytes = topicBytes + requestBytes + 2 * lengthBytes
  const reader = new FrameReader(stream, { frameBytes: requestBytes, totalBytes })
  try {
    const topic = await reader.next(signal)
    if (topic === null || topic.length > topicBytes) throw new Error('The request names no topic.')
    const room = rooms(latin1.decode(topic))
    if (room === undefined) throw new Error('The request is for a room that this member is not in.')
    const request = await reader.next(signal)
    if (request === null) throw new Error('The request is empty.')
    if ((await reader.next(signal)) !== null) throw new Error('The request did not end.')
    await sendFrames(stream, await unlessAborted(room.answer(request, from), signal), signal)
    await stream.close({ signal })
  } finally {
    reader.release()
  }
}

/** Settles as the promise does, but no later than the signal. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    if (signal.aborted) {
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
