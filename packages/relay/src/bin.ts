#!/usr/bin/env node
/**
 * The command `ghost-relay`.
 *
 * Says on stdout where it listens, in one line; logs to stderr; ends with 0 on SIGINT or SIGTERM, and at
 * once on the second.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseFlood } from './flood-rule.ts'
import { createRelay, jsonLog, RelayError, type RelayOptions, type TurnOptions } from './index.ts'

const HELP = `ghost-relay: the Ghost Chat relay. It introduces members to each other and keeps no message.

  --port N           the port to listen on (8080, or PORT from the environment; 0 takes any free one)
  --host HOST        the name or address to listen on (127.0.0.1; 0.0.0.0 for all)
  --public-url URL   how others reach it, where that differs: https://relay.example
  --proxy ADDRESS    the IP address of a reverse proxy in front of it, again for more: whoever comes from there is told
                     apart by its X-Forwarded-For
  --flood N/S        pass on N messages of a person per room and S seconds (20/30), or "off"
  --stun URL         a STUN server that members are told of, again for more: stun:relay.example:3478
  --turn URL         a TURN server, again for more: turn:relay.example:3478?transport=udp
  --turn-secret TEXT what it was given as its static-auth-secret; better from GHOST_TURN_SECRET in the environment,
                     where no list of processes shows it
  --peer URL         another relay to share rooms with, again for more; their relays come along
  --federate         let other relays name this one, without naming any
  --no-hub           only introduce members, carry no room
  --no-rendezvous    let nobody register
  --routing          say over HTTP who registered in a room (delegated routing): anyone that guesses its name hears it
  --serve DIR        a directory of pages to serve
  --quiet            do not log
  --help, --version

`

type Command = { readonly say: string } | { readonly run: RelayOptions }

function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'public-url': { type: 'string' },
      proxy: { type: 'string', multiple: true },
      flood: { type: 'string' },
      stun: { type: 'string', multiple: true },
      turn: { type: 'string', multiple: true },
      'turn-secret': { type: 'string' },
      peer: { type: 'string', multiple: true },
      federate: { type: 'boolean' },
      'no-hub': { type: 'boolean' },
      'no-rendezvous': { type: 'boolean' },
      routing: { type: 'boolean' },
      serve: { type: 'string' },
      quiet: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  })
  if (values.help === true) return { say: HELP }
  if (values.version === true) return { say: `${version()}\n` }
  const options = {
    port: parsePort(values.port ?? process.env['PORT']),
    host: values.host,
    publicUrl: values['public-url'],
    proxies: values.proxy,
    flood: values.flood === undefined ? undefined : parseFlood(values.flood),
    stun: values.stun,
    turn: turnOptions(values.turn, values['turn-secret']),
    peers: values.peer ?? (values.federate === true ? [] : undefined),
    hub: values['no-hub'] === true ? false : undefined,
    rendezvous: values['no-rendezvous'] === true ? false : undefined,
    routing: values.routing,
    pages: values.serve,
    log: values.quiet === true ? undefined : jsonLog((line) => process.stderr.write(line)),
  }
  // An option that was not given is left out: the relay's own default holds.
  return { run: Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) }
}

/** @param secret as an argument; the environment's goes for it where there is none */
function turnOptions(urls: string[] | undefined, secret: string | undefined): TurnOptions | undefined {
  if (urls === undefined && secret !== undefined)
    throw new RelayError('ERR_OPTION_INVALID', 'A secret is of no use without the URL of a TURN server.')
  return urls === undefined ? undefined : { urls, secret: secret ?? process.env['GHOST_TURN_SECRET'] ?? '' }
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^\d{1,5}$/.test(text)) {
    throw new RelayError('ERR_OPTION_INVALID', `A port is a whole number from 0 to 65535, not "${text}".`)
  }
  return Number(text)
}

function version(): string {
  const found: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown'
}

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2))
  if ('say' in command) {
    process.stdout.write(command.say)
    return
  }
  const told = untilTold()
  const relay = await createRelay(command.run)
  process.stdout.write(`ghost-relay listening on ${relay.url}\n`)
  await told
  await relay.close()
  // Whatever a library may have left running does not keep a relay from ending.
  process.exit(0)
}

/** Resolves at the first signal to end. The second ends the process there and then. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    let wasTold = false
    const onSignal = (): void => {
      if (wasTold) process.exit(1)
      wasTold = true
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}

/** Errors that a person can act on are one sentence; others show where they came from. */
function explain(error: unknown): string {
  if (error instanceof RelayError) return error.message
  const isUsage =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (isUsage) return `${error.message.split('\n', 1)[0] ?? ''} Try --help.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
