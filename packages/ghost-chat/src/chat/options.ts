/**
 * Options of spaces and rooms, checked.
 */
import { GhostChatError } from '../errors.ts'
import type { AccountOptions } from '../identity/account.ts'
import type { Identity, IdentityFactory } from '../identity/identity.ts'
import type { Resolver } from '../identity/resolver.ts'
import type { DiscoveryOptions } from '../network/discovery.ts'
import type { IceServer } from '../network/ice.ts'
import type { Network, NetworkFactory } from '../network/port.ts'
import { DEFAULT_FLOOD, type FloodRule } from '../wire/flood.ts'
import { DEFAULT_TRANSCRIPT, type TranscriptBounds } from '../room/transcript-bounds.ts'
import { profileAvatar, type Profile } from '../wire/profile.ts'
import { LIMITS } from '../wire/limits.ts'
import { personName } from '../wire/names.ts'
import type { Continued } from './handover.ts'
import type { Platform } from './platform.ts'
import { queueAge, type QueueBounds } from './queue.ts'
import { backlogBounds, type BacklogBounds } from './progress.ts'
import type { MessageFilter } from './view.ts'

export interface SpaceOptions {
  /** Relays to meet at: `http(s)://host:port`, or a multiaddr. At least one, unless a `network` is given. */
  readonly relays?: readonly string[]
  /**
   * Everything goes by way of relays: no other member learns your network address, and your messages take a
   * little longer. The relays themselves do see it.
   * @default false
   */
  readonly relayOnly?: boolean
  /** STUN and TURN servers for direct links, besides those that the relays name; 8 at most. */
  readonly iceServers?: readonly IceServer[]
  /** Other ways of finding members, beside the relays' hubs. */
  readonly discovery?: DiscoveryOptions
  /** Where to be reached without a relay, in Node: multiaddrs such as `/ip4/0.0.0.0/tcp/4001/ws`. @default none */
  readonly listen?: readonly string[]
  /** Who you are, or what makes that for the space. @default a fresh guest */
  readonly identity?: Identity | IdentityFactory
  /** Whose accounts are believed, and how those of contracts are verified. */
  readonly accounts?: AccountOptions
  /** Finds the documents of DIDs other than did:key. Without one, their envelopes are ignored. */
  readonly resolver?: Resolver
  /** Another network than the usual one, or what makes it. */
  readonly network?: Network | NetworkFactory
  /** Another clock or source of randomness, for tests. */
  readonly platform?: Platform
}

export interface JoinOptions {
  /** What the others see of you. Self-claimed: it proves nothing. */
  readonly profile?: { readonly name?: string; readonly avatar?: string }
  /**
   * Only reads: as a guest of its own, whom the others count and do not list. Nothing can be sent.
   * @default false
   */
  readonly readOnly?: boolean
  /** Fetches what was said before, by itself, once the room is joined. @default false */
  readonly backlog?: boolean | BacklogBounds
  /**
   * A chat in this room that the new one takes the place of: a reader who speaks now, or a person who takes another
   * identity. The new chat starts with the public messages and the people that the other has in memory, and the other
   * is left. If both are in the same space, the other is left first; otherwise once the new one has joined, so that a
   * failure changes nothing. Nobody else is told that the two belong together.
   *
   * @example
   * ```ts
   * import { openSpace } from 'ghost-chat'
   *
   * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
   * const reading = await space.joinChat('lobby', { readOnly: true, backlog: true })
   * // Later: the person has something to say.
   * const chat = await space.joinChat('lobby', { continueFrom: reading, profile: { name: 'Zoë' } })
   * await chat.send('hello world')
   * ```
   */
  readonly continueFrom?: Continued
  /** Whose messages, and which, are to be seen: every filter must let a message through. @default all */
  readonly filters?: readonly MessageFilter[]
  /**
   * What one user may say: `messages` within `window` milliseconds; `false` for no bound. Every member of a
   * room should have the same.
   * @default 20 messages in 30,000 ms
   */
  readonly flood?: FloodRule | false
  /** What is kept in memory. @default 100 messages, 3,600,000 ms, 1,048,576 bytes; more is not allowed */
  readonly transcript?: Partial<TranscriptBounds>
  /** Milliseconds that joining may take. @default 10,000 */
  readonly timeout?: number
  /** Milliseconds that `send` waits for a connection, where nothing is queued. @default 10,000 */
  readonly sendTimeout?: number
  /**
   * Queues what is sent: it waits for a connection and for its turn (`flood`), goes out by itself, and fails only by
   * what waiting cannot change, or when it is too old. What is said to everyone stays in the order written, and so does
   * what is said to one user.
   * @default false
   */
  readonly queue?: boolean | QueueBounds
  readonly signal?: AbortSignal
}

