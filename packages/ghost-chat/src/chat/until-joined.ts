/**
 * Joining and leaving, with an end to waiting.
 */
import { GhostChatError } from '../errors.ts'
import { RelayFailures, type RelayFailure } from '../network/relay-failure.ts'
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
  member: { readonly join: () => Promise<void>; readonly relayFailures: readonly RelayFailure[] },
  timeout: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const callOff = clock.after(timeout, () => {
    reject(relayUnreachable(member.relayFailures, `None answered within ${timeout} ms.`))
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

/** @param otherwise said where nothing is known of any relay */
export function relayUnreachable(failures: readonly RelayFailure[], otherwise: string): GhostChatError {
  if (failures.length === 0) return new GhostChatError('ERR_RELAY_UNREACHABLE', otherwise)
  const cause = new RelayFailures(failures)
  return new GhostChatError('ERR_RELAY_UNREACHABLE', cause.message, { cause })
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
