/**
 * The conversation as rows of a terminal: each a few pieces of clean text with a style. Knows no Ink.
 */
import type { Did } from 'ghost-chat'
import { labelIn } from '../room/reduce.ts'
import {
  messageEntry,
  shownEntries,
  type MessageEntry,
  type NoteEntry,
  type OutgoingEntry,
  type RoomView,
  type Shown,
} from '../room/view.ts'
import { strings } from '../strings/strings.ts'
import { clockTime } from '../text/format.ts'
import { cleanLine, cleanText } from '../text/sanitize.ts'
import { fit, width, wrap } from '../text/width.ts'
import { colourOf } from './colours.ts'

export interface Span {
  readonly text: string
  readonly colour?: string
  readonly bold?: boolean
  readonly dim?: boolean
}

export type Row = readonly Span[]

/** Below this a message's text stands under its author, not beside. */
const NARROW = 50
/** `   12 14:03 ` or `  ~12 14:03 `: where the text of a message begins. */
const HEAD = 12
/** Rows of one message. The longest text fills some 200 of a narrow terminal; eight thousand empty lines are nobody's. */
const MOST_ROWS = 250

/** What rows depend on beside their entry. */
export type Known = Pick<RoomView, 'names' | 'shared' | 'own' | 'entries' | 'people'>

interface Laid extends Omit<Known, 'entries'> {
  readonly columns: number
  /** The message that is answered, as it stood there. */
  readonly answered: MessageEntry | undefined
  readonly rows: readonly Row[]
}

/** Laying out a hostile text takes up to a tenth of a second: once, not at every redraw and every scroll. */
const laid = new WeakMap<Shown, Laid>()

/** The rows of an entry: the same ones for as long as nothing that they show has changed. */
export function rowsOf(entry: Shown, known: Known, columns: number): readonly Row[] {
  const { names, shared, own, people } = known
  const replyTo = entry.kind === 'message' ? entry.message.replyTo : undefined
  const answered = replyTo === undefined ? undefined : messageEntry(known, replyTo)
  const before = laid.get(entry)
  if (
    before !== undefined &&
    before.columns === columns &&
    before.own === own &&
    before.answered === answered &&
    ((before.names === names && before.shared === shared && before.people === people) ||
      haveSameLabels(entry, answered, before, known))
  ) {
    return before.rows
  }
  const rows = layOut(entry, known, columns)
  laid.set(entry, { columns, answered, rows, names, shared, own, people })
  return rows
}

/** Names of others change all the time in a crowd. */
function haveSameLabels(
  entry: Shown,
  answered: MessageEntry | undefined,
  one: Pick<Known, 'names' | 'shared' | 'people'>,
  other: Pick<Known, 'names' | 'shared' | 'people'>,
): boolean {
  if (entry.kind === 'note') return true
  if (entry.kind === 'outgoing') return false
  const { from, to } = entry.message
  const dids = [
    from,
    ...(to === undefined ? [] : [to]),
    ...(answered === undefined ? [] : [answered.message.from]),
  ]
  return dids.every(
    (did) =>
      one.names.get(did) === other.names.get(did) &&
      one.shared.has(did) === other.shared.has(did) &&
      isHere(did, one) === isHere(did, other),
  )
}

function isHere(did: Did, { people }: Pick<Known, 'people'>): boolean {
  let here = present.get(people)
  if (here === undefined) {
    here = new Set(people.map((person) => person.did))
    present.set(people, here)
  }
  return here.has(did)
}

/** Every message asks for its author, at every redraw. */
const present = new WeakMap<Known['people'], ReadonlySet<Did>>()

function layOut(entry: Shown, known: Known, columns: number): readonly Row[] {
  switch (entry.kind) {
    case 'note':
      return noteRows(entry, columns)
    case 'message':
      return cut(messageRows(entry, known, columns))
    case 'outgoing':
      return cut(outgoingRows(entry, known, columns))
  }
}

function cut(rows: readonly Row[]): readonly Row[] {
  return rows.length <= MOST_ROWS
    ? rows
    : [...rows.slice(0, MOST_ROWS), [{ text: strings.message.cut, dim: true }]]
}

function noteRows(entry: NoteEntry, columns: number): Row[] {
  const style = entry.tone === 'bad' ? { colour: 'red' } : { dim: true }
  const narrow = columns < NARROW
  const indent = narrow ? 2 : HEAD
  const begin = narrow ? '* ' : `      ${clockTime(entry.at)} `
  const lines = cleanText(entry.text)
    .split('\n')
    .flatMap((line) => wrapHanging(line, columns - indent))
  return lines.map((text, place) => [{ text: (place === 0 ? begin : ' '.repeat(indent)) + text, ...style }])
}

/** What goes on in the next row stands a little further in: a list stays one. */
function wrapHanging(line: string, cells: number): string[] {
  if (width(line) <= cells) return [line]
  const text = line.trimStart()
  const indent = Math.min(line.length - text.length, 4)
  const rows = wrap(text, cells - indent - 2)
  return rows.map((row, place) => ' '.repeat(place === 0 ? indent : indent + 2) + row)
}

/** The last rows of a conversation, oldest first: `count` of them above the `below` last ones. */
export function lastRows(view: RoomView, columns: number, count: number, below: number): Row[] {
  const entries = shownEntries(view)
  const rows: (readonly Row[])[] = []
  let have = 0
  for (let place = entries.length - 1; place >= 0 && have < count + below; place--) {
    const entry = entries[place]
    if (entry === undefined) break
    const its = rowsOf(entry, view, columns)
    rows.unshift(its)
    have += its.length
  }
  const all = rows.flat()
  // Whoever scrolls further than there is sees the beginning.
  const end = Math.max(Math.min(count, all.length), all.length - below)
  return all.slice(Math.max(0, end - count), end)
}