/** Join options with everything decided. */
export interface JoinSettings {
  readonly profile: Profile
  readonly reader: boolean
  readonly backlog: BacklogBounds | null
  readonly continueFrom: Continued | null
  readonly filters: readonly MessageFilter[]
  readonly flood: FloodRule | null
  readonly transcript: TranscriptBounds
  readonly timeout: number
  readonly sendTimeout: number
  /** Milliseconds that a message may wait in the queue; `null` where nothing is queued. */
  readonly queue: number | null
}

/** @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID` */
export function joinSettings(options: JoinOptions): JoinSettings {
  const { readOnly = false } = options
  if (typeof readOnly !== 'boolean') {
    throw new GhostChatError('ERR_OPTION_INVALID', '"readOnly" expected true or false.')
  }
  if (readOnly && options.profile !== undefined) {
    throw new GhostChatError('ERR_OPTION_INVALID', 'Who only reads has no "profile".')
  }
  const { flood = DEFAULT_FLOOD, timeout = LIMITS.joinTimeout, sendTimeout = LIMITS.sendTimeout } = options
  if (flood !== false) {
    atLeast('flood.messages', flood.messages, 1, Infinity)
    atLeast('flood.window', flood.window, 1, LIMITS.lifetime)
  }
  const transcript = { ...DEFAULT_TRANSCRIPT, ...options.transcript }
  atLeast('transcript.messages', transcript.messages, 0, LIMITS.transcriptMessages)
  atLeast('transcript.age', transcript.age, 0, LIMITS.transcriptAge)
  atLeast('transcript.bytes', transcript.bytes, 0, LIMITS.transcriptBytes)
  atLeast('timeout', timeout, 0, Infinity)
  atLeast('sendTimeout', sendTimeout, 0, Infinity)
  return Object.freeze({
    profile: checkedProfile(options.profile),
    reader: readOnly,
    backlog: checkedBacklog(options.backlog),
    continueFrom: options.continueFrom ?? null,
    filters: checkedFilters(options.filters ?? []),
    flood: flood === false ? null : Object.freeze({ messages: flood.messages, window: flood.window }),
    transcript: Object.freeze(transcript),
    timeout,
    sendTimeout,
    queue: queueAge(options.queue ?? false),
  })
}

/** @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID` */
export function checkedProfile({ name, avatar }: NonNullable<JoinOptions['profile']> = {}): Profile {
  return Object.freeze({
    ...(name === undefined ? {} : { name: personName(name) }),
    ...(avatar === undefined ? {} : { avatar: profileAvatar(avatar) }),
  })
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
function checkedFilters(given: unknown): readonly MessageFilter[] {
  const filters: readonly unknown[] | null = Array.isArray(given) ? given : null
  if (filters?.every((filter) => typeof filter === 'function') === true) {
    return Object.freeze([...filters] as MessageFilter[])
  }
  throw new GhostChatError('ERR_OPTION_INVALID', '"filters" expected a list of functions.')
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
function checkedBacklog(given: unknown): BacklogBounds | null {
  if (given === undefined || given === false) return null
  const bounds = given === true ? {} : given
  if (typeof bounds !== 'object' || bounds === null) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"backlog" expected true, false or bounds.')
  }
  backlogBounds(bounds)
  return Object.freeze({ ...bounds })
}

function atLeast(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return
  throw new GhostChatError('ERR_OPTION_INVALID', `"${name}" expected a number from ${least} to ${most}.`)
}
