/**
 * A lane to one member: what is said here goes there, on a direct connection, and nothing comes back but the word
 * that it is taken (SPEC LN1).
 */
import type { Connection, Stream, StreamMessageEvent } from '@libp2p/interface'
import { withLength } from '../frame-cutter.ts'
import { isBehind, roomToSend } from '../room-to-send.ts'
import { LANE_LIMITS, LANE_PROTOCOL } from './limits.ts'

const ascii = new TextEncoder()

export class OutLane {
  readonly #stream: Stream

  private constructor(stream: Stream, onEnd: () => void) {
    this.#stream = stream
    stream.addEventListener('close', onEnd, { once: true })
  }

  /**
   * Opens a lane for a topic.
   * @param onEnd called once, when the lane that was opened ends, however it does
   * @throws Error when the other side does not take it in time
   */
  static async open(connection: Connection, topic: string, onEnd: () => void): Promise<OutLane> {
    const signal = AbortSignal.timeout(LANE_LIMITS.open)
    const stream = await connection.newStream(LANE_PROTOCOL, { signal })
    try {
      const taken = whenTaken(stream, signal)
      // Nobody waits for it where sending already fails: a rejection that nobody hears of ends a process in Node.
      taken.catch(() => undefined)
      stream.send(withLength(ascii.encode(topic)))
      await taken
      return new OutLane(stream, onEnd)
    } catch (error) {
      abort(stream, error)
      throw error
    }
  }

  /** Whether what is sent now may arrive. */
  get isOpen(): boolean {
    return this.#stream.writeStatus === 'writable'
  }

  /**
   * Sends a frame; its length goes before it.
   * @returns whether it is on its way. Where the reader is behind, what settles once there is room for more: with
   * whether the reader took something in time. One that did not has lost its lane (LN4).
   */
  send(framed: Uint8Array): boolean | Promise<boolean> {
    try {
      this.#stream.send(framed)
    } catch {
      return false
    }
    return isBehind(this.#stream) ? this.#roomToSend() : true
  }

  /** Ends the lane; what was sent still arrives. */
  close(): void {
    this.#stream.close({ signal: AbortSignal.timeout(LANE_LIMITS.patience) }).catch(() => {
      this.#stream.abort(new Error('The lane did not close in time.'))
    })
  }

  async #roomToSend(): Promise<boolean> {
    try {
      await roomToSend(this.#stream, LANE_LIMITS.patience)
      return true
    } catch (error) {
      abort(this.#stream, error)
      return false
    }
  }
}

function abort(stream: Stream, error: unknown): void {
  stream.abort(error instanceof Error ? error : new Error('The lane was not taken.'))
}

/** The other side takes a lane by sending a frame of no bytes. */
function whenTaken(stream: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('close', fail)
      signal.removeEventListener('abort', fail)
      settle()
    }
    const fail = (): void => end(() => reject(new Error('The lane was not taken.')))
    const onMessage = ({ data }: StreamMessageEvent): void => {
      if (data.byteLength === 1 && data.subarray()[0] === 0) end(resolve)
      else fail()
    }
    stream.addEventListener('message', onMessage)
    stream.addEventListener('close', fail)
    signal.addEventListener('abort', fail)
  })
}
