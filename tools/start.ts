// `npm start`: builds the page, and serves it from a relay of its own until Ctrl-C.
// PORT and HOST say where: 8080 and 127.0.0.1 unless given. PORT=0 takes any free port.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, RelayError, type Relay } from '@ghost-chat/relay'
import { buildPage } from '../apps/web/build.ts'

export async function main(): Promise<number> {
  const host = process.env['HOST'] ?? '127.0.0.1'
  const port = portFrom(process.env['PORT'])
  if (port === undefined) {
    console.error(`PORT is ${process.env['PORT'] ?? ''}, which is no port: give a number from 0 to 65535.`)
    return 1
  }

  const ended = untilTold()
  console.log('Building the page …')
  // A folder of its own: another `npm start` must not empty it.
  const pages = mkdtempSync(join(tmpdir(), 'ghost-chat-page-'))
  process.on('exit', () => {
    rmSync(pages, { recursive: true, force: true })
  })
  await buildPage({ outDir: pages })

  console.log('Starting the relay …')
  let relay: Relay
  try {
    relay = await createRelay({ host, port, pages })
  } catch (error) {
    if (!(error instanceof RelayError)) throw error
    const hint =
      error.code === 'ERR_PORT_TAKEN' ? ` Try another one: PORT=${port === 8080 ? 8081 : 8080} npm start` : ''
    console.error(error.message + hint)
    return 1
  }
  console.log(`Ghost Chat is at ${relay.url} (Ctrl-C ends it)`)

  await ended
  console.log('Ending …')
  // Whatever might still be open must not keep a person waiting who has asked for the end.
  setTimeout(() => process.exit(0), 5000).unref()
  await relay.close()
  return 0
}

function portFrom(given: string | undefined): number | undefined {
  if (given === undefined || given === '') return 8080
  const port = Number(given)
  return /^\d+$/.test(given) && port <= 65_535 ? port : undefined
}

/** Resolves at the first signal to end. A second one ends the process at once. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    let told = false
    const end = () => {
      if (told) process.exit(1)
      told = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
    if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(end)
  })
}

/**
 * Whoever ends npm means us too. But npm hands the signal to the shell between us, and some shells (dash, which is
 * Debian's) die of it without passing it on: we would go on alone, and keep the port.
 */
function whenOrphaned(end: () => void): void {
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    end()
  }, 250).unref()
}
