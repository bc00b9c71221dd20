/**
 * What went wrong, in words for the person in front of the page.
 */

import { strings } from '../strings/strings.ts'
import { relayFailuresOf, relayWords } from './relays.ts'

/** The code of a Ghost Chat error; the class itself arrives with the network's code, later than the page. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The seconds after which a message that was refused for its rate can be sent. */
function secondsOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('retryAfter' in error)) return undefined
  return typeof error.retryAfter === 'number' ? Math.ceil(error.retryAfter / 1000) : undefined
}

/** Why a message was not sent. */
export function explainSend(error: unknown): string {
  const words = strings.failure.send
  switch (codeOf(error)) {
    case 'ERR_OFFLINE':
    case 'ERR_RELAY_UNREACHABLE':
      return words.offline
    case 'ERR_UNREACHABLE':
      return words.unreachable
    case 'ERR_USER_GONE':
      return words.gone
    case 'ERR_READ_ONLY':
      return words.readOnly
    case 'ERR_RATE_LIMITED':
      return words.rate(secondsOf(error))
    case 'ERR_MESSAGE_EXPIRED':
      return words.expired
    case 'ERR_QUEUE_FULL':
      return words.full
    case 'ERR_MESSAGE_TOO_LARGE':
      return words.tooLong
    case 'ERR_MESSAGE_EMPTY':
      return words.empty
    case 'ERR_MESSAGE_INVALID':
      return words.invalid
    case 'ERR_REPLY_INVALID':
      return words.replyGone
    case 'ERR_IDENTITY':
      return words.identity
    case 'ERR_NOT_JOINED':
    case 'ERR_CLOSED':
      return words.left
    default:
      return words.unknown
  }
}

/** Why a room could not be joined. */
export function explainJoin(error: unknown): string {
  const words = strings.failure.join
  switch (codeOf(error)) {
    case 'ERR_NAME_INVALID':
    case 'ERR_OPTION_INVALID':
      // These say which name it is and why, so their own sentence is the best there is.
      return error instanceof Error ? error.message : words.name
    case 'ERR_RELAY_ADDRESS':
      return words.relayAddress
    case 'ERR_RELAY_UNREACHABLE':
    case 'ERR_OFFLINE':
    case 'ERR_UNREACHABLE':
      return relayWords(relayFailuresOf(error)) ?? words.relay
    case 'ERR_IDENTITY':
      return words.identity
    case 'ERR_IDENTITY_STORE':
      return words.keyStore
    case 'ERR_WALLET_ABSENT':
    case 'ERR_WALLET_REFUSED':
    case 'ERR_WALLET_LOCKED':
    case 'ERR_WALLET_CHAIN':
    case 'ERR_WALLET_CHANGED':
    case 'ERR_WALLET_FAILED':
    case 'ERR_WALLET_MESSAGE':
      return explainWallet(error)
    default:
      // What import() rejects with when a file does not arrive. Some browsers then never ask for it again.
      return error instanceof TypeError ? words.page : words.unknown
  }
}

function explainWallet(error: unknown): string {
  const words = strings.failure.wallet
  switch (codeOf(error)) {
    case 'ERR_WALLET_ABSENT':
      return words.absent
    case 'ERR_WALLET_REFUSED':
      return words.refused
    case 'ERR_WALLET_LOCKED':
      return words.locked
    case 'ERR_WALLET_CHAIN':
      return words.chain
    case 'ERR_WALLET_CHANGED':
      return words.changed
    case 'ERR_WALLET_MESSAGE':
      return words.message
    default:
      return words.failed
  }
}

/** Whether another attempt can turn out differently without the person changing anything. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error)
  if (code?.startsWith('ERR_WALLET_') === true) return false
  switch (code) {
    case 'ERR_NAME_INVALID':
    case 'ERR_OPTION_INVALID':
    case 'ERR_RELAY_ADDRESS':
    case 'ERR_IDENTITY_STORE':
    case 'ERR_ALREADY_JOINED':
      return false
    default:
      return true
  }
}
