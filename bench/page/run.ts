/**
 * How fast the page is for somebody who follows a link: on a fast and a slow processor, a fast and a slow line, for the
 * first time and again; how long a message takes to be drawn in a crowd; when a dead relay is told.
 *
 * `npm run bench:page`, about four minutes; `-- --before 79f3c74` also measures the page of that commit, in turns with
 * this one, which takes twice as long. A relay and a member with 15 messages wait in processes of their own on this
 * machine; `--only frames`, `told`, `visits` or a circumstance's name measures a part. The page comes compressed from a host that is nothing but files. Medians of `--runs` visits (3), each in a
 * fresh profile, after one that is not counted.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchChromium } from '../../tests/support/chromium.ts'
import { NO_FLOOD, startRelay } from '../../tests/support/relay-process.ts'
import { startPerson } from '../../tests/e2e/person-process.ts'
import { root } from '../../tools/lib/workspace.ts'
import { framesOf, UNTHROTTLED, type Frame } from './crowded.ts'
import { serve, type Host } from './host.ts'
import { median, tables, type Results } from './table.ts'
import { closedRelay, silentRelay, toldAfter } from './told.ts'
import { buildVersion, checkOut, type Version } from './versions.ts'
import { LINES, visit, type Circumstances, type Figures } from './visit.ts'

/** The page's own space. */
const SPACE = 'ghost-chat'
const ROOM = 'bench-page'
const MESSAGES = 15

const CIRCUMSTANCES: readonly Circumstances[] = [
  { name: 'cold', warm: false, slower: 1 },
  { name: 'warm', warm: true, slower: 1 },
  { name: 'cold, CPU ÷4', warm: false, slower: 4 },
  { name: 'cold, CPU ÷4, slow 4G', warm: false, slower: 4, line: LINES['slow 4G'] },
  { name: 'cold, 3G', warm: false, slower: 1, line: LINES['3G'] },
  { name: 'warm, 3G', warm: true, slower: 1, line: LINES['3G'] },
]

interface Measured {
  readonly version: Version
  readonly host: Host
  readonly stagedHost: Host
  readonly visits: { readonly at: Circumstances; readonly runs: Figures[] }[]
  frames: Frame[]
  readonly told: { dead: number; refused: number }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(runs: number, before: string | undefined, only: RegExp): Promise<void> {
  const closing: (() => unknown)[] = []
  try {
    const relay = await startRelay(NO_FLOOD)
    closing.push(() => relay.kill())
    say('Building …')
    const versions = [
      ...(before === undefined ? [] : [await buildVersion('before', await checkOut(before), relay.url)]),
      await buildVersion('after', root, relay.url),
    ]
    const measured: Measured[] = []
    for (const version of versions) {
      const [host, stagedHost] = [await serve(version.page), await serve(version.staged)]
      closing.push(host.close, stagedHost.close)
      measured.push({
        ...{ version, host, stagedHost, visits: [], frames: [] },
        told: { dead: NaN, refused: NaN },
      })
    }
    const browser = await launchChromium()
    closing.push(() => browser.close())

    const circumstances = CIRCUMSTANCES.filter(({ name }) => only.test('visits') || only.test(name))
    if (circumstances.length > 0) {
      const ada = await startPerson(SPACE, [relay.url])
      closing.push(() => ada.kill())
      const stay = await ada.join(ROOM, { name: 'Ada', flood: false })
      for (let n = 1; n <= MESSAGES; n += 1) await stay.send(`Message ${n}, of those that Ada wrote before.`)
      await visits(
        measured,
        (host, at) => visit(browser, host, relay.url, `#/${ROOM}`, at),
        circumstances,
        runs,
      )
    }
    if (only.test('told')) {
      const [silent, refused] = [await silentRelay(), await closedRelay()]
      closing.push(silent.close)
      for (const { version, host, told } of measured) {
        told.dead = await toldAfter(browser, host, silent.url)
        told.refused = await toldAfter(browser, host, refused)
        say(`told, ${version.name}: dead ${Math.round(told.dead)} ms, refused ${Math.round(told.refused)} ms`)
      }
    }
    if (only.test('frames')) {
      const fast = await launchChromium(UNTHROTTLED)
      closing.push(() => fast.close())
      for (const one of measured) {
        one.frames = await framesOf(fast, one.stagedHost)
        for (const { people, said, slower, took } of one.frames)
          say(
            `frame, ${one.version.name}: ${people} people, ${said} messages, CPU ÷${slower}: ${median(took).toFixed(1)} ms, worst ${Math.max(...took).toFixed(1)}`,
          )
      }
    }
    const results = Object.fromEntries(
      measured.map(({ version, visits: all, frames, told }) => [version.name, { visits: all, frames, told }]),
    )
    const versionsOf = { node: process.versions.node, chromium: browser.version(), cpus: cpus().length }
    const report = { bench: 'page', at: new Date().toISOString(), before, runs, ...versionsOf, results }
    const file = join(root, '.cache', 'bench-page', 'page.json')
    await mkdir(join(root, '.cache', 'bench-page'), { recursive: true })
    await writeFile(file, JSON.stringify(report, null, 1))
    say(`All of it is in ${file}`)
    if (only.test('visits') && only.test('told') && only.test('frames'))
      console.log(tables(Object.values(results) satisfies readonly Results[]))
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

/** In turns: what else the machine does meets both versions. */
async function visits(
  measured: readonly Measured[],
  come: (host: Host, at: Circumstances) => Promise<Figures>,
  circumstances: readonly Circumstances[],
  runs: number,
): Promise<void> {
  const [first] = CIRCUMSTANCES
  if (first !== undefined) for (const { host } of measured) await come(host, first)
  for (const at of circumstances) {
    for (const { visits: all } of measured) all.push({ at, runs: [] })
    for (let run = 0; run < runs; run += 1) {
      for (const { host, visits: all } of measured) all.at(-1)?.runs.push(await come(host, at))
    }
    for (const { version, visits: all } of measured) say(lineOf(version, at, all.at(-1)?.runs ?? []))
  }
}

function lineOf({ name }: Version, at: Circumstances, runs: readonly Figures[]): string {
  const of = (figure: keyof Figures): number => median(runs.map((run) => run[figure]))
  const ms = (figure: keyof Figures): string => `${Math.round(of(figure))} ms`
  return (
    `${at.name}, ${name}: message ${ms('firstMessage')}, write ${ms('canWrite')}, paint ${ms('firstPaint')}, ` +
    `largest ${ms('largestPaint')}, shift ${of('layoutShift').toFixed(2)}, blocked ${ms('blocked')}, ` +
    `longest ${ms('longestTask')}, ${of('requests')} requests, ${Math.round(of('bytes') / 1000)} kB ` +
    `(${of('requestsInAll')}, ${Math.round(of('bytesInAll') / 1000)} kB in all)`
  )
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    before: { type: 'string' },
    only: { type: 'string', default: '.' },
  },
})
await main(Number(values.runs), values.before, new RegExp(values.only))
