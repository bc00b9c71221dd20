/**
 * The command line, understood. Pure: nothing is read, opened or joined here.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import type { CommandName } from './help.ts'

/** A command line that cannot be meant: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

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
}

export interface SendCommand extends Target {
  readonly command: 'send'
  /** All of stdin is one message. */
  readonly whole: boolean
  readonly to?: string
  readonly replyTo?: string
  /** Seconds that joining may take. */
  readonly timeout: number
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
  | { readonly command: 'help'; readonly of: CommandName | undefined }
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
  try {
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
        throw new UsageError('Say what to do: join, send, listen or key.')
      default:
        return parseRest(args)
    }
  } catch (error) {
    const isUsage =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (isUsage) throw new UsageError(error.message.split('\n', 1)[0] ?? '')
    throw error
  }
}

type Environment = Readonly<Record<string, string | undefined>>

function parseJoin(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...TARGET, 'read-only': { type: 'boolean' } },
  })
  if (values.help === true) return { command: 'help', of: 'join' }
  return { command: 'join', ...target(positionals, values, env), readOnly: values['read-only'] === true }
}

function parseSend(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseArgs({
    args: tiedToIds(args),
    allowPositionals: true,
    options: {
      ...TARGET,
      whole: { type: 'boolean' },
      to: { type: 'string' },
      reply: { type: 'string' },
      timeout: { type: 'string' },
    },
  })
  if (values.help === true) return { command: 'help', of: 'send' }
  if (values.to !== undefined && !values.to.startsWith('did:')) {
    throw new UsageError(`--to is a DID, not "${values.to}": "ghost listen --json" shows them.`)
  }
  return {
    command: 'send',
    ...target(positionals, values, env),
    whole: values.whole === true,
    timeout: positive('--timeout', values.timeout) ?? DEFAULT_TIMEOUT_S,
    ...given('to', values.to),
    ...given('replyTo', values.reply),
  }
}

function parseListen(args: string[], env: Environment): Parsed {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...TARGET,
      json: { type: 'boolean' },
      backlog: { type: 'boolean' },
      listed: { type: 'boolean' },
      for: { type: 'string' },
      count: { type: 'string' },
    },
  })
  if (values.help === true) return { command: 'help', of: 'listen' }
  const count = positive('--count', values.count)
  if (count !== undefined && !Number.isInteger(count)) throw new UsageError('--count is a whole number.')
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
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: COMMON })
  if (values.help === true) return { command: 'help', of: 'key' }
  const [what, file, space, ...more] = positionals
  if (what === 'new' && file !== undefined && space === undefined) return { command: 'key', do: 'new', file }
  if (what === 'did' && file !== undefined && space !== undefined && more.length === 0) {
    return { command: 'key', do: 'did', file, space: decoded(space) }
  }
  throw new UsageError('Say "key new FILE" or "key did FILE SPACE".')
}

/** One message id of 64 begins with a dash, which Node's parser would take for an option. */
function tiedToIds(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (arg === '--reply' && DASHED_ID.test(args[at + 1] ?? '')) return []
    return args[at - 1] === '--reply' && DASHED_ID.test(arg) ? [`--reply=${arg}`] : [arg]
  })
}

function parseRest(args: readonly string[]): Parsed {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...COMMON, version: { type: 'boolean', short: 'v' } },
  })
  if (positionals[0] !== undefined) {
    throw new UsageError(`There is no command "${positionals[0]}": there are join, send, listen and key.`)
  }
  return values.version === true ? { command: 'version' } : { command: 'help', of: undefined }
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
  if (place === undefined) throw new UsageError('Say which room: space/room.')
  if (more.length > 0) throw new UsageError(`One room at a time; "${more.join(' ')}" is too much.`)
  const [space, room, ...rest] = place.split('/')
  if (space === undefined || space === '' || room === undefined || room === '' || rest.length > 0) {
    throw new UsageError(`A room is space/room, not "${place}". A slash within a name is %2F.`)
  }
  const relays = values.relay ?? (env['GHOST_RELAY'] ?? '').split(/[\s,]+/).filter((relay) => relay !== '')
  if (relays.length === 0) {
    throw new UsageError('Say which relay: --relay http://host:port, or GHOST_RELAY in the environment.')
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
    throw new UsageError(`${option} is a number above 0, not "${text}".`)
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
