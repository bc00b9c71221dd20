/** Bars on a logarithmic scale, as SVG: the least and the most of all rounds as a line, the median as the bar. */
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
const BAR = 16

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .head { font-weight: 600 }
  .tick { font-size: 11px; fill: #6e7781 }
  .grid { stroke: #d0d7de }
  .bar { fill: #8c959f }
  .ours { fill: #6639ba }
  .range { stroke: #24292f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .tick { fill: #8b949e }
    .grid { stroke: #30363d }
    .bar { fill: #6e7681 }
    .ours { fill: #a371f7 }
    .range { stroke: #e6edf3 }
  }`

interface Bar extends Spread {
  readonly id: string
  readonly name: string
}

/** `null` where there is nothing to show. */
export function chart(samples: Samples, figure: FigureId): string | null {
  const bars = Object.entries(CONTENDERS).flatMap(([id, { name }]): Bar[] => {
    const found = spread(valuesOf(samples[id], figure))
    return found === null || found.least <= 0 ? [] : [{ id, name, ...found }]
  })
  if (bars.length === 0) return null
  const from = Math.floor(Math.log10(Math.min(...bars.map(({ least }) => least))))
  const to = Math.max(Math.ceil(Math.log10(Math.max(...bars.map(({ most }) => most)))), from + 1)
  const x = (value: number): number =>
    LEFT + ((Math.log10(value) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)
  const height = TOP + bars.length * ROW + 8
  const { name, unit, digits }: Figure = FIGURES[figure]

  const ticks = Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at)).map((value) => {
    const at = x(value).toFixed(1)
    const label = value.toLocaleString('en', { maximumFractionDigits: 6 })
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${height - 8}"/>` +
      `<text class="tick" x="${at}" y="${TOP - 12}" text-anchor="middle">${label}</text>`
    )
  })
  const rows = bars.map((bar, row) => {
    const top = TOP + row * ROW
    const middle = top + BAR / 2
    const kind = bar.id.startsWith('ghost-chat') ? 'bar ours' : 'bar'
    const value = bar.median.toLocaleString('en', { maximumFractionDigits: digits })
    const [least, median, most] = [x(bar.least), x(bar.median), x(bar.most)].map((at) => at.toFixed(1))
    return [
      `<text x="${LEFT - 8}" y="${middle + 5}" text-anchor="end">${escaped(bar.name)}</text>`,
      `<rect class="${kind}" x="${LEFT}" y="${top}" width="${(Number(median) - LEFT).toFixed(1)}" height="${BAR}"/>`,
      `<line class="range" x1="${least}" x2="${most}" y1="${middle}" y2="${middle}"/>`,
      `<text x="${Number(most) + 6}" y="${middle + 5}">${value}</text>`,
    ].join('')
  })
  const title = `${name}, ${unit}; logarithmic`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">`,
    `<style>${STYLE}\n</style>`,
    `<text class="head" x="8" y="18">${title}</text>`,
    ...ticks,
    ...rows,
    '</svg>\n',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
