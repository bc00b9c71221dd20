/**
 * Waiting until a stream has room for more.
 *
 * Not by libp2p's `onDrain()`, which in 3.3 answers at once from the second time on, so that everything piles up in
 * memory however slow the reader is.
 */
import type { Stream } from '@libp2p/interface'

/** What may wait in a stream before its sender waits too, in bytes. */
const BEHIND = 65_536

/** Whether so much waits that nothing should be added. */
export function isBehind(stream: Stream): boolean {
  return stream.writeBufferLength > BEHIND
}

/**
 * Resolves once there is room.
 * @param patience how long the reader may take nothing, in milliseconds
 * @throws Error when it takes nothing for so long, or the stream ends
 */
export async function roomToSend(stream: Stream, patience: number): Promise<void> {
  while (isBehind(stream)) await progress(stream, patience)
}

function progress(stream: Stream, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      for (const event of ['drain', 'idle'] as const) stream.removeEventListener(event, onProgress)
      stream.removeEventListener('close', onClose)
      // The stream itself goes on in a microtask after the event.
      queueMicrotask(settle)
    }
    const onProgress = (): void => end(resolve)
    const fail = (message: string): void => end(() => reject(new Error(message)))
    const onClose = (): void => fail('The stream ended.')
    const timer = setTimeout(() => fail('The reader took nothing for too long.'), patience)
    for (const event of ['drain', 'idle'] as const) stream.addEventListener(event, onProgress)
    stream.addEventListener('close', onClose)
  })
}
