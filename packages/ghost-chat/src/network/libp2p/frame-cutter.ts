/**
 * Cuts a stream of bytes into frames, each after its length as an unsigned varint (SPEC SY1). Pure.
 */

/** A length above 2^21 - 1 needs a fourth byte; no frame is that long. */
const MAX_LENGTH_BYTES = 3

export class FrameCutter {
  readonly #frameBytes: number
  #chunks: Uint8Array[] = []
  #held = 0
  /** So many bytes must be held before another look at them can find a frame. */
  #wanted = 1

  /** @param frameBytes the longest frame */
  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes
  }

  /** Bytes that are held and are no whole frame yet, or were not asked for. */
  get held(): number {
    return this.#held
  }

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes)
    this.#held += bytes.length
  }

  /**
   * The next whole frame, if there is one: bytes of its own.
   * @throws Error when a length is too long, or not in the shortest encoding
   */
  next(): Uint8Array | null {
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
      if (length > this.#frameBytes) throw new Error('A frame is too long.')
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

  /** Forgets what is held. */
  clear(): void {
    this.#keep(new Uint8Array(0))
  }

  #keep(rest: Uint8Array): void {
    this.#chunks = [rest]
    this.#held = rest.length
    this.#wanted = 1
  }
}

/** A frame as it travels: its length, then its bytes. */
export function withLength(frame: Uint8Array): Uint8Array {
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
