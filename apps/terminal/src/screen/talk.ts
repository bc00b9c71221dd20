/** What was said, the newest at the bottom. */
import { Box } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Size } from './layout.ts'
import { Line } from './line.ts'
import { lastRows } from './rows.ts'
import type { ScreenState } from './state.ts'

export interface TalkProps extends Size {
  readonly state: ScreenState
  readonly colours: boolean
}

export function Talk({ state, colours, columns, rows }: TalkProps): ReactElement {
  const lines = lastRows(state.view, columns, rows, state.scrolled)
  return createElement(
    Box,
    { flexDirection: 'column', justifyContent: 'flex-end', width: columns, height: rows, flexShrink: 0 },
    ...lines.map((row, place) => createElement(Line, { key: place, row, colours })),
  )
}
