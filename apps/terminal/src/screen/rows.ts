/**
 * The conversation as rows of a terminal: each a few pieces of clean text with a style. Knows no Ink.
 */
import { labelIn } from '../room/reduce.ts'
import { messageEntry, shownEntries, type Entry, type MessageEntry, type RoomView } from '../room/view.ts'
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
/** `  12 14:03 ` or `  12~14:03 `: where the text of a message begins. */
const HEAD = 11
/** Rows of one message. The longest text fills some 200 of a narrow terminal; eight thousand empty lines are nobody's. */
const MOST_ROWS = 250

/** What rows depend on beside their entry. */
export type Known = Pick<RoomView, 'names' | 'shared' | 'own' | 'entries'>

interface Laid extends Omit<Known, 'entries'> {
  readonly columns: number
  /** The message that is answered, as it stood there. */
  readonly answered: MessageEntry | undefined
  readonly rows: readonly Row[]
}

/** Laying out a hostile text takes up to a tenth of a second: once, not at every redraw and every scroll. */
const laid = new WeakMap<Entry, Laid>()

/** The rows of an entry: the same ones for as long as nothing that they show has changed. */
export function rowsOf(entry: Entry, known: Known, columns: number): readonly Row[] {
  const { names, shared, own } = known
  const replyTo = entry.kind === 'message' ? entry.message.replyTo : undefined
  const answered = replyTo === undefined ? undefined : messageEntry(known, replyTo)
  const before = laid.get(entry)
  if (
    before !== undefined &&
    before.columns === columns &&
    before.own === own &&
    before.answered === answered &&
    ((before.names === names && before.shared === shared) || haveSameLabels(entry, answered, before, known))
  ) {
    return before.rows
  }
  const rows = layOut(entry, known, columns)
  laid.set(entry, { columns, answered, rows, names, shared, own })
  return rows
}

/** Names of others change all the time in a crowd. */
function haveSameLabels(
  entry: Entry,
  answered: MessageEntry | undefined,
  one: Pick<Known, 'names' | 'shared'>,
  other: Pick<Known, 'names' | 'shared'>,
): boolean {
  if (entry.kind === 'note') return true
  const { from, to } = entry.message
  const dids = [
    from,
    ...(to === undefined ? [] : [to]),
    ...(answered === undefined ? [] : [answered.message.from]),
  ]
  return dids.every(
    (did) => one.names.get(did) === other.names.get(did) && one.shared.has(did) === other.shared.has(did),
  )
}

function layOut(entry: Entry, known: Known, columns: number): readonly Row[] {
  if (entry.kind === 'message') {
    const rows = messageRows(entry, known, columns)
    return rows.length <= MOST_ROWS
      ? rows
      : [...rows.slice(0, MOST_ROWS), [{ text: '… cut off here', dim: true }]]
  }
  const style = entry.tone === 'bad' ? { colour: 'red' } : { dim: true }
  const time = `     ${clockTime(entry.at)} `
  const indent = columns < NARROW ? 2 : HEAD
  const lines = wrap(cleanText(entry.text), columns - indent)
  if (columns < NARROW)
    return lines.map((text, place) => [{ text: `${place === 0 ? '* ' : '  '}${text}`, ...style }])
  return lines.map((text, place) => [{ text: (place === 0 ? time : ' '.repeat(HEAD)) + text, ...style }])
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
  const narrow = columns < NARROW
  const own = message.from === known.own
  const indent = narrow ? 2 : HEAD
  const author: Span = {
    text: labelIn(known, message.from, narrow ? 20 : 28),
    colour: colourOf(message.from),
    bold: own,
  }
  const mark = own ? ' (you)' : known.shared.has(message.from) ? ' (shared name)' : ''
  const direct =
    message.to === undefined
      ? ''
      : ` → ${message.to === known.own ? 'you' : labelIn(known, message.to, 20)} alone`
  const head: Span[] = [
    { text: String(number).padStart(4), dim: true },
    { text: `${message.history ? '~' : ' '}${clockTime(message.timestamp)} `, dim: true },
    author,
    { text: mark, dim: true },
    { text: direct, colour: 'magenta', bold: true },
    { text: ': ' },
  ]
  const body: Omit<Span, 'text'> = message.history ? { dim: true } : {}
  const text = cleanText(message.text)
  const taken = head.reduce((sum, span) => sum + width(span.text), 0)
  const under = narrow || taken > columns / 2 + HEAD
  const rows = under ? textUnder(head, text, columns, indent, body) : textBeside(head, text, columns, body)
  return [
    ...quoteRows(message.replyTo, known, columns, indent),
    ...rows,
    ...gapRows(message.gap, columns, indent),
  ]
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

function quoteRows(replyTo: string | undefined, known: Known, columns: number, indent: number): Row[] {
  if (replyTo === undefined) return []
  const answered = messageEntry(known, replyTo)
  const quote =
    answered === undefined
      ? 'a message that is not here'
      : `${answered.number} ${labelIn(known, answered.message.from, 20)}: ${cleanLine(answered.message.text)}`
  return [[{ text: ' '.repeat(indent) + fit(`┌ ${quote}`, columns - indent), dim: true }]]
}

function gapRows(gap: MessageEntry['message']['gap'], columns: number, indent: number): Row[] {
  if (gap === undefined) return []
  const words = {
    missing: '! what they said before this never came',
    'two-faced': '! they told others something else here',
  }[gap]
  return wrap(words, columns - indent).map((line) => [{ text: ' '.repeat(indent) + line, colour: 'red' }])
}
