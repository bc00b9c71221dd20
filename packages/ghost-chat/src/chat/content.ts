/**
 * What an app hands to `send`, checked and made fit to travel.
 */
import { GhostChatError } from '../errors.ts'
import { isMessageId, type MessageId } from '../wire/ids.ts'
import { deepFreeze, fitsUtf8, isContent, isShallow, utf8Length, type Content } from '../wire/json.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Said } from '../wire/body.ts'

/**
 * A content as it will travel: a copy, so that what the app does to its object later changes nothing.
 * @throws GhostChatError `ERR_MESSAGE_EMPTY`, `ERR_MESSAGE_TOO_LARGE`, `ERR_MESSAGE_INVALID`
 */
export function checkedContent(value: unknown): Content {
  if (typeof value === 'string') {
    if (value === '') throw new GhostChatError('ERR_MESSAGE_EMPTY')
    if (!fitsUtf8(value, LIMITS.messageBytes)) throw tooLarge(utf8Length(value, LIMITS.messageBytes))
    return value
  }
  const json = jsonOf(value)
  if (json.length > LIMITS.messageBytes) throw tooLarge(json.length)
  const copy: unknown = JSON.parse(json)
  if (copy === null || copy === '') throw new GhostChatError('ERR_MESSAGE_EMPTY')
  if (!isShallow(copy, LIMITS.messageDepth)) {
    throw new GhostChatError('ERR_MESSAGE_INVALID', `It is nested deeper than ${LIMITS.messageDepth}.`)
  }
  if (!isContent(copy)) throw tooLarge(utf8Length(json, Infinity))
  return deepFreeze(copy)
}

/** @throws GhostChatError `ERR_REPLY_INVALID` */
export function checkedReply(message: unknown): MessageId {
  const id: unknown =
    typeof message === 'object' && message !== null && 'id' in message ? message.id : message
  if (!isMessageId(id)) throw new GhostChatError('ERR_REPLY_INVALID')
  return id
}

/** @throws GhostChatError `ERR_MESSAGE_TOO_LARGE` when escapes make it too long for an envelope */
export function checkedSaid(
  content: Content,
  replyTo?: MessageId,
): { readonly said: Said; readonly size: number } {
  const said: Said = Object.freeze(replyTo === undefined ? { content } : { content, replyTo })
  const size = utf8Length(JSON.stringify(said), Infinity)
  if (size > LIMITS.messagesJsonBytes) throw tooLarge(size)
  return { said, size }
}

function jsonOf(value: unknown): string {
  let json: unknown
  try {
    json = JSON.stringify(value, finite)
  } catch (cause) {
    if (cause instanceof GhostChatError) throw cause
    throw new GhostChatError('ERR_MESSAGE_INVALID', undefined, { cause })
  }
  // What JSON has no word for: undefined, a function, a symbol.
  if (typeof json === 'string') return json
  throw new GhostChatError('ERR_MESSAGE_INVALID', `A ${typeof value} is no JSON value.`)
}

/** JSON writes `null` for a number that it cannot write: the receivers would read something else. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw new GhostChatError('ERR_MESSAGE_INVALID', `${value} is no JSON number.`)
}

function tooLarge(size: number): GhostChatError {
  return new GhostChatError(
    'ERR_MESSAGE_TOO_LARGE',
    `It has ${size} bytes, the most is ${LIMITS.messageBytes}.`,
  )
}
