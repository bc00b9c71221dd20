/** All that a run of the bench found out, as it is written down. */
import type { AppId, Sizes } from './bundles.ts'
import type { Failure, Samples } from './figures.ts'
import type { Machine } from './machine.ts'
import type { Pace } from './plan.ts'

export interface Results {
  /** ISO 8601. */
  readonly date: string
  readonly quick: boolean
  /** How often each kind of run was made. */
  readonly rounds: Pace['rounds']
  readonly seconds: number
  /** Before the first run, and after the last. */
  readonly load: readonly [number, number]
  readonly machine: Machine
  readonly chromium: string | null
  readonly node: Samples
  readonly pages: Samples
  readonly failures: readonly Failure[]
  /** Messages that did not arrive, by system. */
  readonly lost: Readonly<Record<string, number>>
  readonly bundles: Partial<Readonly<Record<AppId, Sizes>>>
}
