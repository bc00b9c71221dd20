/**
 * One stream that carries a room's frames both ways (SPEC HB1, HB2): between a member and its relay, or between two
 * members that no relay brings together.
 *
 * What is written in one task leaves as one write. What is read while the stream is paused waits, and so does its
 * sender.
 */
import type { Stream, StreamMessageEvent } from '@libp2p/interface'
import { FrameCutter } from '../frame-cutter.ts'
import { ROOM_FRAME_BYTES, ROOM_LIMITS } from './protocol.ts'

export interface RoomStreamHandler {
  /** A frame came. What it throws resets the stream. */
  readonly onFrame: (kind: number, payload: Uint8Array) => void
  /** Nothing comes or goes any more. Called once. */
  readonly onEnd: () => void
}

/** Puts a task off, to the end of what is being done now. */
export type Defer = (task: () => void) => void

export class RoomStream {
  readonly #stream: Stream
  readonly #handler: RoomStreamHandler
  readonly #defer: Defer
  readonly #cutter = new FrameCutter(ROOM_FRAME_BYTES)
  #pieces: Uint8Array[] = []
  #queued = 0
  #isPaused = false
  #ended = false

  /**
   * Listens from this moment on: to be called in the first task in which there is the stream.
   * @param defer when what was written is sent; at the end of the task unless given
   */
  constructor(stream: Stream, handler: RoomStreamHandler, defer: Defer = queueMicrotask) {
    this.#stream = stream
    this.#handler = handler
    this.#defer = defer
    stream.addEventListener('message', this.#onMessage)
    for (const event of ['end', 'close'] as const) stream.addEventListener(event, this.#onEnd)
  }

  /** The stream below, to wait for its reader with. */
  get stream(): Stream {
    return this.#stream
  }

  /** Whether what is sent now may arrive. */
  get isOpen(): boolean {
    return !this.#ended && this.#stream.writeStatus === 'writable'
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#queued + this.#stream.writeBufferLength
  }

  /** As libp2p's streams have it, so that whoever bounds a peer may stop reading it by any of its streams. */
  get readStatus(): 'readable' | 'paused' | 'closed' {
    if (this.#ended) return 'closed'
    return this.#isPaused ? 'paused' : 'readable'
  }

  /** Sends a frame that `framed` made. */
  send(frame: Uint8Array): void {
    if (!this.isOpen) return
    this.#pieces.push(frame)
    this.#queued += frame.length
    if (this.#pieces.length === 1) this.#defer(this.#flush)
    if (this.waiting > ROOM_LIMITS.waitingBytes) this.abort('The reader is too slow.')
  }

  pause(): void {
    if (this.#isPaused || this.#ended) return
    this.#isPaused = true
    this.#stream.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#read()
    // A frame that was read just now may have paused it again.
    if (this.readStatus === 'readable' && this.#stream.readStatus === 'paused') this.#stream.resume()
  }

  /** Ends it; what was sent still goes. */
  close(): void {
    this.#flush()
    this.#over()
    this.#closeBelow()
  }

  /** Ends it at once. */
  abort(why: string): void {
    this.#over()
    this.#stream.abort(new Error(why))
  }

  readonly #flush = (): void => {
    const pieces = this.#pieces
    const [first] = pieces
    if (first === undefined) return
    const whole = pieces.length === 1 ? first : joined(pieces, this.#queued)
    this.#pieces = []
    this.#queued = 0
    if (this.#stream.writeStatus !== 'writable') return
    try {
      this.#stream.send(whole)
    } catch {
      this.abort('The stream broke.')
    }
  }

  readonly #onMessage = ({ data }: StreamMessageEvent): void => {
    if (this.#ended) return
    this.#cutter.add(data.subarray())
    this.#read()
  }

  #read(): void {
    try {
      while (!this.#isPaused && !this.#ended) {
        const frame = this.#cutter.next()
        if (frame === null) return
        const [kind] = frame
        if (kind === undefined) throw new Error('A frame is empty.')
        this.#handler.onFrame(kind, frame.subarray(1))
      }
    } catch (error) {
      this.abort(error instanceof Error ? error.message : 'A frame was not understood.')
    }
  }

  readonly #onEnd = (): void => {
    if (this.#ended) return
    // What came before the end counts, also where it was not read so far.
    this.#isPaused = false
    this.#read()
    this.#over()
    this.#closeBelow()
  }

  #over(): void {
    if (this.#ended) return
    this.#ended = true
    this.#stream.removeEventListener('message', this.#onMessage)
    this.#cutter.clear()
    this.#handler.onEnd()
  }

  /** The other side's end of writing leaves this side's open until it ends its own. */
  #closeBelow(): void {
    if (this.#stream.status !== 'open' && this.#stream.writeStatus !== 'writable') return
    this.#stream.close({ signal: AbortSignal.timeout(ROOM_LIMITS.farewell) }).catch(() => {
      this.#stream.abort(new Error('The stream did not close in time.'))
    })
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
