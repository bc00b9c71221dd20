/**
 * Joining, with an end to waiting.
 */
import { GhostChatError } from '../errors.ts'
import type { Member } from './member.ts'
import type { Clock } from './platform.ts'

/**
 * Resolves when the member has joined.
 * @param timeout milliseconds
 * @throws GhostChatError `ERR_RELAY_UNREACHABLE` after the timeout; the signal's reason when it is aborted
 */
export async function untilJoined(
  member: Pick<Member, 'join'>,
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
