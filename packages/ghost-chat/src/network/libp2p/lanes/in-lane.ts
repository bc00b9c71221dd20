/**
 * A lane from another member: reads its frames no faster than they are judged (SPEC LN4).
 */
import type { Stream, StreamMessageEvent } from '@libp2p/interface'
import { FrameCutter, withLength } from '../frame-cutter.ts'
import { MAX_FRAME_BYTES } from '../gossip.ts'
import { SYNC_LIMITS } from '../sync.ts'
import { LANE_LIMITS } from './limits.ts'

/** What is done with a frame. Never rejects. */
export type TakeFrame = (frame: Uint8Array) => Promise<void>

/** Finds the room that a lane is for; `null` where it is not taken. */
export type FindRoom = (topic: string) => { readonly take: TakeFrame; readonly onEnd: () => void } | null

const latin1 = new TextDecoder('latin1')
const TAKEN = withLength(new Uint8Array(0))

/** Reads a lane until it ends. What is wrong with it resets it. */
export function readLane(stream: Stream, findRoom: FindRoom): void {
  const cutter = new FrameCutter(MAX_FRAME_BYTES)
  let room: ReturnType<FindRoom> = null
  let judging = 0
  let ended = false

  const onMessage = ({ data }: StreamMessageEvent): void => {
    cutter.add(data.subarray())
    read()
  }
  const onEnd = (): void => {
    ended = true
    clearTimeout(patience)
    room?.onEnd()
    if (stream.status === 'open')
      stream.close({ signal: AbortSignal.timeout(LANE_LIMITS.patience) }).catch(abort)
    // What came before the end is judged still.
    read()
  }
  const abort = (error: unknown): void => {
    stream.abort(error instanceof Error ? error : new Error('The lane broke.'))
  }
  // Who opens a lane says at once what it is for.
  const patience = setTimeout(() => abort(new Error('The lane names no topic.')), LANE_LIMITS.open)

  function read(): void {
    try {
      while (judging < LANE_LIMITS.judging) {
        const frame = cutter.next()
        if (frame === null) break
        if (room === null) begin(frame)
        else void judge(room.take, frame)
      }
    } catch (error) {
      abort(error)
      return
    }
    if (ended) return
    if (judging >= LANE_LIMITS.judging) stream.pause()
    else if (stream.readStatus === 'paused') stream.resume()
  }

  function begin(frame: Uint8Array): void {
    if (frame.length > SYNC_LIMITS.topicBytes) throw new Error('The topic is too long.')
    room = findRoom(latin1.decode(frame))
    if (room === null) throw new Error('The lane is not taken.')
    clearTimeout(patience)
    stream.send(TAKEN)
  }

  async function judge(take: TakeFrame, frame: Uint8Array): Promise<void> {
    judging++
    await take(frame)
    judging--
    // At half of it, so that not every frame stops and starts the stream.
    if (ended || stream.readStatus === 'readable' || judging === LANE_LIMITS.judging >> 1) read()
  }

  stream.addEventListener('message', onMessage)
  for (const event of ['end', 'close'] as const) stream.addEventListener(event, onEnd, { once: true })
}
