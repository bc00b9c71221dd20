/** A stream as far as waiting for it and reading from it go. */
import type { Stream } from '@libp2p/interface'

export class FakeStream extends EventTarget {
  writeBufferLength: number
  readStatus: Stream['readStatus'] = 'readable'

  /** @param waiting bytes that wait in it */
  constructor(waiting: number) {
    super()
    this.writeBufferLength = waiting
  }

  get stream(): Stream {
    return this as unknown as Stream
  }

  /** The reader takes something; the stream tells so before it goes on itself. */
  take(bytes: number, event: 'drain' | 'idle' = 'drain'): void {
    this.dispatchEvent(new Event(event))
    this.writeBufferLength -= bytes
  }

  pause(): void {
    this.readStatus = 'paused'
  }

  resume(): void {
    this.readStatus = 'readable'
  }
}
