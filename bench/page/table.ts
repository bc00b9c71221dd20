/** What was measured, as tables for `docs/PERFORMANCE.md`. */
import { PEOPLE, SAID, SLOWER, type Frame } from './crowded.ts'
import type { Circumstances, Figures } from './visit.ts'

export interface Results {
  readonly visits: readonly { readonly at: Circumstances; readonly runs: readonly Figures[] }[]
  readonly frames: readonly Frame[]
  /** Milliseconds. */
  readonly told: { readonly dead: number; readonly refused: number }
}

/** The middle one; of an even number the mean of both. @throws RangeError when there are none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (lower === undefined || upper === undefined)
    throw new RangeError('There is nothing to take the middle of.')
  return (lower + upper) / 2
}

const COLUMNS: readonly (readonly [title: string, of: keyof Figures, write: (value: number) => string])[] = [
  ['first paint', 'firstPaint', seconds],
  ['largest paint', 'largestPaint', seconds],
  ['can write', 'canWrite', seconds],
  ['first message', 'firstMessage', seconds],
  ['layout shift', 'layoutShift', (value) => value.toFixed(2)],
  ['blocked', 'blocked', seconds],
  ['longest task', 'longestTask', milliseconds],
  ['requests', 'requests', String],
  ['kB', 'bytes', (value) => String(Math.round(value / 1000))],
]

/** One or two versions: before, then after, with an arrow between them. */
export function tables(versions: readonly Results[]): string {
  const first = versions[0]
  if (first === undefined) return ''
  const visits = first.visits.map(({ at }, row) => [
    at.name,
    ...COLUMNS.map(([, of, write]) =>
      arrow(versions.map(({ visits: all }) => write(median(all[row]?.runs.map((run) => run[of]) ?? [NaN])))),
    ),
  ])
  const frames = PEOPLE.flatMap((people) =>
    SLOWER.map((slower) => [
      `${people} people${slower === 1 ? '' : `, CPU ÷${slower}`}`,
      ...SAID.map((said) =>
        arrow(versions.map((version) => milliseconds(median(frameOf(version, people, said, slower).took)))),
      ),
    ]),
  )
  const told = [
    ['takes connections and is silent', arrow(versions.map((version) => seconds(version.told.dead)))],
    ['refuses connections', arrow(versions.map((version) => seconds(version.told.refused)))],
  ]
  return [
    table(['phone, room with 15 messages', ...COLUMNS.map(([title]) => title)], visits),
    table(['a message → frame, ms', ...SAID.map((said) => `${said.toLocaleString('en')} messages`)], frames),
    table(['a relay that', 'is told after'], told),
  ].join('\n\n')
}

function frameOf({ frames }: Results, people: number, said: number, slower: number): Frame {
  const found = frames.find((one) => one.people === people && one.said === said && one.slower === slower)
  if (found === undefined)
    throw new RangeError(`Nothing was measured for ${people} people and ${said} messages.`)
  return found
}

const arrow = (values: readonly string[]): string => values.join(' → ')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function seconds(value: number): string {
  return `${(value / 1000).toFixed(2)} s`
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}
