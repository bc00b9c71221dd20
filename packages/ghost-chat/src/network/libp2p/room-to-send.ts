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
export function isBehind(stream: Stream, behind = BEHIND): boolean {
  return stream.writeBufferLength > behind
}

/** How much may wait, in bytes, and how long the reader may take until it is no more, in milliseconds. */
export interface Allowance {
  readonly behind?: number
  readonly inAll?: number
}

/**
 * Resolves once there is room.
 * @param patience how long the reader may take nothing, in milliseconds
 * @throws Error when it takes nothing for so long, or too little in all that it may take, or the stream ends
 */
export async function roomToSend(
  stream: Stream,
  patience: number,
  { behind = BEHIND, inAll = Infinity }: Allowance = {},
): Promise<void> {
  const end = performance.now() + inAll
  while (isBehind(stream, behind)) {
    const left = end - performance.now()
    // Who takes a little again and again would be faster than any timer.
    if (left <= 0) throw tooSlow()
    await progress(stream, Math.min(patience, left))
  }
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
    const onClose = (): void => end(() => reject(new Error('The stream ended.')))
    const timer = setTimeout(() => end(() => reject(tooSlow())), patience)
    for (const event of ['drain', 'idle'] as const) stream.addEventListener(event, onProgress)
    stream.addEventListener('close', onClose)
  })
}

function tooSlow(): Error {
  return new Error('The reader took nothing, or too little, for too long.')
}
