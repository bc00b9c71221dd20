/** What we want to reach against the others, and whether this run did. */
import { FIGURES, spread, valuesOf, type FigureId, type Samples } from './figures.ts'
import { CONTENDERS, type ContenderId } from './contenders.ts'

interface Target {
  readonly figure: FigureId
  readonly ours: ContenderId
  /** Times what the other one has, or an amount where there is no other. */
  readonly bound: number
  readonly other?: ContenderId
  readonly wanted: 'at most' | 'at least'
}

const DIRECT = ['ghost-chat', 'ghost-chat-tcp'] as const

const TARGETS: readonly Target[] = [
  ...DIRECT.flatMap((ours): Target[] => [
    { figure: 'p50', ours, wanted: 'at most', bound: 1, other: 'socket.io' },
    { figure: 'p50', ours, wanted: 'at most', bound: 1.5, other: 'trystero' },
  ]),
  ...DIRECT.flatMap((ours): Target[] => [
    { figure: 'one', ours, wanted: 'at least', bound: 50_000 },
    { figure: 'one', ours, wanted: 'at least', bound: 2, other: 'trystero' },
    { figure: 'one', ours, wanted: 'at least', bound: 5, other: 'socket.io' },
  ]),
  { figure: 'contact', ours: 'ghost-chat-relayed', wanted: 'at most', bound: 1.5, other: 'trystero' },
  ...DIRECT.flatMap((ours): Target[] => [
    { figure: 'memberCpu', ours, wanted: 'at most', bound: 0.6, other: 'gossip-signed' },
    { figure: 'memberCpu', ours, wanted: 'at most', bound: 0.6, other: 'gossip-unsigned' },
  ]),
]

export interface Verdict {
  readonly about: string
  readonly wanted: string
  readonly measured: string
  /** By the medians; in part where not every round says so. */
  readonly reached: 'yes' | 'in part' | 'no'
}

/** Of those whose systems were measured. */
export function verdicts(samples: Samples): readonly Verdict[] {
  return TARGETS.flatMap(({ figure, ours, bound, other, wanted }) => {
    const own = spread(valuesOf(samples[ours], figure))
    if (own === null) return []
    const about = `${FIGURES[figure].name}: ${CONTENDERS[ours].name}`
    const isReached = (value: number): boolean => (wanted === 'at most' ? value <= bound : value >= bound)
    const reached = (value: number, rounds: readonly number[]): Verdict['reached'] =>
      !isReached(value) ? 'no' : rounds.every(isReached) ? 'yes' : 'in part'
    if (other === undefined) {
      const { unit } = FIGURES[figure]
      const measured = `${Math.round(own.median).toLocaleString('en')} ${unit}`
      const amount = `${wanted} ${bound.toLocaleString('en')} ${unit}`
      return [
        { about, wanted: amount, measured, reached: reached(own.median, valuesOf(samples[ours], figure)) },
      ]
    }
    const theirs = spread(valuesOf(samples[other], figure))
    if (theirs === null) return []
    const ratio = own.median / theirs.median
    const rival = `${wanted} ${bound} × ${CONTENDERS[other].name}`
    const byRound = ratiosByRound(samples, figure, ours, other)
    const ratios = spread(byRound)
    const range =
      ratios === null || ratios.rounds === 1 ? '' : ` (${times(ratios.least)}–${times(ratios.most)})`
    return [{ about, wanted: rival, measured: `${times(ratio)} ×${range}`, reached: reached(ratio, byRound) }]
  })
}

/** Two significant places, however small. */
export function times(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio >= 1 ? ratio.toFixed(1) : ratio.toPrecision(2)
}

function ratiosByRound(samples: Samples, figure: FigureId, ours: string, other: string): readonly number[] {
  const [own, theirs] = [valuesOf(samples[ours], figure), valuesOf(samples[other], figure)]
  // Where a round failed they are no pairs any more.
  if (own.length !== theirs.length) return []
  return own.map((value, round) => value / (theirs[round] ?? NaN))
}
