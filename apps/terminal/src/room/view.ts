/**
 * What is known of a room, as far as it is shown: plain frozen values. `reduce.ts` makes each from the one before.
 * Texts and names stand here as they came; they are cleaned where rows are made of them.
 */
import type { BacklogProgress, Connection, Did, Message, MessageId, SendWait } from 'ghost-chat'
import type { Person } from './person.ts'

/** Entries kept; the oldest go first. The library itself keeps 100 messages. */
export const MOST_ENTRIES = 500
/** Names kept, of those who are gone too. */
export const MOST_NAMES = 1_000

/** The part of a message that is shown. */
export type Heard = Pick<
  Message,
  'id' | 'from' | 'name' | 'text' | 'timestamp' | 'history' | 'replyTo' | 'to' | 'gap' | 'account'
>

export interface MessageEntry {
  readonly kind: 'message'
  /** What a person refers to it by: 1, 2, 3 … in the order of coming. */
  readonly number: number
  readonly message: Heard
}

/** Something that happened, or an answer to a command. */
export interface NoteEntry {
  readonly kind: 'note'
  readonly at: Date
  readonly tone: 'plain' | 'bad'
  /** May have several lines. */
  readonly text: string
  /** Those who came or went together share a line. */
  readonly moved?: Moved
}

export interface Moved {
  /** `entrance`: whom one met on joining. */
  readonly kind: 'entrance' | 'came' | 'went'
  readonly dids: readonly Did[]
}

/** Why a message has not gone out yet: what the library says, and before one is in the room, that. */
export type Wait = SendWait | { readonly why: 'joining' }

/** A message of one's own that has not gone out yet. */
export interface OutgoingEntry {
  readonly kind: 'outgoing'
  readonly key: number
  readonly at: Date
  /** As it was typed, for being typed again. */
  readonly line: string
  readonly text: string
  /** @default everyone */
  readonly to?: Did
  readonly replyTo?: MessageId
  /** Without this, it is on its way. */
  readonly wait?: Wait
}

/** What stays. */
export type Entry = MessageEntry | NoteEntry
/** What is seen. */
export type Shown = Entry | OutgoingEntry

/** Where one is on the way into the room. */
export type Stay =
  | { readonly state: 'joining' }
  /** Nobody answered; it is tried again and again. */
  | { readonly state: 'waiting'; readonly reason: string }
  | { readonly state: 'joined'; readonly connection: Connection }
  | { readonly state: 'leaving' }

export interface RoomView {
  /** Whose view it is; `null` until that is known. */
  readonly own: Did | null
  readonly stay: Stay
  /** Who is here, oneself first. */
  readonly people: readonly Person[]
  readonly names: ReadonlyMap<Did, string>
  /** Those whose name another key bears too, or bore when it left. */
  readonly shared: ReadonlySet<Did>
  readonly readers: number
  /** Who is typing, without oneself. */
  readonly typing: readonly Did[]
  readonly blocked: ReadonlySet<Did>
  readonly entries: readonly Entry[]
  /** What is still to go out, oldest first: it is seen below everything else. */
  readonly outgoing: readonly OutgoingEntry[]
  readonly lastNumber: number
  readonly backlog: BacklogProgress['state'] | 'idle'
  /** When one joined; `null` before. */
  readonly entered: Date | null
}

export const EMPTY_VIEW: RoomView = Object.freeze({
  own: null,
  stay: Object.freeze({ state: 'joining' }),
  people: Object.freeze([]),
  names: new Map<Did, string>(),
  shared: new Set<Did>(),
  readers: 0,
  typing: Object.freeze([]),
  blocked: new Set<Did>(),
  entries: Object.freeze([]),
  outgoing: Object.freeze([]),
  lastNumber: 0,
  backlog: 'idle',
  entered: null,
})

/** What is to be seen of the entries: not what blocked people said. */
export function shownEntries({ entries, outgoing, blocked, own }: RoomView): readonly Shown[] {
  const seen =
    blocked.size === 0
      ? entries
      : entries.filter(
          (entry) => entry.kind === 'note' || entry.message.from === own || !blocked.has(entry.message.from),
        )
  return outgoing.length === 0 ? seen : [...seen, ...outgoing]
}

/** The message a number stands for. */
export function numbered(view: Pick<RoomView, 'entries'>, number: number): MessageEntry | undefined {
  return view.entries.find((entry) => entry.kind === 'message' && entry.number === number) as
    MessageEntry | undefined
}

/** The message with an id. */
export function messageEntry({ entries }: Pick<RoomView, 'entries'>, id: string): MessageEntry | undefined {
  let index = indices.get(entries)
  if (index === undefined) {
    index = new Map(entries.flatMap((entry) => (entry.kind === 'message' ? [[entry.message.id, entry]] : [])))
    indices.set(entries, index)
  }
  return index.get(id)
}

/** Every answer asks for the message that it answers, at every redraw. */
const indices = new WeakMap<readonly Entry[], ReadonlyMap<string, MessageEntry>>()
