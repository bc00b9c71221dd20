/**
 * Who gets which part of the terminal.
 */
import type { Editor } from '../room/editor.ts'
import { inputRows } from './input.ts'

/** With fewer columns, people stand in one row above the talk instead of beside it. */
const BESIDE = 72
const PEOPLE_COLUMNS = 20
/** Rows of the line one types; with more it scrolls. */
const INPUT_ROWS = 5

/** A terminal's, in cells. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Layout {
  readonly columns: number
  /** One less than the terminal has: Ink ends what it draws with a line feed. */
  readonly rows: number
  /** `null` where they stand in a row. */
  readonly people: Size | null
  readonly talk: Size
  readonly input: Size
}

export function layoutOf({ size, editor }: { readonly size: Size; readonly editor: Editor }): Layout {
  const columns = Math.max(16, size.columns)
  const rows = Math.max(6, size.rows - 1)
  const most = Math.max(1, Math.min(INPUT_ROWS, rows - 5))
  const input = inputRows(editor, columns, most).rows.length
  const beside = columns >= BESIDE
  // The title, the state of things, and people where they stand in a row.
  const talk = rows - input - (beside ? 2 : 3)
  return {
    columns,
    rows,
    people: beside ? { columns: PEOPLE_COLUMNS, rows: talk } : null,
    talk: { columns: beside ? columns - PEOPLE_COLUMNS : columns, rows: talk },
    input: { columns, rows: input },
  }
}
