/** The line one types, with the terminal's own cursor in it: where input methods and screen readers look for it. */
import { Box, Text, useCursor } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Editor } from '../room/editor.ts'
import { inputRows, PROMPT } from './input.ts'
import type { Size } from './layout.ts'

export interface PromptProps extends Size {
  readonly editor: Editor
  /** The row of the screen that it begins in. */
  readonly top: number
}

export function Prompt({ editor, columns, rows, top }: PromptProps): ReactElement {
  const { setCursorPosition } = useCursor()
  const shown = inputRows(editor, columns, rows)
  setCursorPosition({ x: shown.cursor.x, y: top + shown.cursor.y })
  return createElement(
    Box,
    { flexDirection: 'column', width: columns, height: rows, flexShrink: 0 },
    ...shown.rows.map((row, place) =>
      createElement(
        Text,
        { key: place, wrap: 'truncate' },
        createElement(Text, { bold: true }, place === 0 ? PROMPT : ' '.repeat(PROMPT.length)),
        row,
      ),
    ),
  )
}
