/**
 * The shape of an attack: a promise, who breaks it and how, and the figure that must hold.
 */
import type { Stage } from './stage.ts'

/** What an attack came to. */
export interface Outcome {
  /** Whether what must hold held. */
  readonly holds: boolean
  /** The figures that were measured, in words for the table. */
  readonly figures: string
}

export interface Attack {
  /** Its place in the table, from 1. */
  readonly number: number
  readonly promise: string
  readonly attack: string
  readonly mustHold: string
  /** What is not covered, or differs from what the row says; in words for the table. */
  readonly limits?: string
  /** Whether it makes sense against a relay that somebody else runs (`--relay URL`). */
  readonly againstAnyRelay: boolean
  /** Plays it. It throws only where the stage itself fails: what does not hold is an outcome. */
  readonly play: (stage: Stage) => Promise<Outcome>
}

/** Several checks as one outcome: it holds if all do. */
export function outcomeOf(checks: readonly (readonly [holds: boolean, figure: string])[]): Outcome {
  return {
    holds: checks.every(([holds]) => holds),
    figures: checks.map(([holds, figure]) => (holds ? figure : `FAILS: ${figure}`)).join('; '),
  }
}
