/** One row: pieces of clean text, each with its style. */
import { Text, type TextProps } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Row, Span } from './rows.ts'

export interface LineProps {
  readonly row: Row
  /** Whether there are colours: NO_COLOR takes them away, and leaves bold and dim. */
  readonly colours: boolean
}

export function Line({ row, colours }: LineProps): ReactElement {
  // A row without any character would have no height.
  if (row.every(({ text }) => text === '')) return createElement(Text, null, ' ')
  return createElement(
    Text,
    { wrap: 'truncate' },
    ...row.map((span, place) => createElement(Text, { key: place, ...styleOf(span, colours) }, span.text)),
  )
}

function styleOf({ colour, bold, dim }: Span, colours: boolean): TextProps {
  return {
    ...(colours && colour !== undefined ? { color: colour } : {}),
    ...(bold === true ? { bold } : {}),
    ...(dim === true ? { dimColor: true } : {}),
  }
}
