/**
 * Frames on a stream, each after its length as an unsigned varint (SPEC SY1).
 *
 * What arrives is counted when it arrives, not when it is read: a sender cannot fill the memory of a reader
 * that is slow.
 */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'

export interface FrameLimits {
  /** The longest frame, in bytes. */
  readonly frameBytes: number
  /** All that is taken from the stream, lengths included, in bytes. */
  readonly totalBytes: number
}

/** A length above 2^21 - 1 needs a fourth byte; no frame is that long. */
const MAX_LENGTH_BYTES = 3

/** Reads frames from a stream. Takes the stream's messages from the moment it is made. */
export class FrameReader {
  readonly #stream: Stream
  readonly #limits: FrameLimits
  #chunks: Uint8Array[] = []
  #held = 0
  /** So many bytes must be held before another look at them can find a frame. */
  #wanted = 1
  #taken = 0
  #ended = false
  #error: Error | null = null
  #wake: () => void = () => undefined

  constructor(stream: Stream, limits: FrameLimits) {
    this.#stream = stream
    this.#limits = limits
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
      const frame = this.#cut()
      if (frame !== null) return frame
      if (this.#error !== null) throw this.#error
      if (this.#ended) {
        if (this.#held > 0) throw new Error('The stream ended within a frame.')
        return null
      }
      await this.#more(signal)
    }
  }

  /** Stops listening. The stream stays as it is. */
  release(): void {
    this.#stream.removeEventListener('message', this.#onMessage)
    this.#stream.removeEventListener('end', this.#onEnd)
    this.#stream.removeEventListener('close', this.#onClose)
    this.#keep(new Uint8Array(0))
  }

  /** Cuts one whole frame off what is held, if there is one. */
  #cut(): Uint8Array | null {
    if (this.#held < this.#wanted) return null
    const held = joined(this.#chunks, this.#held)
    let length = 0
    for (let at = 0; at < held.length; at++) {
      const byte = held[at] ?? 0
      if (at >= MAX_LENGTH_BYTES) throw new Error('The length of a frame is too long.')
      length |= (byte & 0x7f) << (7 * at)
      if (byte >= 0x80) continue
      // The shortest encoding only: a last byte of nothing says nothing.
      if (at > 0 && byte === 0) throw new Error('The length of a frame is not canonical.')
      if (length > this.#limits.frameBytes) throw new Error('A frame is too long.')
      const end = at + 1 + length
      if (held.length < end) {
        this.#keep(held)
        this.#wanted = end
        return null
      }
      this.#keep(held.subarray(end))
      return held.slice(at + 1, end)
    }
    this.#keep(held)
    this.#wanted = held.length + 1
    return null
  }

  #keep(rest: Uint8Array): void {
    this.#chunks = [rest]
    this.#held = rest.length
    this.#wanted = 1
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
      this.#chunks.push(event.data.subarray())
      this.#held += event.data.byteLength
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

/** Sends frames, waiting whenever the stream is full. @throws Error when the stream breaks or the signal aborts */
export async function sendFrames(
  stream: Stream,
  frames: Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  for (const frame of frames) {
    signal.throwIfAborted()
    if (!stream.send(withLength(frame))) await stream.onDrain({ signal })
  }
}

function withLength(frame: Uint8Array): Uint8Array {
  const length: number[] = []
  let rest = frame.length
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80)
  length.push(rest)
  const out = new Uint8Array(length.length + frame.length)
  out.set(length)
  out.set(frame, length.length)
  return out
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const out = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}
