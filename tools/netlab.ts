// `npm run test:netlab`: members behind NATs, in network namespaces of their own. Needs Linux, root, nft, coturn, cc.
// `npm run test:netlab -- --runs 20` measures; `-- --only Wi-Fi` plays those whose name matches; `--quick` plays those
// that take seconds; `--story` tells more.
import { accessSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { outages } from '../tests/netlab/outages.ts'
import { paths } from '../tests/netlab/paths.ts'
import { Stage, type Figures, type Scenario } from '../tests/netlab/stage.ts'
import { markdown } from '../tests/netlab/table.ts'
import { tallyLine } from './lib/claims.ts'
import { run } from './lib/run.ts'

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      story: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) {
    console.error('usage: npm run test:netlab -- [--runs N] [--quick] [--only PART-OF-A-NAME] [--story]')
    return 1
  }
  const scenarios = [...paths, ...outages].filter(
    ({ name, quick = false }) => (quick || !values.quick) && new RegExp(values.only).test(name),
  )
  const missing = await whatIsMissing()
  if (missing.length > 0) {
    console.log(`The NAT lab is skipped: ${missing.join('; ')}.`)
    console.log(tallyLine({ passed: 0, failed: 0 }, scenarios.length))
    return 0
  }

  const tally = { passed: 0, failed: 0 }
  const measured = new Map<string, Figures[]>(scenarios.map(({ name }) => [name, []]))
  // In rounds, so that a machine that is busy for a while is so for all of them.
  for (let round = 0; round < runs; round++) {
    for (const scenario of scenarios) {
      const figures = await play(scenario, values.story)
      tally[figures === null ? 'failed' : 'passed']++
      if (figures !== null) measured.get(scenario.name)?.push(figures)
    }
  }
  console.log(`\n${markdown([...measured])}\n`)
  console.log(tallyLine(tally))
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1
}

/** Each run has a town of its own: a router remembers whom its hosts spoke to. `null` when it failed. */
async function play({ name, stage, run }: Scenario, tells: boolean): Promise<Figures | null> {
  const start = performance.now()
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1)
  let built: Stage | undefined
  try {
    built = await Stage.build(stage)
    const figures = await run(built)
    if (tells) console.log(built.story())
    await built.leave()
    const rounded = Object.entries(figures).map(([key, value]) => `${key} ${Math.round(value)}`)
    console.log(`ok    ${name} (${seconds()} s): ${rounded.join(', ')}`)
    return figures
  } catch (error) {
    console.log(`FAIL  ${name} (${seconds()} s)`)
    console.log(error instanceof Error ? error.stack : String(error))
    if (built !== undefined) console.log(built.story())
    return null
  } finally {
    built?.remove()
  }
}

async function whatIsMissing(): Promise<string[]> {
  if (process.platform !== 'linux') return ['it needs Linux']
  if (process.getuid?.() !== 0) return ['it needs root, to make network namespaces']
  const missing: string[] = []
  const probes = { ip: ['-V'], nft: ['-v'], turnserver: ['--version'], cc: ['--version'] }
  for (const [program, args] of Object.entries(probes)) {
    // turnserver has no good exit code to offer; what counts is that it starts.
    if ((await run(program, args)).output.includes('could not be started')) missing.push(`no ${program}`)
  }
  if (!exists('/dev/net/tun')) missing.push('no /dev/net/tun')
  if (missing.length > 0) return missing
  const name = `gclab${process.pid}-probe`
  const made = await run('ip', ['netns', 'add', name])
  if (made.code !== 0) return ['network namespaces cannot be made here']
  const rule =
    'add table ip t; add chain ip t c { type nat hook postrouting priority 100; }; add rule ip t c masquerade'
  const nat = await run('ip', ['netns', 'exec', name, 'nft', rule])
  await run('ip', ['netns', 'del', name])
  return nat.code === 0 ? [] : ['a router that translates addresses cannot be made here']
}

function exists(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
