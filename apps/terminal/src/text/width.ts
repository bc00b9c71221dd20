/**
 * Cells of a terminal: how many a text takes, and how it is cut into rows of so many. Knows only clean text.
 */
import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter()

/** Cells that the widest character takes: an emoji with its colour, drawn side by side. What is wider is no one character. */
const WIDEST = 4

/** What a person takes for one character. Clusters without end, which several scripts allow, come apart. */
export function graphemes(text: string): string[] {
  const found: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    if (cellsOf(segment) > WIDEST) found.push(...segment)
    else found.push(segment)
  }
  return found
}

/**
 * The cells of one grapheme: the most that a terminal may take for it. Some draw the parts of an emoji side by side,
 * and a row that is a cell too long breaks the screen, while one that is too short is only short.
 */
export function cellsOf(grapheme: string): number {
  // Most texts are made of these.
  if (grapheme >= ' ' && grapheme <= '~' && grapheme.length === 1) return 1
  const before = known.get(grapheme)
  if (before !== undefined) return before
  const cells = measured(grapheme)
  if (grapheme.length <= LONGEST_KNOWN) {
    if (known.size === MOST_KNOWN) known.clear()
    known.set(grapheme, cells)
  }
  return cells
}

/** To measure one takes a segmenter of its own, some 10 µs: a text has few that differ. */
const known = new Map<string, number>()
const MOST_KNOWN = 4_096
const LONGEST_KNOWN = 16

function measured(grapheme: string): number {
  const whole = stringWidth(grapheme)
  if (grapheme.length < 2) return whole
  let apart = 0
  for (const character of grapheme) apart += stringWidth(character)
  return Math.max(whole, apart)
}

/** The cells of a text in one row. */
export function width(text: string): number {
  let cells = 0
  for (const grapheme of graphemes(text)) cells += cellsOf(grapheme)
  return cells
}

/** The beginning of a text that fits, with `…` where something was left out. */
export function fit(text: string, cells: number): string {
  if (width(text) <= cells) return text
  let fitting = ''
  let taken = 0
  for (const grapheme of graphemes(text)) {
    taken += cellsOf(grapheme)
    if (taken > cells - 1) break
    fitting += grapheme
  }
  return cells < 1 ? '' : `${fitting}…`
}

/** A text in rows of at most `cells`: broken at spaces where there are any, and anywhere else where there are none. */
export function wrap(text: string, cells: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, cells)))
}

function wrapLine(line: string, cells: number): string[] {
  const rows: string[] = []
  let row = ''
  let taken = 0
  // Where the row may be broken: after its last space, which the next row does not need.
  let space = -1
  for (const grapheme of graphemes(line)) {
    const more = cellsOf(grapheme)
    if (taken + more > cells && row !== '') {
      if (grapheme === ' ') {
        rows.push(row)
        row = ''
        taken = 0
        space = -1
        continue
      }
      const rest = space > 0 ? row.slice(space + 1) : ''
      rows.push(space > 0 ? row.slice(0, space) : row)
      row = rest
      taken = width(rest)
      space = -1
    }
    if (grapheme === ' ') space = row.length
    row += grapheme
    taken += more
  }
  rows.push(row)
  return rows
}
