/** Who is here: a column beside the talk, or one row above it. */
import { Box } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Person } from '../room/person.ts'
import type { RoomView } from '../room/view.ts'
import { personLabel } from '../text/format.ts'
import { fit, width } from '../text/width.ts'
import { colourOf } from './colours.ts'
import type { Size } from './layout.ts'
import { Line } from './line.ts'
import type { Row } from './rows.ts'

export interface PeopleProps {
  readonly view: RoomView
  readonly colours: boolean
}

export function PeopleColumn({ view, colours, columns, rows }: PeopleProps & Size): ReactElement {
  const { people } = view
  const most = people.length > rows ? rows - 1 : rows
  const lines: Row[] = people.slice(0, most).map((person) => personRow(person, view, columns - 1))
  if (people.length > most) lines.push([{ text: `and ${people.length - most} more`, dim: true }])
  return createElement(
    Box,
    { flexDirection: 'column', width: columns, height: rows, flexShrink: 0 },
    ...lines.map((row, place) => createElement(Line, { key: place, row, colours })),
  )
}

export function PeopleRow({
  view,
  colours,
  columns,
}: PeopleProps & { readonly columns: number }): ReactElement {
  const row: Row[number][] = []
  let left = columns
  for (const [place, person] of view.people.entries()) {
    const comma = place === 0 ? '' : ', '
    const [name] = personRow(person, view, 20)
    const more = view.people.length - place
    if (name === undefined) continue
    const taken = width(comma + name.text)
    // There must be room to say that there are more.
    if (taken > left - (more === 1 ? 0 : 6)) {
      row.push({ text: fit(`${comma}+${more}`, left), dim: true })
      break
    }
    row.push({ text: comma, dim: true }, name)
    left -= taken
  }
  return createElement(Line, { row, colours })
}

function personRow({ did, name, self, account }: Person, { blocked }: RoomView, columns: number): Row {
  const mark = self ? ' (you)' : blocked.has(did) ? ' (blocked)' : account === undefined ? '' : ' ✓'
  const label = personLabel(did, name, columns - width(mark))
  return [{ text: label + mark, colour: colourOf(did), bold: self, dim: blocked.has(did) }]
}
