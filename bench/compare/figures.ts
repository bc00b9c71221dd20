/** What is measured of each system, and how it is told. */

export interface Figure {
  readonly name: string
  readonly unit: string
  /** Decimal places. */
  readonly digits: number
}

export const FIGURES = {
  contact: { name: 'join to first contact', unit: 'ms', digits: 0 },
  p50: { name: 'round trip p50', unit: 'ms', digits: 2 },
  p99: { name: 'round trip p99', unit: 'ms', digits: 2 },
  one: { name: 'one sender', unit: 'messages/s', digits: 0 },
  ten: { name: 'ten senders', unit: 'messages/s', digits: 0 },
  meeting2: { name: '2 list each other', unit: 'ms', digits: 0 },
  meeting10: { name: '10 list each other', unit: 'ms', digits: 0 },
  meeting30: { name: '30 list each other', unit: 'ms', digits: 0 },
  memberCpu: { name: 'CPU of both members', unit: 'µs/message', digits: 1 },
  serverCpu: { name: 'CPU of the server', unit: 'µs/message', digits: 1 },
  memberRss: { name: 'memory of a member', unit: 'MB', digits: 0 },
  serverRss: { name: 'memory of the server', unit: 'MB', digits: 0 },
} as const satisfies Record<string, Figure>

export type FigureId = keyof typeof FIGURES

/** One run's figures. */
export type Sample = Partial<Readonly<Record<FigureId, number>>>

/** Of each round in which it was measured. */
export type Samples = Readonly<Record<string, readonly Sample[]>>

export interface Failure {
  readonly platform: Platform
  readonly id: string
  readonly what: string
  readonly round: number
  readonly why: string
}

export type Platform = 'Node' | 'Chromium'

/** The value that so large a part of them does not exceed (nearest rank). */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(Math.ceil(part * sorted.length) - 1, 0)] ?? NaN
}

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
  readonly rounds: number
}

/** `null` where there is none. */
export function spread(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [least, most] = [sorted[0], sorted.at(-1)]
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (least === undefined || most === undefined || lower === undefined || upper === undefined) return null
  return { median: (lower + upper) / 2, least, most, rounds: sorted.length }
}

export function valuesOf(samples: readonly Sample[] | undefined, figure: FigureId): readonly number[] {
  return (samples ?? []).flatMap((sample) => sample[figure] ?? [])
}
