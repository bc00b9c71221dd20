/**
 * Ours and others side by side, in one run on one machine, in turns, each in processes or pages of its own.
 *
 * `npm run bench` takes about ten minutes, `npm run bench -- --quick` about two. `--only ghost-chat,trystero` compares
 * those, `--node` leaves the browser out, `--docs` also writes the results into docs/, and `--from file.json` shows
 * those of before again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CHROMIUM, launchChromium } from '../../tests/support/chromium.ts'
import { BROWSERS, servePages, type Pages } from './browsers.ts'
import { APPS, bundleSizes, type AppId, type Sizes } from './bundles.ts'
import { chart } from './chart.ts'
import { contender, CONTENDERS, type ContenderId } from './contenders.ts'
import type { Failure, FigureId, Sample } from './figures.ts'
import { describeMachine, load } from './machine.ts'
import { browsersOf, FULL, isNamed, plan, QUICK } from './plan.ts'
import { Progress } from './progress.ts'
import type { Results } from './results.ts'
import { markdown } from './table.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CHARTS: readonly FigureId[] = ['contact', 'p50', 'one', 'ten', 'meeting10', 'memberCpu']
const [START, END] = ['<!-- compared: written by `npm run bench -- --docs` -->', '<!-- /compared -->']

interface Options {
  readonly quick: boolean
  readonly only: readonly string[]
  readonly withPages: boolean
}

async function measure({ quick, only, withPages }: Options): Promise<Results> {
  const before = load()
  const began = performance.now()
  const pages = withPages && browsersOf(only).length > 0 ? await openPages(only) : null
  const pace = quick ? QUICK : FULL
  const runs = plan(pace, only, pages)
  const progress = new Progress(runs)
  const taken: Record<'Node' | 'Chromium', Record<string, Sample[]>> = { Node: {}, Chromium: {} }
  const failures: Failure[] = []
  const lost: Record<string, number> = {}
  try {
    for (const run of runs) {
      const { platform, id, what, round } = run
      progress.begin(run)
      const start = performance.now()
      const samples = (taken[platform][id] ??= [])
      try {
        const { lost: missing = 0, ...sample } = await run.take()
        samples.push(sample)
        if (missing > 0) lost[id] = (lost[id] ?? 0) + missing
      } catch (error) {
        const why = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
        failures.push({ platform, id, what, round, why })
        progress.say(`${id} failed: ${why}`)
      }
      progress.end(run, (performance.now() - start) / 1_000)
    }
  } finally {
    await pages?.close()
  }
  const bundles: Partial<Record<AppId, Sizes>> = {}
  for (const app of Object.keys(APPS) as AppId[])
    if (isNamed(app, only)) bundles[app] = await bundleSizes(app)
  return {
    date: new Date().toISOString(),
    quick,
    rounds: pace.rounds,
    seconds: (performance.now() - began) / 1_000,
    load: [before, load()],
    machine: describeMachine(packagesOf(only)),
    chromium: pages?.browser.version() ?? null,
    node: taken.Node,
    pages: taken.Chromium,
    failures,
    lost,
    bundles,
  }
}

async function openPages(only: readonly string[]): Promise<Pages | null> {
  if (!existsSync(CHROMIUM.executablePath)) {
    console.error('No Chromium here, so no browser takes part.')
    return null
  }
  return servePages(await launchChromium(), browsersOf(only))
}

function packagesOf(only: readonly string[]): readonly string[] {
  const ids = (Object.keys(CONTENDERS) as ContenderId[]).filter((id) => isNamed(id, only))
  const inPages = browsersOf(only).flatMap((id) => [...BROWSERS[id].packages])
  return [...ids.flatMap((id) => [...contender(id).packages]), ...inPages]
}

/** The results, their table and their charts, in a folder. Gives the names of the charts. */
function write(results: Results, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'compare.json'), `${JSON.stringify(results, rounded, 1)}\n`)
  return CHARTS.flatMap((figure) => {
    const drawn = chart(results.node, figure)
    if (drawn === null) return []
    writeFileSync(join(folder, `${figure}.svg`), drawn)
    return [`${figure}.svg`]
  })
}

/** No clock here is better than that. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}

/** Puts them between the marks in docs/PERFORMANCE.md. */
function document(results: Results): void {
  const charts = write(results, join(ROOT, 'docs', 'bench'))
  const page = join(ROOT, 'docs', 'PERFORMANCE.md')
  const text = readFileSync(page, 'utf8')
  const [start, end] = [text.indexOf(START), text.indexOf(END)]
  if (start === -1 || end < start)
    throw new Error(`${page} lacks the marks between which the figures belong.`)
  const images = charts.map((name) => `![${name.replace('.svg', '')}](bench/${name})`).join('\n')
  const filled = `${START}\n\n${markdown(results)}\n\n${images}\n\n`
  writeFileSync(page, text.slice(0, start) + filled + text.slice(end))
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    node: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    from: { type: 'string' },
  },
})
const only = values.only.split(',').filter((name) => name !== '')
const results =
  values.from === undefined
    ? await measure({ quick: values.quick, only, withPages: !values.node })
    : (JSON.parse(readFileSync(values.from, 'utf8')) as Results)
const folder = join(ROOT, '.cache', 'bench')
write(results, folder)
writeFileSync(join(folder, 'compare.md'), `${markdown(results)}\n`)
console.log(markdown(results))
console.error(`\nWritten to ${folder}: compare.json, compare.md and charts.`)
if (values.docs) document(results)