/** How many rows there are, as far as that matters: no more entries are laid out than have `most` rows. */
export function countRows(view: RoomView, columns: number, most: number): number {
  const entries = shownEntries(view)
  let count = 0
  for (let place = entries.length - 1; place >= 0 && count < most; place--) {
    const entry = entries[place]
    if (entry !== undefined) count += rowsOf(entry, view, columns).length
  }
  return Math.min(count, most)
}

function messageRows({ number, message }: MessageEntry, known: Known, columns: number): Row[] {
  const { people } = strings
  const isOwn = message.from === known.own
  const marks = [
    ...(isOwn ? [people.you] : []),
    ...(!isOwn && known.shared.has(message.from) ? [people.sharedName] : []),
    // Whoever leaves while one is here is told in a line.
    ...(message.history && !isOwn && !isHere(message.from, known) ? [people.left] : []),
  ]
  const head = headOf(
    {
      ...{ number: message.history ? `~${number}` : String(number), at: message.timestamp, marks },
      ...{ from: message.from, to: message.to },
    },
    known,
    columns,
  )
  return [
    ...quoteRows(message.replyTo, known, columns),
    ...textRows(head, message.text, columns, message.history ? { dim: true } : {}),
    ...gapRows(message.gap, columns),
  ]
}

/** It stands where it will once it went out, dimmed, and without a number before. */
function outgoingRows(entry: OutgoingEntry, known: Known, columns: number): Row[] {
  const marks = [strings.people.you]
  const number = entry.wait === undefined ? strings.message.sending : strings.message.waiting
  const head = headOf(
    { number, at: entry.at, from: known.own ?? undefined, to: entry.to, marks },
    known,
    columns,
  ).map((span) => ({ ...span, dim: true }))
  return [...quoteRows(entry.replyTo, known, columns), ...textRows(head, entry.text, columns, { dim: true })]
}

interface Head {
  readonly number: string
  readonly at: Date
  /** Nobody before it is known who one is. */
  readonly from: Did | undefined
  readonly to: Did | undefined
  readonly marks: readonly string[]
}

function headOf({ number, at, from, to, marks }: Head, known: Known, columns: number): Span[] {
  const { own } = known
  const receiver = to === own ? strings.message.toYou : to === undefined ? '' : labelIn(known, to, 20)
  return [
    { text: `${number.padStart(5)} ${clockTime(at)} `, dim: true },
    ...(from === undefined
      ? []
      : [
          {
            text: labelIn(known, from, columns < NARROW ? 20 : 28),
            colour: colourOf(from),
            bold: from === own,
          },
        ]),
    { text: marks.length === 0 ? '' : ` (${marks.join(', ')})`, dim: true },
    { text: to === undefined ? '' : strings.message.to(receiver), colour: 'magenta', bold: true },
    { text: ': ' },
  ]
}

function textRows(head: Row, said: string, columns: number, body: Omit<Span, 'text'>): Row[] {
  const text = cleanText(said)
  const taken = head.reduce((sum, span) => sum + width(span.text), 0)
  const under = columns < NARROW || taken > columns / 2 + HEAD
  return under
    ? textUnder(head, text, columns, columns < NARROW ? 2 : HEAD, body)
    : textBeside(head, text, columns, body)
}

function textUnder(
  head: Row,
  text: string,
  columns: number,
  indent: number,
  body: Omit<Span, 'text'>,
): Row[] {
  const lines = wrap(text, columns - indent)
  return [clipped(head, columns), ...lines.map((line) => [{ text: ' '.repeat(indent) + line, ...body }])]
}

/** The author in the first row, and the text beside and under it. */
function textBeside(head: Row, text: string, columns: number, body: Omit<Span, 'text'>): Row[] {
  const taken = head.reduce((sum, span) => sum + width(span.text), 0)
  // In the first row the author's name stands before the text: it is left out of the row as something unbroken.
  const filler = `${'\u2007'.repeat(Math.max(0, taken - HEAD - 1))} `
  const [first = '', ...rest] = wrap(filler + text, columns - HEAD)
  return [
    [...head, { text: first.slice(filler.length), ...body }],
    ...rest.map((line): Row => [{ text: ' '.repeat(HEAD) + line, ...body }]),
  ]
}

function clipped(row: Row, columns: number): Row {
  let left = columns
  return row.flatMap((span) => {
    const text = fit(span.text, left)
    left -= width(text)
    return text === '' ? [] : [{ ...span, text }]
  })
}

function quoteRows(replyTo: string | undefined, known: Known, columns: number): Row[] {
  const indent = columns < NARROW ? 2 : HEAD
  if (replyTo === undefined) return []
  const answered = messageEntry(known, replyTo)
  const quote =
    answered === undefined
      ? strings.message.answerToUnknown
      : `${answered.number} ${labelIn(known, answered.message.from, 20)}: ${cleanLine(answered.message.text)}`
  return [[{ text: ' '.repeat(indent) + fit(`┌ ${quote}`, columns - indent), dim: true }]]
}

function gapRows(gap: MessageEntry['message']['gap'], columns: number): Row[] {
  if (gap === undefined) return []
  const indent = columns < NARROW ? 2 : HEAD
  const lines = wrap(strings.message.gap[gap], columns - indent)
  return lines.map((line) => [{ text: ' '.repeat(indent) + line, colour: 'red' }])
}
