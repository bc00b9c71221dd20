/** The table of docs/ATTACKS.md, written by a run. */
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import type { Attack, Outcome } from './attack.ts'
import type { Scale } from './stage.ts'

export interface Played {
  readonly attack: Attack
  readonly outcome: Outcome
  readonly seconds: number
}

const BEGIN = '<!-- begin: written by npm run attack -->'
const END = '<!-- end -->'

/** The table in Markdown. */
export function tableOf(played: readonly Played[], scale: Scale, seed: number): string {
  const rows = played.map(({ attack, outcome, seconds }) =>
    [
      attack.number,
      attack.promise,
      attack.attack,
      attack.mustHold,
      `**${outcome.holds ? 'holds' : 'does not hold'}**: ${outcome.figures}`,
      attack.limits ?? '',
      seconds.toFixed(0),
    ].map((cell) => String(cell).replaceAll('|', '\\|')),
  )
  const lines = [
    `Run of ${new Date().toISOString().slice(0, 10)}, ${scale}, seed ${seed}, commit ${commit()}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB.`,
    '',
    '| # | promise | attack | must hold | measured | limits | s |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ]
  return lines.join('\n')
}

/** Puts the table in its place on the page. @throws Error where the page has no such place */
export async function writeTable(page: URL, table: string): Promise<void> {
  const text = await readFile(page, 'utf8')
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`${page.pathname} has no place for the table.`)
  await writeFile(page, `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`)
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
