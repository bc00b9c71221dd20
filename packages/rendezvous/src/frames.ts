/**
 * Frames on a stream, each after its length as an unsigned varint. The length is judged before anything is kept
 * for it, and what waits to be read is bounded.
 */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'
import { concat, varintOf } from './protobuf.ts'

/** A length above 2^28 - 1 needs a fifth byte; no frame is that long. */
const MAX_LENGTH_BYTES = 4
/** What a muxer hands over at once. */
const CHUNK_BYTES = 65_536

/** Cuts frames off bytes as they come. Knows no stream. */
export class FrameBuffer {
  readonly #frameBytes: number
  #chunks: Uint8Array[] = []
  #held = 0
  /** So many bytes must be held before another look at them can find a frame. */
  #wanted = 1

  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes
  }

  get isEmpty(): boolean {
    return this.#held === 0
  }

  /** @throws Error when more waits than one frame and what may have come along with it */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held > MAX_LENGTH_BYTES + this.#frameBytes + CHUNK_BYTES) {
      throw new Error('More was sent than is read.')
    }
  }

  /** The next whole frame, or `null` if there is none yet. @throws Error at a length that cannot be */
  next(): Uint8Array | null {
    if (this.#held < this.#wanted) return null
    const held = concat(this.#chunks)
    this.#chunks = [held]
    let length = 0
    for (const [at, byte] of held.subarray(0, MAX_LENGTH_BYTES).entries()) {
      length += (byte & 0x7f) * 2 ** (7 * at)
      if (byte >= 0x80) continue
      // The shortest encoding only: a last byte of nothing says nothing.
      if (at > 0 && byte === 0) throw new Error('The length of a frame is not canonical.')
      if (length > this.#frameBytes) throw new Error('A frame is too long.')
      const end = at + 1 + length
      this.#wanted = end
      if (held.length < end) return null
      this.#chunks = [held.subarray(end)]
      this.#held -= end
      this.#wanted = 1
      return held.subarray(at + 1, end)
    }
    if (held.length >= MAX_LENGTH_BYTES) throw new Error('The length of a frame is too long.')
    this.#wanted = held.length + 1
    return null
  }
}

/** Reads frames from a stream. Takes the stream's messages from the moment it is made. */
export class FrameReader {
  readonly #stream: Stream
  readonly #buffer: FrameBuffer
  #ended: boolean
  #error: Error | null = null
  #wake: () => void = () => undefined

  constructor(stream: Stream, frameBytes: number) {
    this.#stream = stream
    this.#buffer = new FrameBuffer(frameBytes)
    stream.addEventListener('message', this.#onMessage)
    stream.addEventListener('end', this.#onEnd)
    stream.addEventListener('close', this.#onClose)
    this.#ended = stream.readableEnded
  }

  /**
   * The next frame, or `null` when the sender is done.
   *
   * @throws Error when the stream breaks, a frame is too long or cut off, or the signal aborts
   */
  async next(signal: AbortSignal): Promise<Uint8Array | null> {
    for (;;) {
      signal.throwIfAborted()
      if (this.#error !== null) throw this.#error
      const frame = this.#buffer.next()
      if (frame !== null) return frame
      if (this.#isDone) {
        if (!this.#buffer.isEmpty) throw new Error('The stream ended within a frame.')
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
    try {
      this.#buffer.push(event.data.subarray())
    } catch (error) {
      this.#error = error as Error
      this.#stream.abort(this.#error)
    }
    this.#wake()
  }

  #onEnd = (): void => {
    this.#ended = true
    this.#wake()
  }

  #onClose = (event: StreamCloseEvent): void => {
    // A response may still be in the buffer when its sender resets the stream behind it, as Go's server does.
    this.#ended = true
    if (event.error !== undefined && this.#buffer.isEmpty) this.#error ??= event.error
    this.#wake()
  }
}

/** Sends a frame, waiting while the stream is full. @throws Error when the stream breaks or the signal aborts */
export async function sendFrame(stream: Stream, frame: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (!stream.send(concat([varintOf(frame.length), frame]))) await stream.onDrain({ signal })
}
