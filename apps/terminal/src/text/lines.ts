/**
 * What happens in a room as plain lines, for pipes and files: no colour, no control character.
 */
import type { Did, Message } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { clockTime, personLabel } from './format.ts'
import { cleanText } from './sanitize.ts'

/** What a line is made of, of a message. */
export type Spoken = Pick<Message, 'from' | 'text' | 'timestamp' | 'history' | 'replyTo' | 'to' | 'gap'>

/** `14:03 ann·3kF9aZ: text`; further lines of the text are indented, so that a message begins where none is. */
export function messageLines(message: Spoken, nameOf: (did: Did) => string | undefined): string {
  const { from, to, text, timestamp, history, replyTo, gap } = message
  const words = strings.line.marks
  const marks = [
    ...(history ? [words.history] : []),
    ...(to === undefined ? [] : [words.to]),
    ...(replyTo === undefined ? [] : [words.replyTo]),
    ...(gap === undefined ? [] : [words[gap]]),
  ]
  const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`
  const who = personLabel(from, nameOf(from))
  return `${clockTime(timestamp)} ${who}${marked}: ${cleanText(text).replaceAll('\n', '\n    ')}\n`
}
