/**
 * What happens in a room as JSON, an object a line: what `ghost listen --json` writes. README.md documents the shapes.
 */
import type { BacklogProgress, Connection, Did, Gap, Message } from 'ghost-chat'

/** The part of a message that is written. */
export type Written = Pick<
  Message,
  | 'id'
  | 'from'
  | 'content'
  | 'text'
  | 'session'
  | 'history'
  | 'replyTo'
  | 'to'
  | 'gap'
  | 'account'
  | 'accountDomain'
  | 'timestamp'
>

/** A message in JSON: what an app's `Message` holds, and the name that its sender goes by. */
type MessageRecord = Omit<Written, 'timestamp'> & { readonly name?: string; readonly timestamp: string }

export type ListenRecord =
  | { readonly event: 'joined'; readonly space: string; readonly room: string; readonly did: Did }
  | ({ readonly event: 'message' } & MessageRecord)
  | ({ readonly event: 'user-joined' } & UserRecord)
  | ({ readonly event: 'user-left' } & UserRecord)
  /** Another name or account. */
  | ({ readonly event: 'user-changed' } & UserRecord)
  | { readonly event: 'readers'; readonly count: number }
  | ({ readonly event: 'connection' } & Connection)
  | {
      readonly event: 'gap'
      readonly kind: Gap['kind']
      readonly from: Did
      readonly session: string
      readonly missing: number
      readonly messages: readonly string[]
    }
  | ({ readonly event: 'backlog' } & BacklogProgress)
  /** No relay answered; it is tried again. */
  | { readonly event: 'waiting'; readonly code: string; readonly reason: string; readonly seconds: number }

export interface UserRecord {
  readonly did: Did
  readonly name?: string
  readonly account?: Did
  readonly unprovenAccount?: Did
  readonly accountDomain?: string
}

/** Characters that mean something to a terminal, or that reorder a line: JSON may have them as escapes. */
const ESCAPED = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g

/** One line, with its end. Whatever others wrote, it is safe to be shown by a terminal. */
export function jsonLine(record: ListenRecord): string {
  const json = JSON.stringify(record).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${json}\n`
}

export function messageRecord(message: Written, name: string | undefined): ListenRecord {
  const { id, from, content, text, timestamp, session, history, replyTo, to, gap, account, accountDomain } =
    message
  return {
    ...{ event: 'message', id, from },
    ...(name === undefined ? {} : { name }),
    ...(account === undefined ? {} : { account }),
    ...(accountDomain === undefined ? {} : { accountDomain }),
    ...{ content, text, timestamp: timestamp.toISOString(), session, history },
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(to === undefined ? {} : { to }),
    ...(gap === undefined ? {} : { gap }),
  }
}

export function userRecord(
  did: Did,
  user: { readonly [Part in keyof Omit<UserRecord, 'did'>]?: UserRecord[Part] | undefined },
): UserRecord {
  const { name, account, unprovenAccount, accountDomain } = user
  return {
    did,
    ...(name === undefined ? {} : { name }),
    ...(account === undefined ? {} : { account }),
    ...(unprovenAccount === undefined ? {} : { unprovenAccount }),
    ...(accountDomain === undefined ? {} : { accountDomain }),
  }
}

export function gapRecord({
  kind,
  from,
  session,
  missing,
  messages,
}: Omit<Gap, 'messages'> & { readonly messages: readonly { readonly id: string }[] }): ListenRecord {
  return { event: 'gap', kind, from, session, missing, messages: messages.map(({ id }) => id) }
}
