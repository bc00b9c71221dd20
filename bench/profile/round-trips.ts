/**
 * There and back between two processes, as the comparison measures it: ours over TCP, and a bare libp2p stream.
 */
import { percentile } from '../compare/figures.ts'
import { two } from '../compare/measures.ts'
import { processStage } from '../compare/processes.ts'

const EFFORT = { pings: { least: 1_000, ms: 1_000 }, burst: 1 } as const

/** Medians of each round, in milliseconds. They take turns. */
export async function roundTrips(
  rounds: number,
): Promise<{ readonly stream: readonly number[]; readonly ours: readonly number[] }> {
  const medians = { stream: [] as number[], ours: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const [name, id] of [
      ['stream', 'stream'],
      ['ours', 'ghost-chat-tcp'],
    ] as const) {
      const stage = await processStage(id)
      try {
        medians[name].push(percentile((await two(stage, EFFORT)).roundTrips, 0.5))
      } finally {
        await stage.close()
      }
    }
  }
  return medians
}
