/**
 * Where the time of one message goes: each step by itself, for an idle sender (one message in an envelope) and for a
 * busy one (64), then the whole way there and back between two processes, against the bare stream and the signatures
 * that nobody can do without.
 *
 * `npm run bench:profile`, or `npm run bench:profile -- --quick`. The steps take turns within one run; medians of the
 * rounds are shown.
 */
import { parseArgs } from 'node:util'
import { percentile } from '../compare/figures.ts'
import { roundTrips } from './round-trips.ts'
import { prepare, type Step } from './steps.ts'

const SIZE = 200
const median = (values: readonly number[]): number => percentile(values, 0.5)
const MESSAGES = [1, 64] as const
/** Between two values of a step, in milliseconds. */
const REST = 0.3
const PACE = { full: { rounds: 11, count: 400 }, quick: { rounds: 3, count: 200 } } as const

interface Taken {
  readonly step: Step
  /** Microseconds for one envelope, of each round. */
  readonly times: number[]
}

/** As between two messages of a person: a verifier that is asked again at once takes it for a crowd. */
function rest(): void {
  const until = performance.now() + REST
  while (performance.now() < until);
}

async function profile(
  messages: number,
  { rounds, count }: { rounds: number; count: number },
): Promise<Taken[]> {
  const steps = await prepare(messages, (rounds + 2) * count, SIZE)
  const taken = steps.map((step): Taken => ({ step, times: [] }))
  // The first two rounds warm up.
  for (let round = 0; round < rounds + 2; round++) {
    for (const { step, times } of taken) {
      let sum = 0
      for (let at = round * count; at < (round + 1) * count; at++) {
        rest()
        const start = performance.now()
        await step.run(at)
        sum += performance.now() - start
      }
      if (round >= 2) times.push((sum / count) * 1_000)
    }
  }
  return taken
}

function show(messages: number, taken: readonly Taken[]): number {
  console.log(`\nµs for an envelope of ${messages} × ${SIZE} characters`)
  for (const { step, times } of taken) {
    const each = messages === 1 ? '' : `${(median(times) / messages).toFixed(2).padStart(8)} a message`
    console.log(
      `${step.side.padEnd(9)} ${step.name.padEnd(30)} ${median(times).toFixed(1).padStart(8)}${each}`,
    )
  }
  const sum = (of: readonly Taken[]): number => of.reduce((all, { times }) => all + median(times), 0)
  const [all, floor] = [sum(taken), sum(taken.filter(({ step }) => step.floor))]
  console.log(`in all ${all.toFixed(1)}, of which signing and verifying ${floor.toFixed(1)}`)
  return floor
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const pace = values.quick ? PACE.quick : PACE.full
let floor = 0
for (const messages of MESSAGES) {
  const once = show(messages, await profile(messages, pace))
  if (messages === 1) floor = once
}
console.log('\nthere and back, two processes on this machine, TCP, ms (median of the rounds’ medians)')
const { stream, ours } = await roundTrips(values.quick ? 3 : 9)
const least = median(stream) + (2 * floor) / 1_000
const line = (name: string, ms: number): void => console.log(`${name.padEnd(56)} ${ms.toFixed(3)}`)
line('a libp2p stream, nothing signed', median(stream))
line('and two signatures, two verifications: the floor', least)
line('ghost-chat', median(ours))
console.log(`ghost-chat takes ${(median(ours) / least).toFixed(2)} times the floor`)
