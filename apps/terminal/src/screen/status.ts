/** The row above the line one types: how one is connected, and what is under way. */
import { createElement, type ReactElement } from 'react'
import { labelIn } from '../room/reduce.ts'
import type { RoomView } from '../room/view.ts'
import { strings } from '../strings/strings.ts'
import { clockDoubtWords, connectionWords } from '../text/format.ts'
import { fit, width } from '../text/width.ts'
import { Line } from './line.ts'
import type { Span } from './rows.ts'
import type { ScreenState } from './state.ts'

export interface StatusProps {
  readonly state: ScreenState
  readonly columns: number
  readonly colours: boolean
  /** Milliseconds since 1970: until when something waits is a time. */
  readonly now: number
}

export function Status({ state, columns, colours, now }: StatusProps): ReactElement {
  const { view, scrolled, unread, readOnly } = state
  const words = strings.status
  const below = scrolled === 0 ? '' : unread === 0 ? words.more : words.unread(unread)
  const stay = stayWords(view)
  const typing = typingWords(view)
  // Where there is little room, what is as it should be is not said.
  const isQuiet = stay.dim === true && columns < 60 && typing.length > 0
  const under = [
    ...(isQuiet ? [] : [stay.text]),
    ...typing,
    ...waitingWords(view, now),
    ...(view.backlog === 'asking' ? [words.loading] : []),
    ...(readOnly ? [words.readOnly] : []),
  ].join(' · ')
  const left = fit(under, Math.max(8, columns - width(below) - 1))
  const gap = ' '.repeat(Math.max(1, columns - width(left) - width(below)))
  const row: Span[] = [
    { ...stay, text: left },
    { text: gap },
    { text: fit(below, columns - width(left) - 1), colour: 'yellow', bold: true },
  ]
  return createElement(Line, { row, colours })
}

function typingWords({ typing, names, own }: RoomView): string[] {
  const [one, two, more] = typing
  if (one === undefined) return []
  if (more !== undefined) return [strings.status.manyTyping(typing.length)]
  const who = [one, ...(two === undefined ? [] : [two])].map((did) => labelIn({ names, own }, did, 20))
  return [strings.status.typing(who)]
}

/** What has not gone out, and for what it waits. */
function waitingWords({ outgoing }: RoomView, now: number): string[] {
  const waits = outgoing.flatMap(({ wait }) => wait ?? [])
  if (waits.length === 0) return []
  const turns = waits.flatMap((wait) => (wait.why === 'rate' ? wait.until.getTime() : []))
  if (turns.length < waits.length) return [strings.status.waiting(waits.length)]
  return [strings.status.fast(turns.length, Math.max(1, Math.ceil((Math.max(...turns) - now) / 1_000)))]
}

/** How it stands, and how much it should be noticed. */
function stayWords({ stay }: RoomView): Span {
  switch (stay.state) {
    case 'joining':
      return { text: strings.status.joining, colour: 'yellow' }
    case 'waiting':
      return { text: strings.status.retrying(stay.reason), colour: 'red', bold: true }
    case 'leaving':
      return { text: strings.status.leaving, colour: 'yellow' }
    case 'joined':
      switch (stay.connection.state) {
        case 'relayed':
        case 'direct': {
          const doubt = clockDoubtWords(stay.connection)
          if (doubt !== '') return { text: doubt, colour: 'red', bold: true }
          return { text: connectionWords(stay.connection), dim: true }
        }
        case 'connecting':
        case 'offline':
          return { text: connectionWords(stay.connection), colour: 'red', bold: true }
      }
  }
}
