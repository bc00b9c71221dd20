/**
 * One request on one stream. Turns whatever goes wrong there into a `RendezvousError`.
 */
import type { DialTarget, Stream } from '@libp2p/interface'
import type { ConnectionManager } from '@libp2p/interface-internal'
import { RendezvousError, type RendezvousErrorCode } from './errors.ts'
import { FrameReader, sendFrame } from './frames.ts'
import { CLIENT_LIMITS } from './limits.ts'
import { decodeResponse, encodeRequest, PROTOCOL, type Request, type Response } from './message.ts'

export interface ExchangeOptions {
  /** Milliseconds for a request with its response. */
  readonly timeout: number
  readonly runOnLimitedConnection: boolean
}

export class Exchange {
  readonly #connections: Pick<ConnectionManager, 'openStream'>
  readonly #options: ExchangeOptions

  constructor(connections: Pick<ConnectionManager, 'openStream'>, options: ExchangeOptions) {
    this.#connections = connections
    this.#options = options
  }

  /** Sends a request and reads the response. `registrations` is how many of it are read. */
  ask(point: DialTarget, request: Request, caller?: AbortSignal, registrations?: number): Promise<Response> {
    return this.#on(point, request, caller, async (reader, signal) => {
      const frame = await reader.next(signal)
      if (frame === null) throw new Error('The stream ended without a response.')
      return decodeResponse(frame, registrations)
    })
  }

  /** Sends a request that has no response, and waits until the other side is done with the stream. */
  async tell(point: DialTarget, request: Request, caller?: AbortSignal): Promise<void> {
    await this.#on(point, request, caller, async (reader, signal, stream) => {
      await stream.close({ signal })
      // Go's server ends the stream by a reset, which is as good.
      await reader.next(signal).catch(() => signal.throwIfAborted())
    })
  }

  async #on<T>(
    point: DialTarget,
    request: Request,
    caller: AbortSignal | undefined,
    then: (reader: FrameReader, signal: AbortSignal, stream: Stream) => Promise<T>,
  ): Promise<T> {
    const timeout = AbortSignal.timeout(this.#options.timeout)
    const signal = caller === undefined ? timeout : AbortSignal.any([caller, timeout])
    const failed = (code: RendezvousErrorCode, cause: unknown): RendezvousError => {
      if (caller?.aborted === true) return new RendezvousError('ERR_ABORTED', { cause: caller.reason })
      return new RendezvousError(timeout.aborted ? 'ERR_TIMEOUT' : code, { cause })
    }
    let stream: Stream
    try {
      signal.throwIfAborted()
      const { runOnLimitedConnection } = this.#options
      stream = await this.#connections.openStream(point, PROTOCOL, { signal, runOnLimitedConnection })
    } catch (cause) {
      throw failed('ERR_UNREACHABLE', cause)
    }
    const reader = new FrameReader(stream, CLIENT_LIMITS.responseBytes)
    try {
      await sendFrame(stream, encodeRequest(request), signal)
      const result = await then(reader, signal, stream)
      void finish(stream, reader, timeout)
      return result
    } catch (cause) {
      const error = failed('ERR_PROTOCOL', cause)
      reader.release()
      stream.abort(error)
      throw error
    }
  }
}

/** Ends a stream whose work is done: by a reset if the other side does not end it, too. */
async function finish(stream: Stream, reader: FrameReader, signal: AbortSignal): Promise<void> {
  try {
    await stream.close({ signal })
    if ((await reader.next(signal)) !== null) throw new Error('There is more than one response.')
  } catch (error) {
    stream.abort(error as Error)
  } finally {
    reader.release()
  }
}
