/**
 * The time to a peer and back, once and at once. libp2p measures too, but for the first time after 10 s.
 */
import type { Connection, Stream, StreamMessageEvent } from '@libp2p/interface'
import { PROTOCOL_PREFIX } from './gossip.ts'

const PING_PROTOCOL = `/${PROTOCOL_PREFIX}/ping/1.0.0`
const BYTES = 32

/** Measures in milliseconds. @throws Error when the peer does not answer before the signal aborts */
export async function measure(connection: Connection, signal: AbortSignal): Promise<number> {
  const stream = await connection.newStream(PING_PROTOCOL, { signal })
  try {
    const answered = echoed(stream, signal)
    const sent = performance.now()
    stream.send(crypto.getRandomValues(new Uint8Array(BYTES)))
    await answered
    return Math.round((performance.now() - sent) * 10) / 10
  } finally {
    stream.abort(new Error('That was all.'))
  }
}

function echoed(stream: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let held = 0
    const fail = (): void => reject(new Error('The peer did not answer.'))
    stream.addEventListener('message', ({ data }: StreamMessageEvent) => {
      held += data.byteLength
      if (held >= BYTES) resolve()
    })
    stream.addEventListener('close', fail, { once: true })
    signal.addEventListener('abort', fail, { once: true })
  })
}
