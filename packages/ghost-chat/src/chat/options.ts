/**
 * Options of spaces and rooms, checked.
 */
import { GhostChatError } from '../errors.ts'
import { accountOptions, type AccountOptions } from '../identity/account.ts'
import type { Identity, IdentityFactory } from '../identity/identity.ts'
import type { Resolver } from '../identity/resolver.ts'
import type { Network, NetworkFactory } from '../network/port.ts'
import { DEFAULT_FLOOD, type FloodRule } from '../wire/flood.ts'
import { DEFAULT_TRANSCRIPT, type TranscriptBounds } from '../room/transcript.ts'
import type { Profile } from '../wire/profile.ts'
import { LIMITS } from '../wire/limits.ts'
import { personName } from '../wire/names.ts'
import { systemPlatform, type Platform } from './platform.ts'

export interface SpaceOptions {
  /** Relays to meet at: `http(s)://host:port`, or a multiaddr. At least one, unless a `network` is given. */
  readonly relays?: readonly string[]
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
  readonly profile?: { readonly name?: string }
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
  /** Milliseconds that `send` waits for a connection. @default 10,000 */
  readonly sendTimeout?: number
  readonly signal?: AbortSignal
}

/** Join options with everything decided. */
export interface JoinSettings {
  readonly profile: Profile
  readonly flood: FloodRule | null
  readonly transcript: TranscriptBounds
  readonly timeout: number
  readonly sendTimeout: number
}

/** @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID` */
export function joinSettings(options: JoinOptions): JoinSettings {
  const name = options.profile?.name
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
    profile: Object.freeze(name === undefined ? {} : { name: personName(name) }),
    flood: flood === false ? null : Object.freeze({ messages: flood.messages, window: flood.window }),
    transcript: Object.freeze(transcript),
    timeout,
    sendTimeout,
  })
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
export function spaceSettings(options: SpaceOptions): {
  readonly platform: Platform
  readonly relays: readonly string[]
  readonly accounts: AccountOptions
} {
  const { relays = [], platform = systemPlatform, accounts = {} } = options
  if (!Array.isArray(relays) || !relays.every((relay) => typeof relay === 'string')) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"relays" expected a list of addresses.')
  }
  if (relays.length === 0 && options.network === undefined) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"relays" names no relay, so nobody could be met.')
  }
  return { platform, relays: Object.freeze([...relays]), accounts: accountOptions(accounts) }
}

function atLeast(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return
  throw new GhostChatError('ERR_OPTION_INVALID', `"${name}" expected a number from ${least} to ${most}.`)
}
