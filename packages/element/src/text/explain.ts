/**
 * What went wrong, in words for the person in front of the page.
 */

/** The code of a Ghost Chat error; the class itself arrives with the network's code, later than the page. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Why a message was not sent. */
export function explainSend(error: unknown): string {
  switch (codeOf(error)) {
    case 'ERR_OFFLINE':
    case 'ERR_RELAY_UNREACHABLE':
      return 'Not sent: there is no connection.'
    case 'ERR_UNREACHABLE':
      return 'Not sent: nobody could be reached.'
    case 'ERR_USER_GONE':
      return 'Not sent: they are not in the room any more.'
    case 'ERR_READ_ONLY':
      return 'Not sent: you only read here.'
    case 'ERR_RATE_LIMITED':
      return 'Not sent: too many messages in a short time. Wait a moment.'
    case 'ERR_QUEUE_FULL':
      return 'Not sent: too many messages are still waiting.'
    case 'ERR_MESSAGE_TOO_LARGE':
      return 'Not sent: the message is too long.'
    case 'ERR_MESSAGE_EMPTY':
      return 'Not sent: there is nothing in it.'
    case 'ERR_MESSAGE_INVALID':
      return 'Not sent: it has characters that cannot be sent.'
    case 'ERR_REPLY_INVALID':
      return 'Not sent: the message it answers is gone.'
    case 'ERR_IDENTITY':
      return 'Not sent: it could not be signed.'
    case 'ERR_NOT_JOINED':
    case 'ERR_CLOSED':
      return 'Not sent: you are no longer in the room.'
    default:
      return 'Not sent: something went wrong.'
  }
}

/** Why a room could not be joined. */
export function explainJoin(error: unknown): string {
  switch (codeOf(error)) {
    case 'ERR_NAME_INVALID':
    case 'ERR_OPTION_INVALID':
      // These say which name it is and why, so their own sentence is the best there is.
      return error instanceof Error ? error.message : 'This name cannot be used.'
    case 'ERR_RELAY_ADDRESS':
      return 'The address of the relay is wrong.'
    case 'ERR_RELAY_UNREACHABLE':
    case 'ERR_OFFLINE':
    case 'ERR_UNREACHABLE':
      return 'The relay that introduces people to each other does not answer.'
    case 'ERR_IDENTITY':
      return 'Your identity could not sign.'
    case 'ERR_IDENTITY_STORE':
      return 'This browser does not let the page keep a key. Come as a guest instead.'
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
      return error instanceof TypeError
        ? 'A part of the page did not arrive. Reload the page if it stays away.'
        : 'The room could not be joined.'
  }
}

function explainWallet(error: unknown): string {
  switch (codeOf(error)) {
    case 'ERR_WALLET_ABSENT':
      return 'There is no wallet in this browser.'
    case 'ERR_WALLET_REFUSED':
      return 'The request was refused in the wallet. Nothing was signed.'
    case 'ERR_WALLET_LOCKED':
      return 'The wallet is locked, or gives this page no account. Unlock it and try again.'
    case 'ERR_WALLET_CHAIN':
      return 'The wallet is on another chain. Switch it and try again.'
    case 'ERR_WALLET_CHANGED':
      return 'The wallet is on another account now.'
    case 'ERR_WALLET_MESSAGE':
      return 'The wallet cannot be asked from this page’s address.'
    default:
      return 'The wallet did not do what it was asked.'
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
