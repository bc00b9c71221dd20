/**
 * The side that is asked for a room's stream: reads the head, and says whether it takes the stream (SPEC HB1).
 */
import type { Stream } from '@libp2p/interface'
import { answerHead, FrameKind, parseOpeningHead, ROOM_LIMITS, type Status } from './protocol.ts'
import { RoomStream, type Defer, type RoomStreamHandler } from './room-stream.ts'

/** What becomes of a stream: who reads it from now on, or why it is not taken. */
export type Taken =
  | { readonly status: 'ok'; readonly roster: boolean; readonly handler: RoomStreamHandler }
  | { readonly status: Exclude<Status, 'ok'> }

/**
 * Reads a stream that another node opened. What is wrong with it resets it.
 * @param take told the topic; must not throw
 */
export function acceptRoomStream(
  stream: Stream,
  take: (topic: string, carrier: RoomStream) => Taken,
  defer?: Defer,
): void {
  let taken: RoomStreamHandler | null = null
  // Who opens a stream says at once what it is for.
  const patience = setTimeout(() => carrier.abort('The stream names no room.'), ROOM_LIMITS.open)
  const carrier = new RoomStream(
    stream,
    {
      onFrame(kind, payload) {
        if (taken !== null) {
          taken.onFrame(kind, payload)
          return
        }
        if (kind !== FrameKind.head) throw new Error('The first frame is no head.')
        const outcome = take(parseOpeningHead(payload), carrier)
        clearTimeout(patience)
        if (outcome.status !== 'ok') {
          carrier.send(answerHead({ status: outcome.status, roster: false }))
          carrier.close()
          return
        }
        taken = outcome.handler
        carrier.send(answerHead({ status: 'ok', roster: outcome.roster }))
      },
      onEnd() {
        clearTimeout(patience)
        taken?.onEnd()
      },
    },
    defer,
  )
}
