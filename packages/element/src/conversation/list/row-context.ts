import type { Did, MessageId } from 'ghost-chat'
import type { MessageEntry, Person } from '../../model.ts'

/** What a row needs beside what it shows, and what can be done from it. */
export interface RowContext {
  readonly personOf: (did: Did) => Person
  readonly self: Did | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  /** The row that the keyboard is in. */
  readonly active: string | undefined
  /** The row that was jumped to. */
  readonly flashing: string | undefined
  /** The row above which the unread ones begin. */
  readonly divider: string | undefined
  readonly unfolded: ReadonlySet<string>
  readonly canReply: boolean
  readonly messageOf: (id: MessageId) => MessageEntry | undefined
  readonly onReply: (entry: MessageEntry) => void
  readonly onJump: (id: string) => void
  readonly onPerson: (did: Did, anchor: DOMRect) => void
  readonly onFold: (key: string) => void
  /** With one's own message that was not sent. */
  readonly onUnsent: (deed: 'retry' | 'edit' | 'discard', key: string) => void
}
