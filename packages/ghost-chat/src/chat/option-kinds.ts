/**
 * The options that there are, and the kind of value of each. An option that does not exist is refused by its name:
 * a misspelt one would otherwise be left out in silence. Ranges are checked where the options are read.
 */
import { GhostChatError } from '../errors.ts'
import type { JoinOptions, SpaceOptions } from './options.ts'
import type { BacklogOptions } from './progress.ts'
import type { QueueBounds } from './queue.ts'
import type { SendOptions } from './saying.ts'

/** The kind of an option's value. */
interface Kind {
  /** Completes the sentence `"name" expected …`. */
  readonly expected: string
  readonly fits: (value: unknown) => boolean
}

type Kinds<Options> = Readonly<Record<keyof Options & string, Kind>>

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isFunction = (value: unknown): boolean => typeof value === 'function'

const ANY: Kind = { expected: 'anything', fits: () => true }
const RECORD: Kind = { expected: 'an object', fits: isRecord }
const FUNCTION: Kind = { expected: 'a function', fits: isFunction }
const SIGNAL: Kind = {
  expected: 'an AbortSignal',
  // By its shape: a signal of another realm, such as that of a test's own page, is one too.
  fits: (value) =>
    isRecord(value) && typeof value['aborted'] === 'boolean' && isFunction(value['addEventListener']),
}
const BOOLEAN: Kind = { expected: 'true or false', fits: (value) => typeof value === 'boolean' }
const ADDRESSES: Kind = {
  expected: 'a list of addresses',
  fits: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
}

const NETWORK: Kind = {
  expected: 'a network, or a function that makes one',
  fits: (value) => isFunction(value) || (isRecord(value) && isFunction(value['open'])),
}
const IDENTITY: Kind = {
  expected: 'an identity, or a function that makes one',
  fits: (value) =>
    isFunction(value) ||
    (isRecord(value) &&
      typeof value['did'] === 'string' &&
      (isFunction(value['sign']) || isFunction(value['createJws']))),
}
const QUEUE: Kind = {
  expected: 'true, false or bounds',
  fits: (value) => typeof value === 'boolean' || isRecord(value),
}
const PLATFORM: Kind = {
  expected: 'a clock, "random" and "randomBytes"',
  fits: (value) =>
    isRecord(value) &&
    isRecord(value['clock']) &&
    isFunction(value['clock']['now']) &&
    isFunction(value['clock']['after']) &&
    isFunction(value['random']) &&
    isFunction(value['randomBytes']),
}

const SPACE: Kinds<SpaceOptions> = {
  relays: ANY, // An address that is none has a code of its own.
  relayOnly: BOOLEAN,
  iceServers: { expected: 'a list of STUN and TURN servers', fits: Array.isArray },
  discovery: RECORD,
  listen: ADDRESSES,
  identity: IDENTITY,
  accounts: RECORD,
  resolver: FUNCTION,
  network: NETWORK,
  platform: PLATFORM,
}

const JOIN: Kinds<JoinOptions> = {
  profile: RECORD,
  readOnly: BOOLEAN,
  backlog: {
    expected: 'true, false or bounds',
    fits: (value) => typeof value === 'boolean' || isRecord(value),
  },
  continueFrom: {
    expected: 'a chat',
    fits: (value) => isRecord(value) && isRecord(value['handover']),
  },
  filters: {
    expected: 'a list of functions',
    fits: (value) => Array.isArray(value) && value.every(isFunction),
  },
  flood: { expected: 'a rule, or false', fits: (value) => value === false || isRecord(value) },
  transcript: RECORD,
  timeout: ANY,
  sendTimeout: ANY,
  queue: QUEUE,
  signal: SIGNAL,
}

