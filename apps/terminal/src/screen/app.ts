/** The whole screen, from its state alone. */
import { Box } from 'ink'
import { createElement, type ReactElement } from 'react'
import { layoutOf } from './layout.ts'
import { PeopleColumn, PeopleRow } from './people.ts'
import { Prompt } from './prompt.ts'
import type { ScreenState } from './state.ts'
import { Status } from './status.ts'
import { Talk } from './talk.ts'
import { Title } from './title.ts'

export interface AppProps {
  readonly state: ScreenState
  readonly colours: boolean
  /** Milliseconds since 1970. @default the time at which it is drawn */
  readonly now?: number
}

export function App({ state, colours, now = Date.now() }: AppProps): ReactElement {
  const { columns, rows, people, talk, input } = layoutOf(state)
  const { view, editor } = state
  return createElement(
    Box,
    { flexDirection: 'column', width: columns, height: rows },
    createElement(Title, { state, columns }),
    people === null ? createElement(PeopleRow, { view, colours, columns }) : null,
    createElement(
      Box,
      { width: columns, height: talk.rows, flexShrink: 0 },
      people === null ? null : createElement(PeopleColumn, { view, colours, ...people }),
      createElement(Talk, { state, colours, ...talk }),
    ),
    createElement(Status, { state, columns, colours, now }),
    createElement(Prompt, { editor, ...input, top: rows - input.rows }),
  )
}
