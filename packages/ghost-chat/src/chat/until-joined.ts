/**
 * Joining and leaving, with an end to waiting.
 */
import { GhostChatError } from '../errors.ts'
import type { Outbox } from './outbox.ts'
import type { Clock } from './platform.ts'

/** How long `leave` is given to go out, in milliseconds. */
const FAREWELL = 2_000

/**
 * Resolves when the member has joined.
 * @param timeout milliseconds
 * @throws GhostChatError `ERR_RELAY_UNREACHABLE` after the timeout; the signal's reason when it is aborted
 */
export async function untilJoined(
  member: { readonly join: () => Promise<void> },
  timeout: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const callOff = clock.after(timeout, () => {
    reject(new GhostChatError('ERR_RELAY_UNREACHABLE', `None answered within ${timeout} ms.`))
  })
  const abort = (): void => {
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([member.join(), promise])
  } finally {
    callOff()
    signal?.removeEventListener('abort', abort)
  }
}

/** Says goodbye; resolves when that went out, or when it would take too long. */
export async function sayGoodbye(outbox: Pick<Outbox, 'announce'>, clock: Clock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const callOff = clock.after(FAREWELL, () => {
    resolve(undefined)
  })
  await Promise.race([promise, outbox.announce('leave').catch(() => undefined)])
  callOff()
}
