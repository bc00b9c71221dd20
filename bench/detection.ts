/**
 * How long until a member who is gone is gone for the others: a closed tab, a killed process, a frozen one.
 *
 * `npm run bench:detection`. A relay and two members in processes of their own on this machine, each in turn
 * joined by a third: in Chromium, whose tab is closed, or in Node, whose process is killed (SIGKILL) or stopped
 * where it is (SIGSTOP: its connections stay open and answer nothing). Measured from that moment until the last of
 * the two says `user-left`, and what that came from: a `leave`, a suspicion, or the end of the lease.
 */
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../tests/support/chromium.ts'
import { bundleLibrary, serveLibrary } from '../tests/support/library-page.ts'
import { startRelay } from '../tests/support/relay-process.ts'
import { until } from '../tests/support/until.ts'
import { startPerson, type Person, type Stay } from '../tests/e2e/person-process.ts'
import { claimsOf, witness } from '../tests/e2e/strangers.ts'
import { summarise, type Summary } from './first-message.ts'

const RUNS = 10
const SPACE = 'tests'
/** A run that takes longer has failed, in milliseconds. */
const PATIENCE = 60_000

interface Gone {
  readonly did: string
  /** Ends it, in whatever way. */
  readonly end: () => Promise<unknown>
  readonly cleanUp: () => Promise<unknown>
}

interface Result extends Summary {
  /** What the runs' departures came from. */
  readonly by: Readonly<Record<string, number>>
}

async function main(): Promise<void> {
  const relay = await startRelay()
  const served = await serveLibrary(await bundleLibrary())
  const browser = await launchChromium()
  const watchers = await Promise.all([startPerson(SPACE, [relay.url]), startPerson(SPACE, [relay.url])])
  let rooms = 0

  async function inTab(room: string): Promise<Gone> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(served.url)
    await page.waitForFunction(() => 'ghostChat' in globalThis)
    const did = await page.evaluate(
      async ([url, space, name]) => {
        const opened = await globalThis.ghostChat.openSpace(space, { relays: [url] })
        await opened.joinChat(name)
        return opened.did
      },
      [relay.url, SPACE, room] as const,
    )
    return { did, end: () => page.close(), cleanUp: () => page.context().close() }
  }

  function inProcess(end: (person: Person) => Promise<unknown>) {
    return async (room: string): Promise<Gone> => {
      const person = await startPerson(SPACE, [relay.url])
      await person.join(room)
      return { did: person.did, end: () => end(person), cleanUp: () => person.kill() }
    }
  }

  async function once(enter: (room: string) => Promise<Gone>): Promise<readonly [number, string]> {
    const room = `gone-${++rooms}`
    const eve = await witness(relay.url, `3box.chat.${SPACE}.${room}`)
    const stays = await Promise.all(watchers.map((person) => person.join(room)))
    const gone = await enter(room)
    const isSeen = async (stay: Stay): Promise<boolean> => (await stay.others()).includes(gone.did)
    for (const stay of stays) await until('the newcomer to be seen', () => isSeen(stay), PATIENCE)
    const started = performance.now()
    const ending = gone.end()
    const isGone = (): boolean => stays.every((stay) => stay.left().includes(gone.did))
    await until('the others to be told', isGone, PATIENCE)
    const took = performance.now() - started
    const statements = eve.frames.map(claimsOf)
    const hasLeft = statements.some(({ type, iss }) => type === 'leave' && iss === gone.did)
    const wasSuspected = statements.some(({ type }) => type === 'suspect')
    await ending
    await gone.cleanUp()
    await Promise.all(stays.map((stay) => stay.leave()))
    await eve.stop()
    return [took, hasLeft ? 'leave' : wasSuspected ? 'suspicion' : 'lease']
  }

  async function repeat(enter: (room: string) => Promise<Gone>): Promise<Result> {
    const took: number[] = []
    const by: Record<string, number> = {}
    for (let i = 0; i < RUNS; i++) {
      const [milliseconds, cause] = await once(enter)
      took.push(milliseconds)
      by[cause] = (by[cause] ?? 0) + 1
    }
    return { ...summarise(took), by }
  }

  try {
    const results = {
      'tab closed (Chromium)': await repeat(inTab),
      'process killed': await repeat(inProcess((person) => person.kill())),
      'process frozen': await repeat(
        inProcess((person) => {
          person.freeze()
          return Promise.resolve()
        }),
      ),
    }
    console.log(`From the end of a member until the other two say so, in ms; ${RUNS} runs`)
    console.table(
      Object.fromEntries(
        Object.entries(results).map(([name, { median, min, max, by }]) => [
          name,
          { median, min, max, by: JSON.stringify(by) },
        ]),
      ),
    )
    const versions = { node: process.versions.node, chromium: browser.version() }
    console.log(JSON.stringify({ bench: 'detection', unit: 'ms', ...versions, results }))
  } finally {
    await Promise.all(watchers.map((person) => person.kill()))
    await browser.close()
    served.close()
    await relay.kill()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
