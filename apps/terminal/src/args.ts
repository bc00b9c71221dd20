/**
 * The command line, understood. Pure: nothing is read, opened or joined here.
 */
import type { ParseArgsOptionsConfig } from 'node:util'
import { COMMANDS, type CommandName } from './help.ts'
import { parseOptions, UsageError } from './options.ts'
import { strings } from './strings/strings.ts'
import { closest } from './text/closest.ts'

/** Where to go. */
export interface Target {
  readonly space: string
  readonly room: string
  readonly relays: readonly string[]
  readonly relayOnly: boolean
  /** The sites whose wallet log-ins are believed. @default any; each is shown */
  readonly domains?: readonly string[]
  /** The file with the seed of a lasting identity. */
  readonly seedFile?: string
  readonly name?: string
}

export interface JoinCommand extends Target {
  readonly command: 'join'
  readonly readOnly: boolean
  /** Rings, and marks the terminal's title, for what is meant for one alone. */
  readonly bell: boolean
}

export interface SendCommand extends Target {
  readonly command: 'send'
  /** All of stdin is one message. */
  readonly whole: boolean
  readonly to?: string
  readonly replyTo?: string
  /** Seconds that joining may take. */
  readonly timeout: number
  /** Only errors go to stderr. */
  readonly quiet: boolean
}

export interface ListenCommand extends Target {
  readonly command: 'listen'
  readonly json: boolean
  readonly backlog: boolean
  /** As a user whom the others see, who gets direct messages too. */
  readonly listed: boolean
  readonly seconds?: number
  readonly count?: number
}

export type KeyCommand =
  | { readonly command: 'key'; readonly do: 'new'; readonly file: string }
  | { readonly command: 'key'; readonly do: 'did'; readonly file: string; readonly space: string }

export type Parsed =
  /** `isAsked`: not where a command is missing, which a script must not take for a success. */
  | { readonly command: 'help'; readonly of: CommandName | undefined; readonly isAsked: boolean }
  | { readonly command: 'version' }
  | JoinCommand
  | SendCommand
  | ListenCommand
  | KeyCommand

const COMMON = {
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

const TARGET = {
  ...COMMON,
  relay: { type: 'string', short: 'r', multiple: true },
  'relay-only': { type: 'boolean' },
  domain: { type: 'string', multiple: true },
  seed: { type: 'string' },
  name: { type: 'string', short: 'n' },
} as const satisfies ParseArgsOptionsConfig

const DASHED_ID = /^-[\w-]{42}\.\d+$/
const DEFAULT_TIMEOUT_S = 10
/** Seconds: what a timer of Node's can wait for. */
const LONGEST_S = 2_147_483

/** @throws UsageError */
export function parseCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  const [command, ...rest] = args
  switch (command) {
    case 'join':
      return parseJoin(rest, env)
    case 'send':
      return parseSend(rest, env)
    case 'listen':
      return parseListen(rest, env)
    case 'key':
      return parseKey(rest)
    case undefined:
      return { command: 'help', of: undefined, isAsked: false }
    default:
      return parseRest(args)
  }
}

type Environment = Readonly<Record<string, string | undefined>>

function parseJoin(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseOptions(args, {
    ...TARGET,
    'read-only': { type: 'boolean' },
    'no-bell': { type: 'boolean' },
  })
  if (values.help === true) return helpOf('join')
  return {
    command: 'join',
    ...target(positionals, values, env),
    readOnly: values['read-only'] === true,
    bell: values['no-bell'] !== true,
  }
}

function parseSend(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseOptions(tiedToIds(args), {
    ...TARGET,
    whole: { type: 'boolean' },
    to: { type: 'string' },
    reply: { type: 'string' },
    timeout: { type: 'string' },
    quiet: { type: 'boolean', short: 'q' },
  })
  if (values.help === true) return helpOf('send')
  if (values.to !== undefined && !values.to.startsWith('did:')) {
    throw new UsageError(strings.usage.notDid(values.to))
  }
  return {
    command: 'send',
    ...target(positionals, values, env),
    whole: values.whole === true,
    timeout: positive('--timeout', values.timeout) ?? DEFAULT_TIMEOUT_S,
    quiet: values.quiet === true,
    ...given('to', values.to),
    ...given('replyTo', values.reply),
  }
}

