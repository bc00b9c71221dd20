/** What a row needs beside the entry that it shows. */
import type { Did } from 'ghost-chat'
import type { MessageEntry, Person } from '../../model.ts'

/** What is the same for all rows, and what can be done from them. */
export interface RowContext {
  readonly personOf: (did: Did) => Person
  readonly self: Did | undefined
  /** See `dayOf`. */
  readonly today: number
  readonly canReply: boolean
  readonly deeds: RowDeeds
}

/** The same functions for as long as the list is there. */
export interface RowDeeds {
  readonly reply: (entry: MessageEntry) => void
  readonly jump: (id: string) => void
  readonly person: (did: Did, anchor: DOMRect) => void
  readonly fold: (key: string) => void
  /** With one's own message that was not sent. */
  readonly unsent: (deed: 'retry' | 'edit' | 'discard', key: string) => void
}

/** What is of one row alone. */
export interface RowState {
  /** The one row that the Tab key reaches. */
  readonly reachable: boolean
  /** What is within it is reached too: the keyboard is in the list. */
  readonly entered: boolean
  /** It was jumped to. */
  readonly flashing: boolean
  /** The unread ones begin with it. */
  readonly divider: boolean
  readonly unfolded: boolean
  /** The last of those that nobody else has seen. */
  readonly lastUnseen: boolean
  /** The message that it answers, where that is here. */
  readonly answered: MessageEntry | undefined
}
