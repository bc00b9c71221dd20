/** Figures of many runs as a table. */
import { MEASURES, type Figures, type Measure } from './stage.ts'

/** Median and 99th percentile; of fewer than a hundred, that is the greatest. @throws RangeError when there are none */
export function summary(values: readonly number[]): { readonly median: number; readonly p99: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number): number => {
    const value = sorted[index]
    if (value === undefined) throw new RangeError('There is nothing to sum up.')
    return value
  }
  const median = (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2
  return { median, p99: at(Math.ceil(sorted.length * 0.99) - 1) }
}

/** One line a scenario, in Markdown: median and p99 in milliseconds. */
export function markdown(rows: readonly (readonly [name: string, readonly Figures[]])[]): string {
  const measures = Object.keys(MEASURES) as Measure[]
  const lines = rows.map(([name, runs]) => {
    const cells = measures.map((measure) => cell(runs.flatMap((run) => run[measure] ?? [])))
    return [name, String(runs.length), ...cells]
  })
  const head = ['scenario', 'runs', ...measures.map((measure) => MEASURES[measure])]
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function cell(values: readonly number[]): string {
  if (values.length === 0) return ''
  const { median, p99 } = summary(values)
  return values.length === 1 ? whole(median) : `${whole(median)} / ${whole(p99)}`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
