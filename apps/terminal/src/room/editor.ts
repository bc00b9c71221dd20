/**
 * The line one types: a text, a cursor in it, and what was typed before. Pure.
 */
import { LIMITS } from 'ghost-chat'
import { graphemes } from '../text/width.ts'

/** Characters that the line holds: a little more than a message may, so that it is said that it is too long. */
const MOST_CHARACTERS = LIMITS.messageBytes + 1_000
/** Lines that are remembered. */
const MOST_REMEMBERED = 100

export interface Editor {
  readonly text: string
  /** Between two graphemes: an index into `text`. */
  readonly cursor: number
  /** Oldest first. */
  readonly history: readonly string[]
  /** Which of them is shown; the history's length while it is a new line. */
  readonly at: number
  /** The new line, while an old one is shown. */
  readonly draft: string
  /** While Tab, pressed again, goes on to the next. */
  readonly completion?: Completion
}

/** What fits the word before the cursor. */
export interface Completion {
  /** Where the word begins in the text. */
  readonly start: number
  readonly options: readonly string[]
  /** Which of them stands there. */
  readonly at: number
}

export type Edit =
  | { readonly do: 'insert'; readonly text: string }
  | {
      readonly do:
        | 'left'
        | 'right'
        | 'word-left'
        | 'word-right'
        | 'start'
        | 'end'
        | 'delete-back'
        | 'delete-forward'
        | 'delete-word'
        | 'delete-to-start'
        | 'delete-to-end'
        | 'older'
        | 'newer'
        | 'submit'
    }

export const EMPTY_EDITOR: Editor = Object.freeze({
  text: '',
  cursor: 0,
  history: Object.freeze([]),
  at: 0,
  draft: '',
})

export function edit({ completion: _, ...editor }: Editor, change: Edit): Editor {
  const { text, cursor } = editor
  const before = text.slice(0, cursor)
  const after = text.slice(cursor)
  switch (change.do) {
    case 'insert':
      return typed(editor, before + typable(change.text, MOST_CHARACTERS - text.length), after)
    case 'left':
      return moved(editor, cursor - lastOf(before).length)
    case 'right':
      return moved(editor, cursor + firstOf(after).length)
    case 'word-left':
      return moved(editor, wordStart(before))
    case 'word-right':
      return moved(editor, cursor + (/^\s*\S*/.exec(after)?.[0].length ?? 0))
    case 'start':
      return moved(editor, 0)
    case 'end':
      return moved(editor, text.length)
    case 'delete-back':
      return typed(editor, before.slice(0, before.length - lastOf(before).length), after)
    case 'delete-forward':
      return typed(editor, before, after.slice(firstOf(after).length))
    case 'delete-word':
      return typed(editor, before.slice(0, wordStart(before)), after)
    case 'delete-to-start':
      return typed(editor, '', after)
    case 'delete-to-end':
      return typed(editor, before, '')
    case 'older':
      return recalled(editor, editor.at - 1)
    case 'newer':
      return recalled(editor, editor.at + 1)
    case 'submit':
      return submitted(editor)
  }
}

/** Puts one of the options in the place of the word before the cursor. */
export function completed({ completion: _, ...editor }: Editor, completion: Completion): Editor {
  const { start, options, at } = completion
  const before = editor.text.slice(0, start) + typable(options[at] ?? '', MOST_CHARACTERS)
  if (before.length + editor.text.length - editor.cursor > MOST_CHARACTERS) return editor
  return Object.freeze({ ...typed(editor, before, editor.text.slice(editor.cursor)), completion })
}

/** A line that was submitted is a new one again. */
export function takenBack({ completion: _, ...editor }: Editor, line: string): Editor {
  const place = editor.history.lastIndexOf(line)
  const history = Object.freeze(place === -1 ? editor.history : editor.history.toSpliced(place, 1))
  return typed({ ...editor, history }, line, '')
}

/** What may stand in the line: line feeds and tabs of a paste, and no other control character. */
function typable(text: string, most: number): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
  if (clean.length <= most) return clean
  let fitting = ''
  for (const character of clean) {
    if (fitting.length + character.length > most) break
    fitting += character
  }
  return fitting
}

function typed(editor: Editor, before: string, after: string): Editor {
  const text = before + after
  return Object.freeze({ ...editor, text, cursor: before.length, draft: text, at: editor.history.length })
}

function moved(editor: Editor, cursor: number): Editor {
  return Object.freeze({ ...editor, cursor: Math.min(Math.max(0, cursor), editor.text.length) })
}

function recalled(editor: Editor, at: number): Editor {
  if (at < 0 || at > editor.history.length) return editor
  const text = editor.history[at] ?? editor.draft
  return Object.freeze({ ...editor, at, text, cursor: text.length })
}

function submitted({ text, history }: Editor): Editor {
  const again = text.trim() === '' || history.at(-1) === text
  const next = Object.freeze(again ? history : [...history, text].slice(-MOST_REMEMBERED))
  return Object.freeze({ ...EMPTY_EDITOR, history: next, at: next.length })
}

function lastOf(text: string): string {
  // A grapheme is no longer than this; splitting a whole message for each key would be felt.
  return graphemes(text.slice(-64)).at(-1) ?? ''
}

function firstOf(text: string): string {
  return graphemes(text.slice(0, 64))[0] ?? ''
}

function wordStart(text: string): number {
  let start = text.trimEnd().length
  while (start > 0 && !/\s/.test(text.charAt(start - 1))) start--
  return start
}
