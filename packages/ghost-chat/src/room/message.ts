/**
 * A message as an app sees it.
 */
import { claimAt, type AccountClaim } from '../wire/account.ts'
import type { Byline } from './bylines.ts'
import { messageId, type Did, type MessageId, type SessionId } from '../wire/ids.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Said } from '../wire/body.ts'
import type { Content } from '../wire/json.ts'

/** The mark of a message that something is wrong with. */
export type GapKind =
  /** What its sender had said just before it is missing and was not to be had from anybody. */
  | 'missing'
  /** Its sender signed something else in its place, for others to see. */
  | 'two-faced'

/** The parts of a message that come from the member that shows it, and not from its envelope. */
interface Circumstances {
  readonly history: boolean
  /** The member's own DID. */
  readonly own: Did
  /** What is known of its sender. */
  readonly byline: Byline
  readonly gap?: GapKind | undefined
}

/**
 * One message: frozen, its signature verified. `String(message)` is its text.
 *
 * @example
 * ```ts
 * import { openSpace, type Message } from 'ghost-chat'
 *
 * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
 * const chat = await space.joinChat('lobby')
 * const show = (message: Message): void => console.log(`${message.timestamp.toISOString()} ${message}`)
 * chat.messages().forEach(show)
 * ```
 */
export class Message {
  readonly id: MessageId
  /** The sender. */
  readonly from: Did
  /**
   * What the sender went by when the message was told; of a message from before, the last thing that its session was
   * called. Self-claimed: it proves nothing. Absent where the sender gave no name, or none is known. A later name does
   * not change it, and it stays when the sender has gone.
   */
  declare readonly name?: string
  /** The sender's picture, as `name`. */
  declare readonly avatar?: string
  /**
   * The wallet account of the sender, `did:pkh:eip155:<chain>:<address>`: only where its proof was verified
   * and covers the moment of writing, and had come before the message did.
   */
  declare readonly account?: Did
  /** The site that the wallet let speak for the account; always with `account`. Show the two together. */
  declare readonly accountDomain?: string
  /** A text, or any other JSON value but `null`. */
  readonly content: Content
  /** The content as a text: itself, or its JSON. */
  readonly text: string
  /** When it was written, by the sender's corrected clock; a millisecond's precision. */
  readonly timestamp: Date
  /** The message this one answers. That message need not be known here. */
  declare readonly replyTo?: MessageId
  /** Which of the sender's sessions wrote it. */
  readonly session: SessionId
  /** Whether it was written before this member joined, and came by backlog. */
  readonly history: boolean
  /** Whether its sender is your own DID, in this session or in another one. */
  readonly own: boolean
  /** The receiver of a direct message; absent from what everybody in the room can read. */
  declare readonly to?: Did
  /**
   * Something is wrong with it: `missing` when what its sender had said just before never came, `two-faced` when
   * its sender told others something else. Such a message stands in `messages()` in place of the one without it.
   */
  declare readonly gap?: GapKind

  private constructor(
    envelope: VerifiedEnvelope,
    place: number,
    said: Said,
    { history, own, byline: { profile }, gap }: Circumstances,
    proven: AccountClaim | undefined,
  ) {
    this.id = messageId(envelope.id, place)
    this.from = envelope.claims.iss
    if (profile?.name !== undefined) this.name = profile.name
    if (profile?.avatar !== undefined) this.avatar = profile.avatar
    if (proven !== undefined) {
      this.account = proven.did
      this.accountDomain = proven.domain
    }
    this.content = said.content
    this.text = typeof said.content === 'string' ? said.content : JSON.stringify(said.content)
    this.timestamp = new Date(envelope.claims.issuedAt)
    if (said.replyTo !== undefined) this.replyTo = said.replyTo
    this.session = envelope.claims.sid
    this.history = history
    this.own = envelope.claims.iss === own
    if (envelope.body.type === 'direct') this.to = envelope.body.to
    if (gap !== undefined) this.gap = gap
    Object.freeze(this)
  }

  /** The messages of a verified envelope; none unless it holds any. */
  static of(envelope: VerifiedEnvelope, circumstances: Circumstances): readonly Message[] {
    if (envelope.body.type !== 'chat' && envelope.body.type !== 'direct') return []
    const { claim } = circumstances.byline
    const known = claim === null ? null : claimAt(claim, envelope.claims.issuedAt)
    const proven = known?.proven === true ? known : undefined
    return Object.freeze(
      envelope.body.messages.map((said, place) => new Message(envelope, place, said, circumstances, proven)),
    )
  }

  toString(): string {
    return this.text
  }
}
