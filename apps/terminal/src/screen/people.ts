/** Who is here: a column beside the talk, or one row above it. */
import { Box } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Person } from '../room/person.ts'
import type { RoomView } from '../room/view.ts'
import { strings } from '../strings/strings.ts'
import { personLabel, siteLabel } from '../text/format.ts'
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
  const lines: Row[] = []
  let shown = 0
  for (const person of people.slice(0, rows)) {
    const its = [personRow(person, view, columns - 1), ...siteRows(person, columns - 1)]
    // There must be room to say that there are more.
    if (lines.length + its.length > rows - (shown + 1 === people.length ? 0 : 1)) break
    lines.push(...its)
    shown += 1
  }
  if (people.length > shown) lines.push([{ text: strings.people.more(people.length - shown), dim: true }])
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
    const spans = [...personRow(person, view, 20), ...siteRows(person, 26).flat()]
    const more = view.people.length - place
    const taken = width(comma + spans.map(({ text }) => text).join(''))
    // There must be room to say that there are more.
    if (taken > left - (more === 1 ? 0 : 6)) {
      row.push({ text: fit(`${comma}+${more}`, left), dim: true })
      break
    }
    row.push({ text: comma, dim: true }, ...spans)
    left -= taken
  }
  return createElement(Line, { row, colours })
}

function personRow({ did, name, self }: Person, { blocked, shared }: RoomView, columns: number): Row {
  const words = self
    ? strings.people.you
    : blocked.has(did)
      ? strings.people.blocked
      : shared.has(did)
        ? strings.people.shared
        : ''
  const mark = words === '' ? '' : ` (${words})`
  const label = personLabel(did, name, columns - width(mark))
  return [{ text: label + mark, colour: colourOf(did), bold: self, dim: blocked.has(did) }]
}

/** The mark of a proven account. A terminal stands on no site, so it always says whose log-in that is. */
function siteRows({ account, accountDomain }: Person, columns: number): Row[] {
  if (account === undefined) return []
  const taken = width(strings.people.proven('')) + 1
  const mark = ` ${strings.people.proven(siteLabel(accountDomain, columns - taken))}`
  return [[{ text: mark, colour: 'green' }]]
}
