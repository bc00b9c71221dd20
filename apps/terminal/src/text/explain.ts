/**
 * What went wrong, in words for the person at the terminal.
 */
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
  switch (codeOf(error)) {
    case 'ERR_OFFLINE':
      return strings.failure.noConnection
    case 'ERR_RATE_LIMITED':
      return 'too many messages in a short time; wait a moment'
    case 'ERR_QUEUE_FULL':
      return 'too many messages are still waiting'
    case 'ERR_MESSAGE_TOO_LARGE':
      return 'it is too long'
    case 'ERR_USER_GONE':
      return 'they are not here any more'
    case 'ERR_UNREACHABLE':
      return 'they could not be reached'
    case 'ERR_READ_ONLY':
      return 'you only read here (--read-only)'
    case 'ERR_NOT_JOINED':
    case 'ERR_CLOSED':
      return 'you are not in the room'
    default:
      return sentenceOf(error)
  }
}

/** Whether another attempt to join can turn out differently without anybody changing anything. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ERR_RELAY_UNREACHABLE' || code === 'ERR_OFFLINE' || code === 'ERR_UNREACHABLE'
}

/** Why a room could not be joined, as a sentence. */
export function explainJoin(error: unknown): string {
  return mayPass(error) ? 'No relay answers.' : sentenceOf(error)
}
