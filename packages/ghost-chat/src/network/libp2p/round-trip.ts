/**
 * The time to a peer and back, once and at once. libp2p measures too, but for the first time after 10 s.
 */
import type { Connection, Stream, StreamMessageEvent } from '@libp2p/interface'
import { awakeTimeout } from './awake.ts'
import { PROTOCOL_PREFIX } from './prefix.ts'

const PING_PROTOCOL = `/${PROTOCOL_PREFIX}/ping/1.0.0`
const BYTES = 32

/** A connection that has just come up is still busy with itself: the best of a few counts. */
const TIMES = 3
/** How long a first measurement may take, in milliseconds, and how often it is tried. */
const FIRST = 4_000
const ATTEMPTS = 3
/** How long a peer may take to answer when the network has changed, in milliseconds. */
const PATIENCE = 1_500

/** Measures in milliseconds. @throws Error when the peer does not answer before the signal aborts */
export async function measure(connection: Connection, signal: AbortSignal): Promise<number> {
  const stream = await connection.newStream(PING_PROTOCOL, { signal })
  let best = Infinity
  try {
    for (let time = 0; time < TIMES; time++) {
      const answered = echoed(stream, signal)
      // Where the question cannot even be sent, nobody waits for the answer.
      answered.catch(() => undefined)
      const sent = performance.now()
      stream.send(crypto.getRandomValues(new Uint8Array(BYTES)))
      await answered
      best = Math.min(best, performance.now() - sent)
    }
    return Math.round(best * 10) / 10
  } finally {
    stream.abort(new Error('That was all.'))
  }
}

/** Measures a connection that has just come up, and again if that failed. Never rejects. */
export async function measureFirst(
  connection: Connection,
  signal: AbortSignal,
  onMeasured: () => void,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS && connection.status === 'open' && !signal.aborted; attempt++) {
    try {
      connection.rtt = await measure(connection, AbortSignal.any([signal, AbortSignal.timeout(FIRST)]))
      onMeasured()
      return
    } catch {
      // It may have been too busy. libp2p measures later, and closes what does not answer at all.
    }
  }
}

/** The network may have changed: gives a connection up unless the peer answers soon. Never rejects. */
export async function probe(connection: Connection, signal: AbortSignal): Promise<void> {
  const patience = awakeTimeout(PATIENCE)
  try {
    await measure(connection, AbortSignal.any([signal, patience.signal]))
  } catch {
    if (!signal.aborted) connection.abort(new Error('The peer did not answer in time.'))
  } finally {
    patience.clear()
  }
}

function echoed(stream: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let held = 0
    const end = (settle: () => void): void => {
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('close', fail)
      signal.removeEventListener('abort', fail)
      settle()
    }
    const fail = (): void => {
      end(() => reject(new Error('The peer did not answer.')))
    }
    const onMessage = ({ data }: StreamMessageEvent): void => {
      held += data.byteLength
      if (held >= BYTES) end(resolve)
    }
    stream.addEventListener('message', onMessage)
    stream.addEventListener('close', fail)
    signal.addEventListener('abort', fail)
  })
}
