/**
 * What the interface shows, apart from how: plain frozen values. The shell (`session/`, `ghost-chat.ts`) makes them of a
 * chat; the conversation (`conversation/`) draws them and knows no chat.
 */
import type { Did, GapKind, MessageId } from 'ghost-chat'

/** Somebody who is or was in the room. */
export interface Person {
  readonly did: Did
  /** Self-claimed, as it came: cleaned where it is shown. */
  readonly name?: string
  /** A wallet account that was proven, `did:pkh:eip155:<chain>:<address>`. */
  readonly account?: Did
  /** One that is claimed and not proven here; never together with `account`. */
  readonly unprovenAccount?: Did
  /** The site that the wallet let speak for the account, with either of the two. */
  readonly accountDomain?: string
  /** Others who bear the same name, or bore it while this member was here: some of them. */
  readonly namesakes?: readonly Did[]
  readonly self: boolean
  readonly blocked: boolean
  /** Wrote here, and is not in the room any more. */
  readonly gone?: boolean
}

/**
 * How far a message of one's own has come. What others said is `sent`. `seen: false`: nobody else was in the room yet
 * when it was sent.
 */
export type Delivery =
  | { readonly state: 'sending' }
  /** It goes out by itself, when there is a connection, when its receiver answers, or at a time. */
  | { readonly state: 'waiting'; readonly why: 'offline' | 'away' }
  | { readonly state: 'waiting'; readonly why: 'rate'; readonly until: Date }
  | { readonly state: 'sent'; readonly seen?: false }
  | { readonly state: 'failed'; readonly reason: string }

export interface MessageEntry {
  readonly kind: 'message'
  /** The same for as long as the entry is shown, also when what was sending becomes sent. */
  readonly key: string
  /** Not there until it was sent. */
  readonly id?: MessageId
  readonly from: Did
  /** One's own, also before it is known under which key one writes. */
  readonly own?: boolean
  readonly text: string
  readonly at: Date
  readonly replyTo?: MessageId
  /** Whom it is for, when it is a direct message. */
  readonly to?: Did
  /** The author's account, proven when it was written. */
  readonly account?: Did
  /** The site that the wallet let speak for it. */
  readonly accountDomain?: string
  readonly gap?: GapKind
  readonly delivery: Delivery
}

/** Something that happened in the room: somebody came or left, you are in. */
export interface NoticeEntry {
  readonly kind: 'notice'
  readonly key: string
  readonly at: Date
  readonly text: string
}

export type Entry = MessageEntry | NoticeEntry

/** Whether what was said before is here. `first`: it is being loaded by itself, and nothing has come of it yet. */
export interface Earlier {
  readonly state: 'first' | 'idle' | 'asking' | 'done' | 'failed'
  /** A sentence for people, empty where there is nothing to say. */
  readonly note: string
}

/** What a person wants to say. */
export interface Draft {
  readonly text: string
  readonly replyTo?: MessageEntry
  /** To one user alone. */
  readonly to?: Did
}