const PROFILE: Kinds<NonNullable<JoinOptions['profile']>> = { name: ANY, avatar: ANY }
const FLOOD: Kinds<Exclude<NonNullable<JoinOptions['flood']>, false>> = { messages: ANY, window: ANY }
const TRANSCRIPT: Kinds<NonNullable<JoinOptions['transcript']>> = { messages: ANY, age: ANY, bytes: ANY }
const DISCOVERY: Kinds<NonNullable<SpaceOptions['discovery']>> = {
  rendezvous: BOOLEAN,
  routing: ADDRESSES,
  mdns: BOOLEAN,
  peers: ADDRESSES,
}
const ACCOUNTS: Kinds<NonNullable<SpaceOptions['accounts']>> = {
  domains: ANY,
  provider: ANY,
  largestRoom: ANY,
}
const SEND: Kinds<SendOptions> = { to: ANY, signal: SIGNAL, queue: QUEUE, onWait: FUNCTION }
const QUEUE_BOUNDS: Kinds<QueueBounds> = { age: ANY }
const BACKLOG: Kinds<BacklogOptions> = { limit: ANY, since: ANY, signal: SIGNAL, onProgress: FUNCTION }
const SIGNAL_ONLY: Kinds<{ signal: AbortSignal }> = { signal: SIGNAL }

/** Checks the options of a space. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkSpaceOptions(options: SpaceOptions): void {
  check('', options, SPACE)
  checkWithinSpace(options)
}

/** Checks the options of a room. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkJoinOptions(options: JoinOptions): void {
  check('', options, JOIN)
  checkWithinJoin(options)
}

/**
 * Checks the options of a chat that is made by hand: those of a room, and those of the space that it opens.
 * @throws GhostChatError `ERR_OPTION_INVALID`
 */
export function checkChatOptions(options: { readonly space: unknown } & JoinOptions & SpaceOptions): void {
  const opensSpace = !isRecord(options) || typeof options.space === 'string'
  check('', options, { space: ANY, ...JOIN, ...(opensSpace ? SPACE : {}) })
  if (opensSpace) checkWithinSpace(options)
  checkWithinJoin(options)
}

/** Checks what a user says of themselves. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkProfile(profile: unknown): void {
  check('profile.', profile, PROFILE)
}

/** Checks the options of `send` and `reply`. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkSendOptions(options: unknown): void {
  check('', options, SEND)
  checkQueue(options)
}

/** Checks the options of `requestBacklog`. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkBacklogOptions(options: unknown): void {
  check('', options, BACKLOG)
}

/** Checks options of which a signal is the only one. @throws GhostChatError `ERR_OPTION_INVALID` */
export function checkSignalOptions(options: unknown): void {
  check('', options, SIGNAL_ONLY)
}

function checkWithinSpace({ discovery, accounts }: SpaceOptions): void {
  check('discovery.', discovery, DISCOVERY)
  check('accounts.', accounts, ACCOUNTS)
}

function checkWithinJoin(options: JoinOptions): void {
  const { profile, flood, transcript, backlog } = options
  checkProfile(profile)
  if (flood !== false) check('flood.', flood, FLOOD)
  check('transcript.', transcript, TRANSCRIPT)
  if (typeof backlog === 'object') check('backlog.', backlog, BACKLOG)
  checkQueue(options)
}

function checkQueue(options: unknown): void {
  if (isRecord(options) && isRecord(options['queue'])) check('queue.', options['queue'], QUEUE_BOUNDS)
}

/** @param within stands before the names of options that lie within another one, such as `flood.` */
function check(within: string, options: unknown, kinds: Readonly<Record<string, Kind>>): void {
  if (options === undefined) return
  if (!isRecord(options)) {
    throw invalid(
      within === '' ? 'The options are an object.' : `"${within.slice(0, -1)}" expected an object.`,
    )
  }
  for (const name of Object.keys(options)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) throw invalid(noSuch('option', within, name, Object.keys(kinds)))
    const value = options[name]
    if (value !== undefined && !kind.fits(value))
      throw invalid(`"${within}${name}" expected ${kind.expected}.`)
  }
}

/** The sentence about a name that does not exist: the one that was probably meant, or all that there are. */
export function noSuch(what: string, within: string, name: string, known: readonly string[]): string {
  const near = known.find((one) => isNear(name.toLowerCase(), one.toLowerCase()))
  const instead = near === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${within}${near}"?`
  return `"${within}${name.slice(0, 40)}" is no ${what}. ${instead}`
}

/** Whether two names differ by a letter more, less or other, or one begins with the other. */
function isNear(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= 3 && long.startsWith(short)) return true
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  const rest = short.length === long.length ? at + 1 : at
  return short.slice(rest) === long.slice(at + 1)
}

function invalid(detail: string): GhostChatError {
  return new GhostChatError('ERR_OPTION_INVALID', detail)
}
