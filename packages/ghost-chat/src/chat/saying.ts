/**
 * Saying something, to everyone or to one user.
 */
import { GhostChatError } from '../errors.ts'
import type { Message } from '../room/message.ts'
import type { Said } from '../wire/body.ts'
import { isDid, type Did } from '../wire/ids.ts'
import { report } from './emitter.ts'
import type { JoinSettings } from './options.ts'
import { queueAge, type QueueBounds, type Sending, type SendWait } from './queue.ts'
import type { Here } from './visit.ts'

export interface SendOptions {
  /** Says it to this user alone, over an encrypted stream to each of their sessions. @default everyone */
  readonly to?: Did
  /** Gives up while the message still waits to be sent. */
  readonly signal?: AbortSignal
  /** As the room's option `queue`, for this message. @default the room's */
  readonly queue?: boolean | QueueBounds
  /** Told what the message waits for, and again when that changes. Not called when it goes out at once. */
  readonly onWait?: (wait: SendWait) => unknown
}

/** @throws GhostChatError what `GhostChat.send` throws */
export function say(
  { said, size }: { readonly said: Said; readonly size: number },
  { to, signal, queue, onWait }: SendOptions,
  { member }: Here,
  { reader, sendTimeout, queue: ofRoom }: JoinSettings,
): Promise<Message> {
  if (reader) throw new GhostChatError('ERR_READ_ONLY')
  const age = queue === undefined ? ofRoom : queueAge(queue)
  const how: Sending = {
    queued: age !== null,
    patience: age ?? sendTimeout,
    signal,
    onWait: (wait) => {
      tell(onWait, wait)
    },
  }
  if (to === undefined) return member.say(said, size, how)
  if (!isDid(to)) throw new GhostChatError('ERR_OPTION_INVALID', '"to" expected a DID.')
  return member.tell(to, said, size, how)
}

/** What the app's function throws harms nobody else. */
function tell(onWait: SendOptions['onWait'], wait: SendWait): void {
  try {
    onWait?.(wait)
  } catch (error) {
    report(error)
  }
}

/** The other one of a direct message. */
export function partnerOf({ from, to }: Message, { home }: Here): Did | undefined {
  if (to === undefined) return undefined
  return from === home.identity.did ? to : from
}
