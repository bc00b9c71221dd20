/**
 * Messages that wait to be sent: what they wait for, and for how long.
 */
import { GhostChatError } from '../errors.ts'
import type { FloodRule } from '../wire/flood.ts'
import { LIMITS } from '../wire/limits.ts'

/** What a message waits for before it is sent. */
export type SendWait =
  /** There is no connection. */
  | { readonly why: 'offline' }
  /** Flood control: as much was said as the room allows. At `until` it is this message's turn. */
  | { readonly why: 'rate'; readonly until: Date }
  /** The one user that it is for is in the room and does not answer just now. */
  | { readonly why: 'away' }

export interface QueueBounds {
  /** Milliseconds that a message may wait. @default 600,000; more is not allowed */
  readonly age?: number
}

/** How a message is to be sent, with everything decided. */
export interface Sending {
  /** Whether it waits for its turn too, and fails for nothing but its age that passes by itself (GC7). */
  readonly queued: boolean
  /** Milliseconds that it may wait. */
  readonly patience: number
  readonly signal?: AbortSignal | undefined
  /** Told what the message waits for, and again when that changes. It does not throw. */
  readonly onWait: (wait: SendWait) => void
}

/** The age of a queue in milliseconds; `null` where nothing is queued. @throws GhostChatError `ERR_OPTION_INVALID` */
export function queueAge(queue: boolean | QueueBounds): number | null {
  if (typeof queue === 'boolean') return queue ? LIMITS.queueAge : null
  const { age = LIMITS.queueAge } = queue
  if (typeof age === 'number' && age >= 0 && age <= LIMITS.queueAge) return age
  throw new GhostChatError(
    'ERR_OPTION_INVALID',
    `"queue.age" expected a number from 0 to ${LIMITS.queueAge}.`,
  )
}

/** @throws GhostChatError `ERR_QUEUE_FULL` when so many messages, with so many bytes, may not wait */
export function checkRoom(messages: number, bytes: number): void {
  if (messages <= LIMITS.outboxMessages && bytes <= LIMITS.outboxBytes) return
  throw new GhostChatError('ERR_QUEUE_FULL')
}

/** @param delay milliseconds until the message could be said */
export function rateLimited({ messages, window }: FloodRule, delay: number): GhostChatError {
  const [seconds, left] = [window / 1000, Math.ceil(delay / 1000)]
  const detail = `The room takes ${messages} in ${seconds} s of you. The next can go out in ${left} s.`
  return new GhostChatError('ERR_RATE_LIMITED', detail, { retryAfter: delay })
}

export function isSameWait(one: SendWait | undefined, other: SendWait): boolean {
  if (one?.why !== other.why) return false
  return one.why !== 'rate' || other.why !== 'rate' || one.until.getTime() === other.until.getTime()
}
