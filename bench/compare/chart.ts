/** Dots on a logarithmic scale, as SVG: the median, on a line from the least to the most of all rounds. */
import { CONTENDERS } from './contenders.ts'
import {
  FIGURES,
  spread,
  valuesOf,
  type Figure,
  type FigureId,
  type Samples,
  type Spread,
} from './figures.ts'

const WIDTH = 720
const LEFT = 190
const RIGHT = 90
const TOP = 44
const ROW = 26
const DOT = 5

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .head { font-weight: 600 }
  .tick { font-size: 11px; fill: #6e7781 }
  .grid { stroke: #d0d7de }
  .dot { fill: #57606a; stroke: #57606a; stroke-width: 3 }
  .ours { fill: #6639ba; stroke: #6639ba }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .tick { fill: #8b949e }
    .grid { stroke: #30363d }
    .dot { fill: #9ea7b3; stroke: #9ea7b3 }
    .ours { fill: #a371f7; stroke: #a371f7 }
  }`

interface Row extends Spread {
  readonly id: string
  readonly name: string
}

/** `null` where there is nothing to show. */
export function chart(samples: Samples, figure: FigureId): string | null {
  const all = Object.entries(CONTENDERS).flatMap(([id, { name }]): Row[] => {
    const found = spread(valuesOf(samples[id], figure))
    return found === null || found.least <= 0 ? [] : [{ id, name, ...found }]
  })
  if (all.length === 0) return null
  const from = Math.floor(Math.log10(Math.min(...all.map(({ least }) => least))))
  const to = Math.max(Math.ceil(Math.log10(Math.max(...all.map(({ most }) => most)))), from + 1)
  const x = (value: number): number =>
    LEFT + ((Math.log10(value) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)
  const height = TOP + all.length * ROW + 8
  const { name: title, unit, digits }: Figure = FIGURES[figure]

  const ticks = Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at)).map((value) => {
    const at = x(value).toFixed(1)
    const label = value.toLocaleString('en', { maximumFractionDigits: 6 })
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${height - 8}"/>` +
      `<text class="tick" x="${at}" y="${TOP - 12}" text-anchor="middle">${label}</text>`
    )
  })
  const rows = all.map(({ id, name, least, median, most }, row) => {
    const middle = TOP + row * ROW + ROW / 3
    const kind = id.startsWith('ghost-chat') ? 'dot ours' : 'dot'
    const value = median.toLocaleString('en', { maximumFractionDigits: digits })
    const [from, at, to] = [x(least), x(median), x(most)].map((place) => place.toFixed(1))
    return [
      `<text x="${LEFT - 8}" y="${middle + 5}" text-anchor="end">${escaped(name)}</text>`,
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${middle}" y2="${middle}"/>`,
      `<line class="${kind}" x1="${from}" x2="${to}" y1="${middle}" y2="${middle}"/>`,
      `<circle class="${kind}" cx="${at}" cy="${middle}" r="${DOT}"/>`,
      `<text x="${(x(most) + DOT + 6).toFixed(1)}" y="${middle + 5}">${value}</text>`,
    ].join('')
  })
  const head = `${title}, ${unit}; logarithmic`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${head}">`,
    `<style>${STYLE}\n</style>`,
    `<text class="head" x="8" y="18">${head}</text>`,
    ...ticks,
    ...rows,
    '</svg>\n',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
