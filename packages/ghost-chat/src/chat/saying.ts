/**
 * Saying something, to everyone or to one user.
 */
import { GhostChatError } from '../errors.ts'
import type { Message } from '../room/message.ts'
import type { Said } from '../wire/body.ts'
import { isDid, type Did } from '../wire/ids.ts'
import type { JoinSettings } from './options.ts'
import type { Here } from './visit.ts'

export interface SendOptions {
  /** Says it to this user alone, over an encrypted stream to each of their sessions. @default everyone */
  readonly to?: Did
  /** Gives up while the message still waits to be sent. */
  readonly signal?: AbortSignal
}

/** @throws GhostChatError what `GhostChat.send` throws */
export function say(
  { said, size }: { readonly said: Said; readonly size: number },
  { to, signal }: SendOptions,
  { member }: Here,
  { reader, sendTimeout }: JoinSettings,
): Promise<Message> {
  if (reader) throw new GhostChatError('ERR_READ_ONLY')
  if (to === undefined) return member.say(said, size, sendTimeout, signal)
  if (!isDid(to)) throw new GhostChatError('ERR_OPTION_INVALID', '"to" expected a DID.')
  return member.tell(to, said, signal)
}

/** The other one of a direct message. */
export function partnerOf({ from, to }: Message, { home }: Here): Did | undefined {
  if (to === undefined) return undefined
  return from === home.identity.did ? to : from
}
