// `npm run attack`: twelve attacks against relays, pages and terminals, each with the figure that must hold.
// `npm run attack -- --only 1,3` plays some of them; `--short` in seconds instead of minutes;
// `--relay URL` against a relay that you run yourself; `--write` puts the table into docs/ATTACKS.md;
// `--seed N` draws everything as in that run.
import { randomInt } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tableOf, writeTable, type Played } from '../tests/attack/report.ts'
import { Stage } from '../tests/attack/stage.ts'
import { suite } from '../tests/attack/suite.ts'
import { tallyLine } from './lib/claims.ts'
import { root } from './lib/workspace.ts'

const USAGE = 'usage: npm run attack -- [--only N,N] [--short] [--relay URL] [--seed N] [--write]'

export async function main(args: string[]): Promise<number> {
  const plan = planOf(args)
  if (plan === null) {
    console.error(USAGE)
    return 1
  }
  const { attacks, scale, relayUrl, seed, write } = plan
  const played: Played[] = []
  console.log(`${attacks.length} attacks, ${scale}, seed ${seed}.`)
  for (const attack of attacks) {
    console.log(`\n${attack.number} of ${suite.length}: ${attack.promise}`)
    const start = performance.now()
    const progress = (line: string): void => {
      console.log(`  ${((performance.now() - start) / 1_000).toFixed(0).padStart(4)} s  ${line}`)
    }
    const stage = new Stage({ scale, relayUrl, seed, progress })
    try {
      const outcome = await attack.play(stage)
      progress(`${outcome.holds ? 'holds' : 'DOES NOT HOLD'}: ${outcome.figures}`)
      played.push({ attack, outcome, seconds: (performance.now() - start) / 1_000 })
    } catch (error) {
      const figures = `the stage failed: ${error instanceof Error ? error.message : String(error)}`
      progress(figures)
      played.push({
        attack,
        outcome: { holds: false, figures },
        seconds: (performance.now() - start) / 1_000,
      })
    } finally {
      await stage.end()
    }
  }
  const table = tableOf(played, scale, seed)
  console.log(`\n${table}\n`)
  if (write) await writeTable(pathToFileURL(join(root, 'docs/ATTACKS.md')), table)
  const failed = played.filter(({ outcome }) => !outcome.holds).length
  console.log(tallyLine({ passed: played.length - failed, failed }))
  return failed === 0 ? 0 : 1
}

function planOf(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        short: { type: 'boolean', default: false },
        relay: { type: 'string' },
        seed: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    })
    const numbers = values.only?.split(',').map(Number)
    const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
    if (!Number.isSafeInteger(seed) || (values.relay !== undefined && !URL.canParse(values.relay)))
      return null
    const attacks = suite.filter(
      ({ number, againstAnyRelay }) =>
        (numbers === undefined || numbers.includes(number)) &&
        (values.relay === undefined || againstAnyRelay),
    )
    if (attacks.length === 0) return null
    const scale = values.short ? ('short' as const) : ('whole' as const)
    return { attacks, scale, relayUrl: values.relay?.replace(/\/$/, ''), seed, write: values.write }
  } catch {
    return null
  }
}
