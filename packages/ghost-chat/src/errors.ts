/**
 * The one error that Ghost Chat throws at an app, and its codes. A leaf: it imports nothing.
 */

/** Every code with the plain sentence that belongs to it. Codes are stable; sentences may improve. */
const SENTENCES = {
  ERR_NAME_INVALID: 'This name cannot be used.',
  ERR_OPTION_INVALID: 'An option has a value that cannot be used.',
  ERR_RELAY_ADDRESS: 'This is not the address of a relay.',
  ERR_RELAY_UNREACHABLE: 'No relay could be reached.',
  ERR_OFFLINE: 'There is no connection, so nothing was sent.',
  ERR_NOT_JOINED: 'The room has not been joined.',
  ERR_ALREADY_JOINED: 'The room is joined already, by another chat of this space.',
  ERR_CLOSED: 'The room or its space was left.',
  ERR_MESSAGE_EMPTY: 'A message needs some content.',
  ERR_MESSAGE_TOO_LARGE: 'The message is too long.',
  ERR_MESSAGE_INVALID: 'The message cannot be written as JSON.',
  ERR_REPLY_INVALID: 'The message replied to is not a message of a room.',
  ERR_READ_ONLY: 'Who only reads says nothing.',
  ERR_USER_GONE: 'This user is not in the room.',
  ERR_RATE_LIMITED: 'Too many messages in a short time.',
  ERR_MESSAGE_EXPIRED: 'The message waited too long, so it was not sent.',
  ERR_QUEUE_FULL: 'Too many messages are waiting to be sent.',
  ERR_IDENTITY: 'The identity could not sign.',
  ERR_IDENTITY_STORE: 'This platform cannot keep a key.',
  ERR_WALLET_ABSENT: 'There is no wallet to ask.',
  ERR_WALLET_REFUSED: 'The request was refused in the wallet.',
  ERR_WALLET_LOCKED: 'The wallet is locked, or gives this site no account.',
  ERR_WALLET_CHAIN: 'The wallet is on another chain.',
  ERR_WALLET_CHANGED: 'The wallet is on another account than the one that logged in.',
  ERR_WALLET_FAILED: 'The wallet did not do what it was asked.',
  ERR_WALLET_MESSAGE: 'No message for the wallet can be made of this.',
  ERR_ENVELOPE_MALFORMED: 'This is not an envelope.',
  ERR_CLOCK: 'This machine’s clock is far from the time that others tell, and too few vouch for theirs.',
  ERR_UNREACHABLE: 'The member could not be reached.',
} as const

/** A stable code for `switch (error.code)`. */
export type ErrorCode = keyof typeof SENTENCES

/**
 * The error class of the public face: a stable `code`, a plain sentence and, where there is one, the `cause`.
 *
 * @example
 * ```ts
 * import { GhostChatError } from 'ghost-chat'
 *
 * const error: unknown = new GhostChatError('ERR_OFFLINE')
 * if (error instanceof GhostChatError && error.code === 'ERR_OFFLINE') console.log(error.message)
 * ```
 */
export class GhostChatError extends Error {
  override readonly name = 'GhostChatError'
  readonly code: ErrorCode
  /** With `ERR_RATE_LIMITED`: after how many milliseconds the same call can succeed, where that is known. */
  declare readonly retryAfter?: number

  constructor(
    code: ErrorCode,
    detail?: string,
    { retryAfter, ...options }: ErrorOptions & { readonly retryAfter?: number } = {},
  ) {
    super(detail === undefined ? SENTENCES[code] : `${SENTENCES[code]} ${detail}`, options)
    this.code = code
    if (retryAfter !== undefined) this.retryAfter = retryAfter
  }
}

/** Whether a text is one of our codes; for errors that come from below with a code of their own. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(SENTENCES, code)
}