function parseListen(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseOptions(args, {
    ...TARGET,
    json: { type: 'boolean' },
    backlog: { type: 'boolean' },
    listed: { type: 'boolean' },
    for: { type: 'string' },
    count: { type: 'string' },
  })
  if (values.help === true) return helpOf('listen')
  const count = positive('--count', values.count)
  if (count !== undefined && !Number.isInteger(count)) throw new UsageError(strings.usage.notWhole('--count'))
  return {
    command: 'listen',
    ...target(positionals, values, env),
    json: values.json === true,
    backlog: values.backlog === true,
    listed: values.listed === true,
    ...given('seconds', positive('--for', values.for)),
    ...given('count', count),
  }
}

function parseKey(args: string[]): Parsed {
  const { values, positionals } = parseOptions(args, COMMON)
  if (values.help === true) return helpOf('key')
  const [what, file, space, ...more] = positionals
  if (what === 'new' && file !== undefined && space === undefined) return { command: 'key', do: 'new', file }
  if (what === 'did' && file !== undefined && space !== undefined && more.length === 0) {
    return { command: 'key', do: 'did', file, space: decoded(space) }
  }
  throw new UsageError(strings.usage.key)
}

function helpOf(command: CommandName): Parsed {
  return { command: 'help', of: command, isAsked: true }
}

/** One message id of 64 begins with a dash, which Node's parser would take for an option. */
function tiedToIds(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (arg === '--reply' && DASHED_ID.test(args[at + 1] ?? '')) return []
    return args[at - 1] === '--reply' && DASHED_ID.test(arg) ? [`--reply=${arg}`] : [arg]
  })
}

function parseRest(args: readonly string[]): Parsed {
  const [name] = args
  if (name?.startsWith('-') === false) {
    throw new UsageError(strings.usage.unknownCommand(name, closest(name, COMMANDS)))
  }
  const { values, positionals } = parseOptions(args, {
    ...COMMON,
    version: { type: 'boolean', short: 'v' },
  })
  if (positionals[0] !== undefined) {
    throw new UsageError(strings.usage.unknownCommand(positionals[0], closest(positionals[0], COMMANDS)))
  }
  if (values.version === true) return { command: 'version' }
  return { command: 'help', of: undefined, isAsked: values.help === true }
}

function target(
  positionals: readonly string[],
  values: {
    readonly relay?: string[] | undefined
    readonly 'relay-only'?: boolean | undefined
    readonly domain?: string[] | undefined
    readonly seed?: string | undefined
    readonly name?: string | undefined
  },
  env: Environment,
): Target {
  const [place, ...more] = positionals
  if (place === undefined) throw new UsageError(strings.usage.noRoom)
  if (more.length > 0) throw new UsageError(strings.usage.oneRoom(more.join(' ')))
  const [space, room, ...rest] = place.split('/')
  if (space === undefined || space === '' || room === undefined || room === '' || rest.length > 0) {
    throw new UsageError(strings.usage.notRoom(place))
  }
  const relays = values.relay ?? (env['GHOST_RELAY'] ?? '').split(/[\s,]+/).filter((relay) => relay !== '')
  if (relays.length === 0) {
    throw new UsageError(strings.usage.noRelay)
  }
  return {
    space: decoded(space),
    room: decoded(room),
    relays,
    relayOnly: values['relay-only'] === true,
    ...given('domains', values.domain),
    ...given('seedFile', values.seed),
    ...given('name', values.name),
  }
}

/** Hand-written names may hold a stray percent sign: then the name is taken as it stands. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!/^\d+(?:\.\d+)?$/.test(text) || number <= 0 || number > LONGEST_S) {
    throw new UsageError(strings.usage.notPositive(option, text))
  }
  return number
}

/** An option that was not given is left out. */
function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value })
}
