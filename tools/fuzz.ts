// `npm run fuzz`: a million mutated envelopes through what a relay does with every frame.
// `npm run fuzz -- --seed 7 --from 1234 --count 1` makes a failing input again.
import { parseArgs } from 'node:util'
import { judgeInputs, type Failure } from '../tests/fuzz/judge.ts'

export async function main(args: string[]): Promise<number> {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: String(seed) },
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '1000000' },
    },
  })
  const run = { seed: Number(values.seed), from: Number(values.from), count: Number(values.count) }
  if (!Object.values(run).every((number) => Number.isSafeInteger(number) && number >= 0)) {
    console.error('usage: npm run fuzz -- [--seed N] [--from N] [--count N], whole numbers all')
    return 1
  }

  console.log(`seed ${run.seed}, from ${run.from}, ${run.count.toLocaleString('en')} inputs`)
  const start = performance.now()
  const { judged, verdicts, slowest, failures } = await judgeInputs({
    ...run,
    onProgress: (done) => {
      console.log(`${done.toLocaleString('en').padStart(10)} judged, ${seconds(start)} s`)
    },
  })
  for (const [verdict, count] of Object.entries(verdicts).sort(([, a], [, b]) => b - a)) {
    console.log(`${count.toLocaleString('en').padStart(10)}  ${verdict}`)
  }
  console.log(`slowest: input ${slowest.index}, ${slowest.ms.toFixed(2)} ms`)
  for (const failure of failures) report(failure, run.seed)
  console.log(`${judged.toLocaleString('en')} judged in ${seconds(start)} s, ${failures.length} failed`)
  return failures.length === 0 ? 0 : 1
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0)
}

function report({ index, why, input }: Failure, seed: number): void {
  console.error(`\ninput ${index}: ${why}`)
  console.error(`  after ${input.mutations.join(', ')}${input.resigned ? ', signed anew' : ''}`)
  console.error(`  ${Buffer.from(input.frame).toString('latin1').slice(0, 2_000)}`)
  console.error(`  again: npm run fuzz -- --seed ${seed} --from ${index} --count 1`)
}
