/**
 * The line one types as rows, and where the cursor stands in them.
 */
import type { Editor } from '../room/editor.ts'
import { cleanText } from '../text/sanitize.ts'
import { cellsOf, graphemes } from '../text/width.ts'

export const PROMPT = '> '

export interface InputRows {
  readonly rows: readonly string[]
  readonly cursor: { readonly x: number; readonly y: number }
}

/** @param most rows; of more, those around the cursor are seen */
export function inputRows({ text, cursor }: Editor, columns: number, most: number): InputRows {
  // The cursor needs a cell of its own at the end of a row.
  const cells = Math.max(4, columns - PROMPT.length - 1)
  const rows: string[] = []
  let row = ''
  let taken = 0
  let index = 0
  let at = { x: 0, y: 0 }
  const next = (): void => {
    rows.push(row)
    row = ''
    taken = 0
  }
  for (const grapheme of graphemes(text)) {
    const shown = grapheme === '\n' ? '' : cleanText(grapheme)
    const more = graphemes(shown).reduce((sum, part) => sum + cellsOf(part), 0)
    if (taken + more > cells) next()
    if (index <= cursor) at = { x: taken, y: rows.length }
    index += grapheme.length
    row += shown
    taken += more
    if (grapheme === '\n') next()
  }
  if (index <= cursor) at = { x: taken, y: rows.length }
  rows.push(row)
  const first = Math.min(Math.max(0, at.y - most + 1), Math.max(0, rows.length - most))
  return {
    rows: rows.slice(first, first + most),
    cursor: { x: at.x + PROMPT.length, y: at.y - first },
  }
}
