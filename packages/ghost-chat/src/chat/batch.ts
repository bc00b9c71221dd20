/**
 * Messages that wait to be sent, and which of them go together in one envelope (group commit, SPEC GC1).
 */
import type { Message } from '../room/message.ts'
import type { Said } from '../wire/body.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Sending, SendWait } from './queue.ts'

export interface Waiting extends Pick<Sending, 'queued' | 'onWait'> {
  readonly said: Said
  readonly size: number
  readonly resolve: (message: Message) => void
  readonly reject: (error: unknown) => void
  /** When it is given up. */
  readonly until: number
  /** What it waits for, as far as that was told. */
  wait?: SendWait
  /** Why nobody waits for it any more, if so. */
  givenUp?: unknown
}

/** Turns of the microtasks, a few for each message of an envelope: some 15 µs. */
const GATHERING = 4 * LIMITS.messagesPerEnvelope

/** Takes from those who wait as many as one envelope holds, and no more than `most`. */
export function takeBatch(waiting: Waiting[], most: number = LIMITS.messagesPerEnvelope): readonly Waiting[] {
  let size = 0
  let count = 0
  for (const entry of waiting) {
    size += entry.size + 1
    if (count === most || (count > 0 && size > LIMITS.messagesJsonBytes)) break
    count++
  }
  return waiting.splice(0, count)
}

/**
 * Whoever says much at once says more when they hear that some of it went out: that travels together, too. A
 * signature that is made at once would leave them no time for it.
 */
export async function gather(waiting: readonly Waiting[]): Promise<void> {
  for (let turn = 0; turn < GATHERING && waiting.length < LIMITS.messagesPerEnvelope; turn++)
    await Promise.resolve()
}
