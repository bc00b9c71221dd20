/**
 * Frames on a stream, each after its length as an unsigned varint (SPEC SY1).
 *
 * What arrives is counted when it arrives, not when it is read: a sender cannot fill the memory of a reader
 * that is slow.
 */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'
import { FrameCutter, withLength } from './frame-cutter.ts'
import { roomToSend } from './room-to-send.ts'

export interface FrameLimits {
  /** The longest frame, in bytes. */
  readonly frameBytes: number
  /** All that is taken from the stream, lengths included, in bytes. */
  readonly totalBytes: number
}

/** Reads frames from a stream. Takes the stream's messages from the moment it is made. */
export class FrameReader {
  readonly #stream: Stream
  readonly #limits: FrameLimits
  readonly #cutter: FrameCutter
  #taken = 0
  #ended = false
  #error: Error | null = null
  #wake: () => void = () => undefined

  constructor(stream: Stream, limits: FrameLimits) {
    this.#stream = stream
    this.#limits = limits
    this.#cutter = new FrameCutter(limits.frameBytes)
    stream.addEventListener('message', this.#onMessage)
    stream.addEventListener('end', this.#onEnd)
    stream.addEventListener('close', this.#onClose)
    this.#ended = stream.readableEnded
  }

  /**
   * The next frame, or `null` when the sender is done.
   * @throws Error when the stream breaks, exceeds a limit or ends within a frame, or the signal aborts
   */
  async next(signal: AbortSignal): Promise<Uint8Array | null> {
    for (;;) {
      signal.throwIfAborted()
      const frame = this.#cutter.next()
      if (frame !== null) return frame
      if (this.#error !== null) throw this.#error
      if (this.#isDone) {
        if (this.#cutter.held > 0) throw new Error('The stream ended within a frame.')
        return null
      }
      await this.#more(signal)
    }
  }

  /**
   * Whether nothing more comes. A stream says that it ended while the choice of its protocol still holds what came in the
   * same packet, and puts that back into its buffer afterwards.
   */
  get #isDone(): boolean {
    const { readBufferLength, readStatus } = this.#stream
    return this.#ended && (readBufferLength === 0 || readStatus === 'closing' || readStatus === 'closed')
  }

  /** Stops listening. The stream stays as it is. */
  release(): void {
    this.#stream.removeEventListener('message', this.#onMessage)
    this.#stream.removeEventListener('end', this.#onEnd)
    this.#stream.removeEventListener('close', this.#onClose)
    this.#cutter.clear()
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        this.#wake = () => undefined
        resolve()
      }
      this.#wake = wake
      signal.addEventListener('abort', wake, { once: true })
    })
  }

  #onMessage = (event: StreamMessageEvent): void => {
    if (this.#error !== null) return
    this.#taken += event.data.byteLength
    if (this.#taken > this.#limits.totalBytes) {
      this.#error = new Error('The stream carried too much.')
      this.#stream.abort(this.#error)
    } else {
      this.#cutter.add(event.data.subarray())
    }
    this.#wake()
  }

  #onEnd = (): void => {
    this.#ended = true
    this.#wake()
  }

  #onClose = (event: StreamCloseEvent): void => {
    if (event.error !== undefined) this.#error ??= event.error
    this.#ended = true
    this.#wake()
  }
}

/** How long a reader of a request or an answer may take nothing, in milliseconds. */
const SLOWEST = 5_000

/** Sends frames, waiting whenever the stream is full. @throws Error when the stream breaks or the signal aborts */
export async function sendFrames(
  stream: Stream,
  frames: Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  for (const frame of frames) {
    signal.throwIfAborted()
    stream.send(withLength(frame))
    await roomToSend(stream, SLOWEST)
  }
}
