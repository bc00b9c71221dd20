// `npm run simulate`: whole rooms in virtual time, by seeds. docs/SIMULATION.md says what is checked.
// `npm run simulate -- --peers 10,100 --faults none/loss,delay/all --seeds 20` makes a table;
// `npm run simulate -- --seed 1234 ...` runs one again, exactly.
import { parseArgs } from 'node:util'
import { commandOf, FAULTS, scenarioOf, type Fault, type Scenario } from '../tests/simulation/scenario.ts'
import { simulate, type Result } from '../tests/simulation/simulate.ts'

const USAGE = `usage: npm run simulate -- [--peers N,N] [--faults F,F/F,F] [--seeds N] [--from N] [--seed N]
       [--seconds N] [--minutes N] [--messages N]
Faults: none, all, or of ${FAULTS.join(', ')}; what is not given is drawn from the seed.`

/** Between two lines of progress, in milliseconds. */
const PROGRESS = 2_000

interface Ran {
  readonly result: Result
  readonly wall: number
}

export async function main(args: string[]): Promise<number> {
  const plan = planOf(args)
  if (plan === null) {
    console.error(USAGE)
    return 1
  }
  const rows: string[] = []
  let failed = 0
  for (const group of plan) {
    const runs: Ran[] = []
    for (const scenario of group) {
      const run = await runOne(scenario)
      runs.push(run)
      if (run.result.failures.length > 0) failed++
      report(run, group.length === 1)
    }
    rows.push(rowOf(runs))
  }
  const seeds = plan.flat().map(({ seed }) => seed)
  console.log(
    `\nSeeds ${Math.min(...seeds)} to ${Math.max(...seeds)}. Times are virtual but for the last column.\n`,
  )
  console.log(
    '| peers | faults | all meet, s | whole again, s | envelopes per peer and s | kB per member | wall, s | failed |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const row of rows) console.log(row)
  return failed === 0 ? 0 : 1
}

/** Scenarios by rows of the table; `null` if the arguments make no sense. */
export function planOf(args: string[]): readonly (readonly Scenario[])[] | null {
  const { values } = parseArgs({
    args,
    options: {
      peers: { type: 'string' },
      faults: { type: 'string' },
      seeds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
      messages: { type: 'string' },
    },
  })
  const [from, count] = values.seed === undefined ? [values.from, values.seeds] : [values.seed, '1']
  const sizes = values.peers?.split(',').map(Number) ?? [undefined]
  const sets = values.faults?.split('/').map(faultsOf) ?? [undefined]
  const seconds = values.minutes === undefined ? numberOf(values.seconds) : 60 * Number(values.minutes)
  const messages = numberOf(values.messages)
  const numbers = [Number(from), Number(count), ...sizes, seconds, messages]
  if (!numbers.every((number) => number === undefined || (Number.isSafeInteger(number) && number >= 0)))
    return null
  if (sets.some((faults) => faults === null)) return null
  return sets.flatMap((faults) =>
    sizes.map((peers) =>
      Array.from({ length: Number(count) }, (_, i) =>
        scenarioOf(Number(from) + i, {
          ...(peers === undefined ? {} : { peers }),
          ...(faults === undefined || faults === null ? {} : { faults }),
          ...(seconds === undefined ? {} : { seconds }),
          ...(messages === undefined ? {} : { messages }),
        }),
      ),
    ),
  )
}

function faultsOf(names: string): ReadonlySet<Fault> | null {
  if (names === 'all') return new Set(FAULTS)
  if (names === 'none') return new Set()
  const faults = names.split(',').map((name) => FAULTS.find((fault) => fault === name))
  return faults.includes(undefined) ? null : new Set(faults as Fault[])
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

async function runOne(scenario: Scenario): Promise<Ran> {
  const start = performance.now()
  let told = start
  const result = await simulate(scenario, ({ phase, virtual, envelopes, deliveries }) => {
    const now = performance.now()
    if (now - told < PROGRESS) return
    told = now
    const speed = (virtual / (now - start)).toFixed(2)
    const seconds = (virtual / 1000).toFixed(0)
    console.log(
      `seed ${scenario.seed}, ${scenario.peers} peers, ${phase}: ${seconds} s virtual, ${envelopes} envelopes, ` +
        `${deliveries} deliveries, ${speed} × real time`,
    )
  })
  return { result, wall: performance.now() - start }
}

function report({ result, wall }: Ran, isAlone: boolean): void {
  const { scenario, failures, trace, excuses } = result
  const excused = Object.entries(excuses).flatMap(([why, count]) => (count === 0 ? [] : `${count} ${why}`))
  if (isAlone || failures.length > 0) {
    const not = excused.length === 0 ? '' : `, not owed: ${excused.join(', ')}`
    console.log(`seed ${scenario.seed}: trace ${trace}, ${(wall / 1000).toFixed(1)} s${not}`)
  }
  for (const failure of failures) console.error(`  ${failure}`)
  if (failures.length > 0) console.error(`  again: ${commandOf(scenario)}`)
}

function rowOf(runs: readonly Ran[]): string {
  const results = runs.map(({ result }) => result)
  const peers = [...new Set(results.map(({ scenario }) => scenario.peers))]
  const faults = [...new Set(results.map(({ scenario }) => [...scenario.faults].join(', ')))]
  const rates = results.map(
    ({ envelopes, virtual, scenario }) => envelopes / (virtual / 1000) / scenario.peers,
  )
  const heaps = results.flatMap(({ heap, scenario }) => (heap === null ? [] : heap / 1000 / scenario.peers))
  const cells = [
    peers.length === 1 ? peers[0] : `${Math.min(...peers)} to ${Math.max(...peers)}`,
    faults.length === 1 ? faults[0] || 'none' : 'drawn',
    spread(results.map(({ met }) => (met === null ? Infinity : met / 1000))),
    spread(results.map(({ healed }) => (healed === null ? Infinity : healed / 1000))),
    median(rates).toFixed(2),
    heaps.length === 0 ? '-' : median(heaps).toFixed(0),
    spread(runs.map(({ wall }) => wall / 1000)),
    `${results.filter(({ failures }) => failures.length > 0).length} of ${results.length}`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** Median and greatest. */
function spread(numbers: readonly number[]): string {
  const show = (number: number): string => (number === Infinity ? 'never' : number.toFixed(1))
  return numbers.length === 1
    ? show(median(numbers))
    : `${show(median(numbers))} (${show(Math.max(...numbers))})`
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN
}
