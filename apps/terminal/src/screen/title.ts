/** The first row: which room, and how many are in it. */
import { Text } from 'ink'
import { createElement, type ReactElement } from 'react'
import { strings } from '../strings/strings.ts'
import { fit, width } from '../text/width.ts'
import type { ScreenState } from './state.ts'

export function Title({
  state,
  columns,
}: {
  readonly state: ScreenState
  readonly columns: number
}): ReactElement {
  const { people, readers } = state.view
  const here = people.length === 0 ? '' : strings.people.here(people.length)
  const reading = readers === 0 ? '' : strings.people.reading(readers)
  const count = [here, reading].filter((words) => words !== '').join(', ')
  const title = fit(state.title, Math.max(4, columns - width(count) - 3))
  const gap = Math.max(1, columns - width(title) - width(count) - 2)
  const bar = fit(` ${title}${' '.repeat(gap)}${count} `, columns)
  return createElement(Text, { inverse: true, wrap: 'truncate' }, bar)
}
