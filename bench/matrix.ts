/**
 * How long a newcomer takes to reach the relay, to have the first message, to see everybody and to be direct: each
 * browser and Node with each other.
 *
 * `npm run bench:matrix`. A relay in a process of its own on this machine; one member is in the room and greets
 * whoever comes. Pages are loaded, so this begins with the making of a node, and each run makes a new one in a new
 * room. `--runs 5` makes fewer runs.
 */
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startRelay } from '../tests/support/relay-process.ts'
import { until } from '../tests/support/until.ts'
import type { Times } from '../tests/e2e/seat.ts'
import { startSeats, type Platform } from '../tests/e2e/seats.ts'

/** A run that takes longer has failed, in milliseconds. */
const PATIENCE = 60_000

const PLATFORMS: readonly Platform[] = ['Chromium', 'Firefox', 'Node']
const STEPS = ['relay', 'first', 'roster', 'direct'] as const

type Step = (typeof STEPS)[number]
type Row = Readonly<Record<Step, { readonly median: number; readonly p99: number }>>

/** The value that so large a part of them does not exceed, rounded (nearest rank). */
function percentile(runs: readonly number[], part: number): number {
  const sorted = runs.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.ceil(part * sorted.length) - 1] ?? NaN)
}

async function main(runs: number): Promise<void> {
  const relay = await startRelay({ args: ['--flood', 'off'] })
  const seats = await startSeats(...PLATFORMS)
  let rooms = 0

  async function once(newcomer: Platform, host: Platform): Promise<Record<Step, number>> {
    const [there, comes] = await Promise.all([seats.take(host, 1), seats.take(newcomer, 2)])
    const entry = { relay: relay.url, space: 'bench', room: `matrix-${++rooms}`, relayOnly: false }
    try {
      await there.open({ ...entry, greets: true })
      await there.join()
      await comes.open(entry)
      await comes.join()
      const isComplete = (times: Times): times is Record<Step, number> =>
        STEPS.every((step) => times[step] !== null)
      return await until(
        `${newcomer} to be direct with ${host}`,
        async () => {
          const times = await comes.times()
          return isComplete(times) ? times : null
        },
        PATIENCE,
      )
    } finally {
      await Promise.all([there.leave(), comes.leave()])
    }
  }

  /** One more than are counted: the first warms the code. */
  async function repeat(newcomer: Platform, host: Platform): Promise<Row> {
    const took: Record<Step, number>[] = []
    for (let run = 0; run <= runs; run++) took.push(await once(newcomer, host))
    const summary = (step: Step) => {
      const each = took.slice(1).map((times) => times[step])
      return { median: percentile(each, 0.5), p99: percentile(each, 0.99) }
    }
    return {
      relay: summary('relay'),
      first: summary('first'),
      roster: summary('roster'),
      direct: summary('direct'),
    }
  }

  const load = (): string => (loadavg()[0] ?? NaN).toFixed(1)
  try {
    const results: Record<string, Row & { readonly load: string }> = {}
    for (const newcomer of PLATFORMS) {
      for (const host of PLATFORMS) {
        if (newcomer === 'Node' && host === 'Node') continue
        const row = await repeat(newcomer, host)
        results[`${newcomer} to ${host}`] = { ...row, load: load() }
        const figures = STEPS.map((step) => `${step} ${row[step].median} (${row[step].p99})`)
        console.log(`${newcomer} to ${host}: ${figures.join(', ')}; load ${load()}`)
      }
    }
    const versions = Object.fromEntries(
      await Promise.all(PLATFORMS.map(async (name) => [name, await seats.version(name)] as const)),
    )
    console.log(JSON.stringify({ bench: 'matrix', unit: 'ms, median and p99', runs, versions, results }))
  } finally {
    await seats.close()
    await relay.kill()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } })
  await main(Number(values.runs))
}
