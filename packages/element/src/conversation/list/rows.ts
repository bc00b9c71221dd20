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
  const gone = goneBefore(
    before.slice(0, MOST_GONE + 1).map(({ entry }) => entry),
    entries,
  )
  const known = gone < 0 ? new Map(before.map((row) => [row.entry, row])) : undefined
  const rows: Row[] = []
  for (const entry of entries) {
    const above = rows.at(-1)
    const old = known?.get(entry) ?? before[rows.length + Math.max(0, gone)]
    const day = old?.entry === entry ? old.day : dayOf(entry.at)
    const newDay = above?.day !== day
    const continued = !newDay && continues(above.entry, entry)
    if (old?.entry === entry && old.newDay === newDay && old.continued === continued) rows.push(old)
    else rows.push({ entry, key: entry.key, day, newDay, continued })
  }
  return rows
}

/** The oldest entries give way one by one, as others come. */
const MOST_GONE = 64

/**
 * How many of the first entries are gone, where nothing else came before the rest of them: nearly always so, and then
 * nothing has to be searched. -1 where that is not known.
 */
export function goneBefore(before: readonly Entry[], after: readonly Entry[]): number {
  const first = after[0]
  if (before.length === 0) return 0
  for (let gone = 0; gone <= MOST_GONE && gone < before.length; gone += 1)
    if (before[gone] === first) return gone
  return -1
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
