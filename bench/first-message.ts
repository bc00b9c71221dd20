/**
 * How long it takes from `openSpace` to the first message of somebody else, in Node and in Chromium.
 *
 * `npm run bench:first`. A relay and a member wait in processes of their own on this machine; the member says
 * something to whoever comes. Each run is a fresh process, or a fresh profile with an empty cache, and measures
 * itself from the call of `openSpace`. `cold` includes loading the network's code, `loaded` does not.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openSpace } from 'ghost-chat'
import { chromium, type Browser } from 'playwright-core'
import { bundleLibrary, serveLibrary } from '../tests/support/library-page.ts'

const RUNS = 10
const SPACE = 'bench'
const ROOM = 'first-message'
/** A run that takes longer has failed, in milliseconds. */
const PATIENCE = 30_000

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: readonly number[]
}

/** Of milliseconds, rounded to whole ones. @throws RangeError when there are none */
export function summarise(runs: readonly number[]): Summary {
  const sorted = runs.toSorted((a, b) => a - b)
  const [min, max] = [sorted[0], sorted.at(-1)]
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (min === undefined || max === undefined || lower === undefined || upper === undefined)
    throw new RangeError('There are no runs to summarise.')
  const median = Math.round((lower + upper) / 2)
  return { median, min: Math.round(min), max: Math.round(max), runs: runs.map(Math.round) }
}

/** What is measured: runs as it stands, here and in the browser. */
async function measure(open: typeof openSpace, relay: string, space: string, room: string): Promise<number> {
  const started = performance.now()
  const opened = await open(space, { relays: [relay] })
  const chat = await opened.joinChat(room, { flood: false })
  const took = await new Promise<number>((resolve) => {
    chat.once('message', () => {
      resolve(performance.now() - started)
    })
  })
  await opened.close()
  return took
}

/** One run in this process, which ends with it. */
async function runHere(relay: string, loaded: boolean): Promise<void> {
  if (loaded) await import('ghost-chat/network/libp2p')
  console.log(await measure(openSpace, relay, SPACE, ROOM))
}

/** The member who is there already. Stays until its stdin ends. */
async function welcome(relay: string): Promise<void> {
  const space = await openSpace(SPACE, { relays: [relay] })
  const chat = await space.joinChat(ROOM, { flood: false })
  chat.on('user-joined', () => {
    chat.send('welcome').catch((error: unknown) => {
      console.error(error)
      process.exitCode = 1
    })
  })
  console.log('ready')
  process.stdin.resume().once('end', () => void space.close())
}

/** Starts this file, or another program, and gives its first line. */
async function start(
  script: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  try {
    for await (const line of createInterface({ input: child.stdout })) return { child, line }
    throw new Error(`${script} ${args.join(' ')} ended without a word.`)
  } finally {
    clearTimeout(late)
  }
}

async function inNode(relay: string, loaded: boolean): Promise<number> {
  const { child, line } = await start(fileURLToPath(import.meta.url), [loaded ? 'loaded' : 'cold', relay])
  if (child.exitCode === null) await once(child, 'exit')
  return Number(line)
}

async function inChromium(browser: Browser, url: string, relay: string, loaded: boolean): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    await page.goto(url)
    await page.waitForFunction(() => 'ghostChat' in globalThis)
    if (loaded) await page.evaluate(() => globalThis.ghostChat.load().then(() => undefined))
    const run = `(${measure.toString()})(ghostChat.openSpace, ...${JSON.stringify([relay, SPACE, ROOM])})`
    return await page.evaluate<number>(run)
  } finally {
    await context.close()
  }
}

/** Runs one more than are counted: the first warms the relay, the member and the system's file cache. */
async function repeat(name: string, run: () => Promise<number>): Promise<readonly [string, Summary]> {
  const took: number[] = []
  for (let i = 0; i <= RUNS; i++) took.push(await run())
  return [name, summarise(took.slice(1))]
}

async function main(): Promise<void> {
  const bin = fileURLToPath(new URL('../packages/relay/src/bin.ts', import.meta.url))
  const started: ChildProcess[] = []
  const closing: (() => void | Promise<void>)[] = []
  try {
    const relay = await start(bin, ['--port', '0', '--quiet'])
    started.push(relay.child)
    const at = /http:\S+/.exec(relay.line)?.[0] ?? ''
    started.push((await start(fileURLToPath(import.meta.url), ['welcome', at])).child)
    const served = await serveLibrary(await bundleLibrary())
    closing.push(served.close)
    const browser = await chromium.launch({
      executablePath: process.env['GHOST_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    closing.push(() => browser.close())

    const results = Object.fromEntries([
      await repeat('Node, cold', () => inNode(at, false)),
      await repeat('Node, loaded', () => inNode(at, true)),
      await repeat('Chromium, cold', () => inChromium(browser, served.url, at, false)),
      await repeat('Chromium, loaded', () => inChromium(browser, served.url, at, true)),
    ])
    console.log(`From openSpace to the first message, in ms; ${RUNS} runs after one that is not counted`)
    console.table(results, ['median', 'min', 'max'])
    const versions = { node: process.versions.node, chromium: browser.version() }
    console.log(JSON.stringify({ bench: 'first-message', unit: 'ms', ...versions, results }))
  } finally {
    for (const close of closing) await close()
    for (const child of started) child.kill()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [role, relay = ''] = process.argv.slice(2)
  if (role === 'welcome') await welcome(relay)
  else if (role === 'cold' || role === 'loaded') await runHere(relay, role === 'loaded')
  else await main()
}
