/** The results as Markdown. */
import { BROWSERS } from './browsers.ts'
import { APPS } from './bundles.ts'
import { CONTENDERS } from './contenders.ts'
import {
  FIGURES,
  spread,
  valuesOf,
  type Figure,
  type FigureId,
  type Sample,
  type Samples,
} from './figures.ts'
import type { Results } from './results.ts'
import { times, verdicts } from './targets.ts'

type Names = Readonly<Record<string, { readonly name: string }>>

const TALK: readonly FigureId[] = ['contact', 'p50', 'p99', 'one', 'ten']
const CROWDS: readonly FigureId[] = ['meeting2', 'meeting10', 'meeting30']
const COSTS: readonly FigureId[] = ['memberCpu', 'serverCpu', 'memberRss', 'serverRss']
const OURS = 'ghost-chat'

export function markdown(results: Results): string {
  const { node, pages } = results
  return [
    about(results),
    `**What each does.** What signs nothing verifies nothing.\n\n${guarantees(node)}`,
    `**Two in Node, and ten.**\n\n${figures(node, CONTENDERS, TALK)}`,
    `**Until everybody lists everybody**, all coming at once.\n\n${figures(node, CONTENDERS, CROWDS)}`,
    `**What a burst of one sender costs.**\n\n${figures(node, CONTENDERS, COSTS)}`,
    `**Times “${CONTENDERS[OURS].name}”.** Below 1 is less than ours.\n\n${ratios(node)}`,
    `**Two pages in Chromium.**\n\n${figures(pages, BROWSERS, ['contact', 'p50', 'p99', 'one'])}`,
    `**The smallest chat’s scripts**, minified and gzipped, in kB.\n\n${sizes(results)}`,
    `**Targets.**\n\n${targets(node)}`,
    failures(results),
  ]
    .filter((part) => !part.endsWith('\n\n') && part !== '')
    .join('\n\n')
}

function about({ date, quick, rounds, seconds, load, machine, chromium }: Results): string {
  const { cpu, cores, memory, system, node, versions } = machine
  const day = new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  const browser = chromium === null ? '' : `, Chromium ${chromium}`
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return (
    `${day}, ${quick ? 'a quick run (`npm run bench -- --quick`)' : '`npm run bench`'}, ${Math.round(seconds / 60)} min: ` +
    `${cores} cores (${cpu}), ${memory} GiB, ${system}, load ${load[0]} before and ${load[1]} after, ` +
    `Node ${node}${browser}; ${named.join(', ')}.\n\n` +
    `Rounds in turns, median (least–most): ${rounds.two} for two members, ${rounds.ten} for ten, ` +
    `${rounds['meeting of 2']} and ${rounds['meeting of 30']} for 2 and 30 who come at once, ${rounds.pages} for ` +
    'pages. Every run has processes of its own, which load everything before they join; a fifth as many round trips ' +
    'and ever larger bursts go before those that are counted.'
  )
}

function guarantees(samples: Samples): string {
  const rows = Object.entries(CONTENDERS).flatMap(([id, contender]) => {
    if (samples[id] === undefined) return []
    const { name, path, encrypted, signed, list } = contender
    const set = 'set' in contender ? contender.set : 'nothing'
    return [[name, path, encrypted ? 'yes' : 'no', signed, list, set]]
  })
  const heads = ['', 'path', 'encrypted', 'signed by', 'who is here', 'not as by default']
  return table(heads, rows)
}

function figures(samples: Samples, names: Names, shown: readonly FigureId[]): string {
  const rows = rowsOf(samples, names, shown, cell)
  return table(['', ...shown.map((id) => `${FIGURES[id].name}, ${FIGURES[id].unit}`)], rows)
}

function ratios(samples: Samples): string {
  const all: readonly FigureId[] = [...TALK, ...CROWDS, ...COSTS]
  const ours = (id: FigureId): number | undefined => spread(valuesOf(samples[OURS], id))?.median
  const shown = all.filter((id) => ours(id) !== undefined)
  const rows = rowsOf(samples, CONTENDERS, shown, (row, id) => {
    const found = spread(valuesOf(row, id))
    return found === null ? '–' : times(found.median / (ours(id) ?? NaN))
  })
  return shown.length === 0 ? '' : table(['', ...shown.map((id) => FIGURES[id].name)], rows)
}

function rowsOf(
  samples: Samples,
  names: Names,
  shown: readonly FigureId[],
  show: (row: readonly Sample[], id: FigureId) => string,
): string[][] {
  return Object.entries(names).flatMap(([id, { name }]) => {
    const row = samples[id]
    if (row === undefined || shown.every((figure) => valuesOf(row, figure).length === 0)) return []
    return [[name, ...shown.map((figure) => show(row, figure))]]
  })
}

function cell(row: readonly Sample[], id: FigureId): string {
  const found = spread(valuesOf(row, id))
  if (found === null) return '–'
  const { median, least, most, rounds } = found
  if (rounds === 1) return amount(median, id)
  return `${amount(median, id)} (${amount(least, id)}–${amount(most, id)})`
}

function amount(value: number, id: FigureId): string {
  const { digits }: Figure = FIGURES[id]
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function sizes({ bundles }: Results): string {
  const rows = Object.entries(APPS).flatMap(([id, name]) => {
    const found = bundles[id as keyof typeof APPS]
    if (found === undefined) return []
    return [[name, ...[found.first, found.talking].map((kB) => kB.toFixed(1))]]
  })
  return rows.length === 0 ? '' : table(['', 'before it runs', 'until it talks'], rows)
}

function targets(samples: Samples): string {
  const rows = verdicts(samples).map(({ about, wanted, measured, reached }) => [
    ...[about, wanted, measured],
    { yes: 'reached', 'in part': 'reached, not in every round', no: '**not reached**' }[reached],
  ])
  return rows.length === 0 ? '' : table(['', 'wanted', 'measured (by round)', ''], rows)
}

function failures({ failures, lost }: Results): string {
  const failed = failures.map(
    ({ platform, id, what, round, why }) => `- ${id} in ${platform}, ${what}, round ${round + 1}: ${why}`,
  )
  const missing = Object.entries(lost).map(
    ([id, count]) => `- ${id}: ${count} messages of bursts did not arrive`,
  )
  const all = [...failed, ...missing]
  return all.length === 0
    ? 'No round failed, and no message was lost.'
    : `**What failed.**\n\n${all.join('\n')}`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
