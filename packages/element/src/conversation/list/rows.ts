/**
 * The rows of the list, one for each entry: what continues what, and where a day begins. Pure; rows whose entry and
 * whose neighbour above stay the same are the same object.
 */
import type { Entry } from '../../model.ts'
import { dayOf } from '../text/when.ts'

const SAME_GROUP_MS = 5 * 60_000

export interface Row {
  readonly entry: Entry
  readonly key: string
  /** Which day it is of; see `dayOf`. */
  readonly day: number
  /** The first row of its day: the day's name stands above it. */
  readonly newDay: boolean
  /** Continues what its author said just before: no name, no picture. */
  readonly continued: boolean
}

export function rowsOf(entries: readonly Entry[], before: readonly Row[] = []): readonly Row[] {
  const known = knownRows(entries, before)
  const rows: Row[] = []
  for (const entry of entries) {
    const above = rows.at(-1)
    const old = known?.get(entry) ?? before[rows.length]
    const day = old?.entry === entry ? old.day : dayOf(entry.at)
    const newDay = above?.day !== day
    const continued = !newDay && continues(above.entry, entry)
    if (old?.entry === entry && old.newDay === newDay && old.continued === continued) rows.push(old)
    else rows.push({ entry, key: entry.key, day, newDay, continued })
  }
  return rows
}

/** Only where rows moved: what was added at the end, which is nearly always so, needs no search. */
function knownRows(entries: readonly Entry[], before: readonly Row[]): Map<Entry, Row> | undefined {
  if (before.length === 0 || before[0]?.entry === entries[0]) return undefined
  return new Map(before.map((row) => [row.entry, row]))
}

function continues(above: Entry, entry: Entry): boolean {
  if (above.kind !== 'message' || entry.kind !== 'message') return false
  const passed = entry.at.getTime() - above.at.getTime()
  return (
    ((above.own === true && entry.own === true) || above.from === entry.from) &&
    above.to === entry.to &&
    above.account === entry.account &&
    Math.abs(passed) < SAME_GROUP_MS
  )
}
