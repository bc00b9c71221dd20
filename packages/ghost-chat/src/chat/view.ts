/**
 * What of a room's talk its user sees: filters and blocks. Only the view is narrowed: the transcript and what
 * other members are given of it stay whole, and nobody is told.
 */
import { GhostChatError } from '../errors.ts'
import type { Gap } from '../room/gap.ts'
import type { Message } from '../room/message.ts'
import { isDid, type Did } from '../wire/ids.ts'
import type { RoomName, SpaceName } from '../wire/names.ts'
import { report } from './emitter.ts'

/** What a filter is told of a message besides the message. */
export interface FilterContext {
  /** Whether it was said before you joined. */
  readonly history: boolean
  /** Whether it was said to you alone. */
  readonly direct: boolean
  readonly room: RoomName
  readonly space: SpaceName
}

/**
 * Whether a message is to be seen. It is asked once a message, never for your own, and must answer `true` or
 * `false` at once. One that throws, or answers anything else, hides the message; the error is reported.
 *
 * @example
 * ```ts
 * import { openSpace, type MessageFilter } from 'ghost-chat'
 *
 * const noLinks: MessageFilter = (message, { direct }) => direct || !message.text.includes('https://')
 * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
 * const chat = await space.joinChat('lobby', { filters: [noLinks] })
 * ```
 */
export type MessageFilter = (message: Message, context: FilterContext) => boolean

export interface ViewInit {
  readonly filters: readonly MessageFilter[]
  /** Users whose messages are not seen; lives as long as the space. */
  readonly blocked: Set<Did>
  /** The user's own DID, as soon as it is known. */
  readonly own: () => Did | undefined
  readonly room: RoomName
  readonly space: SpaceName
}

export class View {
  readonly #init: ViewInit
  /** What the filters said. Goes with the message. */
  readonly #verdicts = new WeakMap<Message, boolean>()

  constructor(init: ViewInit) {
    this.#init = init
  }

  /** Your own messages always show: they are in front of everyone else. */
  shows(message: Message): boolean {
    if (message.from === this.#init.own()) return true
    return !this.#init.blocked.has(message.from) && this.#passes(message)
  }

  only(messages: readonly Message[]): readonly Message[] {
    return messages.filter((message) => this.shows(message))
  }

  /** Users, without those whose messages are not seen, and without one's own. */
  others(dids: readonly Did[]): readonly Did[] {
    const { blocked, own } = this.#init
    return Object.freeze(dids.filter((did) => !blocked.has(did) && did !== own()))
  }

  /** A gap without the messages that are not seen; `null` when its user is blocked. */
  gap(gap: Gap): Gap | null {
    if (this.#init.blocked.has(gap.from)) return null
    return Object.freeze({ ...gap, messages: Object.freeze(this.only(gap.messages)) })
  }

  /** @throws GhostChatError `ERR_OPTION_INVALID` for what is no DID, and for one's own */
  block(did: Did): void {
    if (!isDid(did)) throw new GhostChatError('ERR_OPTION_INVALID', '"did" expected a DID.')
    if (did === this.#init.own()) {
      throw new GhostChatError('ERR_OPTION_INVALID', '"did" expected another user’s DID, got your own.')
    }
    this.#init.blocked.add(did)
  }

  /** @throws GhostChatError `ERR_OPTION_INVALID` for what is no DID */
  unblock(did: Did): void {
    if (!isDid(did)) throw new GhostChatError('ERR_OPTION_INVALID', '"did" expected a DID.')
    this.#init.blocked.delete(did)
  }

  blockedUsers(): readonly Did[] {
    return Object.freeze([...this.#init.blocked])
  }

  #passes(message: Message): boolean {
    if (this.#init.filters.length === 0) return true
    const known = this.#verdicts.get(message)
    if (known !== undefined) return known
    // Hidden while the filters look at it: one that reads `messages()` would be asked again within itself.
    this.#verdicts.set(message, false)
    const { filters, room, space } = this.#init
    const context = Object.freeze({
      history: message.history,
      direct: message.to !== undefined,
      room,
      space,
    })
    const passes = filters.every((filter) => isLetThrough(filter, message, context))
    this.#verdicts.set(message, passes)
    return passes
  }
}

function isLetThrough(filter: MessageFilter, message: Message, context: FilterContext): boolean {
  try {
    const answer: unknown = filter(message, context)
    if (typeof answer === 'boolean') return answer
    // An async filter's answer would come too late, and its promise would count as true.
    if (answer instanceof Promise) answer.catch(report)
    report(new TypeError(`a filter expected to return true or false, got ${typeof answer}`))
  } catch (error) {
    report(error)
  }
  return false
}
