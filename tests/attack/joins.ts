/** What honest joins came to while something else went on. */
import type { Attacker } from './attacker-process.ts'

export interface Joins {
  /** Milliseconds of each that succeeded. */
  readonly times: readonly number[]
  readonly failed: readonly string[]
}

/** Waits until the joiner is done, and reads what it told. */
export async function joinsOf(joiner: Attacker): Promise<Joins> {
  await joiner.tells((told) => (isTold(told, 'done') ? true : undefined))
  const times: number[] = []
  const failed: string[] = []
  for (const told of joiner.told) {
    if (isTold(told, 'milliseconds')) times.push(Number(told['milliseconds']))
    if (isTold(told, 'failed')) failed.push(String(told['failed']))
  }
  return { times, failed }
}

function isTold(told: unknown, what: string): told is Record<string, unknown> {
  return typeof told === 'object' && told !== null && what in told
}

/** The greatest of the smallest `share` of some numbers, such as the 99th percentile by 0.99. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
