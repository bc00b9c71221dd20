/**
 * What went wrong, in words for the person at the terminal.
 */
import type { RelayFailure } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { cleanLine } from './sanitize.ts'

/** A Ghost Chat error's code. The class itself comes with the network's code, which help and usage do without. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** An error's own sentence on one line. */
export function sentenceOf(error: unknown): string {
  return cleanLine(error instanceof Error ? error.message : String(error))
}

/** Why a message was not sent. */
export function explainSend(error: unknown): string {
  const words = strings.failure
  switch (codeOf(error)) {
    case 'ERR_OFFLINE':
      return words.noConnection
    case 'ERR_RATE_LIMITED':
      return words.writingFast(secondsUntilRetry(error))
    case 'ERR_MESSAGE_EXPIRED':
      return words.expired
    case 'ERR_QUEUE_FULL':
      return words.tooManyWaiting
    case 'ERR_MESSAGE_TOO_LARGE':
      return words.tooLong
    case 'ERR_USER_GONE':
      return words.left
    case 'ERR_UNREACHABLE':
      return words.unreachable
    case 'ERR_READ_ONLY':
      return words.readOnly
    case 'ERR_NOT_JOINED':
    case 'ERR_CLOSED':
      return words.notJoined
    default:
      return sentenceOf(error)
  }
}

function secondsUntilRetry(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('retryAfter' in error)) return undefined
  return typeof error.retryAfter === 'number' ? Math.ceil(error.retryAfter / 1_000) : undefined
}

/** Whether another attempt to join can turn out differently without anybody changing anything. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ERR_RELAY_UNREACHABLE' || code === 'ERR_OFFLINE' || code === 'ERR_UNREACHABLE'
}

/** Why a room could not be joined, as a sentence. */
export function explainJoin(error: unknown): string {
  if (!mayPass(error)) return sentenceOf(error)
  const { noRelay, relay, relays, why } = strings.failure
  const failures = relayFailuresOf(error).map(({ address, reason }): [string, string] => [
    hostOf(address),
    why[reason],
  ])
  const [first] = failures
  if (first === undefined) return noRelay
  return failures.length === 1 ? relay(...first) : relays(failures)
}

/** What an error knows of relays: its cause, told by its shape, for the class comes with the network's code. */
function relayFailuresOf(error: unknown): readonly RelayFailure[] {
  if (!(error instanceof Error) || !(error.cause instanceof Error) || !('failures' in error.cause)) return []
  const { failures } = error.cause
  return Array.isArray(failures) ? (failures as readonly RelayFailure[]) : []
}

function hostOf(address: string): string {
  return cleanLine(URL.canParse(address) ? new URL(address).host : address)
}
