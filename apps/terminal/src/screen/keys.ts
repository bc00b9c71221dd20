/**
 * Keys of a terminal, as Node's own readline tells them apart. (Ink's hook gives Backspace and Delete one name, and
 * knows no bracketed paste.)
 */
import { emitKeypressEvents, type Key as NodeKey } from 'node:readline'
import type { Edit } from '../room/editor.ts'

export type Key =
  | { readonly key: 'edit'; readonly edit: Edit }
  | { readonly key: 'enter' | 'complete' | 'complete-back' | 'page-up' | 'page-down' | 'redraw' | 'leave' }

/** Characters of one paste; the line that it goes to holds fewer. */
const MOST_PASTED = 65_536

/** Plain keys, by readline's names. */
const NAMED: Readonly<Record<string, Key>> = {
  return: { key: 'enter' },
  tab: { key: 'complete' },
  pageup: { key: 'page-up' },
  pagedown: { key: 'page-down' },
  enter: { key: 'edit', edit: { do: 'insert', text: '\n' } },
  left: { key: 'edit', edit: { do: 'left' } },
  right: { key: 'edit', edit: { do: 'right' } },
  home: { key: 'edit', edit: { do: 'start' } },
  end: { key: 'edit', edit: { do: 'end' } },
  up: { key: 'edit', edit: { do: 'older' } },
  down: { key: 'edit', edit: { do: 'newer' } },
  backspace: { key: 'edit', edit: { do: 'delete-back' } },
  delete: { key: 'edit', edit: { do: 'delete-forward' } },
}

/** With the control key. */
const CONTROLLED: Readonly<Record<string, Key>> = {
  a: { key: 'edit', edit: { do: 'start' } },
  e: { key: 'edit', edit: { do: 'end' } },
  b: { key: 'edit', edit: { do: 'left' } },
  f: { key: 'edit', edit: { do: 'right' } },
  u: { key: 'edit', edit: { do: 'delete-to-start' } },
  k: { key: 'edit', edit: { do: 'delete-to-end' } },
  w: { key: 'edit', edit: { do: 'delete-word' } },
  h: { key: 'edit', edit: { do: 'delete-back' } },
  p: { key: 'edit', edit: { do: 'older' } },
  n: { key: 'edit', edit: { do: 'newer' } },
  left: { key: 'edit', edit: { do: 'word-left' } },
  right: { key: 'edit', edit: { do: 'word-right' } },
  l: { key: 'redraw' },
  c: { key: 'leave' },
}

/** With the meta key, Alt on most keyboards. */
const META: Readonly<Record<string, Key>> = {
  return: { key: 'edit', edit: { do: 'insert', text: '\n' } },
  b: { key: 'edit', edit: { do: 'word-left' } },
  f: { key: 'edit', edit: { do: 'word-right' } },
  left: { key: 'edit', edit: { do: 'word-left' } },
  right: { key: 'edit', edit: { do: 'word-right' } },
  backspace: { key: 'edit', edit: { do: 'delete-word' } },
}

/** Reads keys until told to stop. A paste is one insertion, however many lines it has. */
export function readKeys(stdin: NodeJS.ReadableStream, onKey: (key: Key) => void): () => void {
  emitKeypressEvents(stdin)
  let pasted: string | null = null
  const onKeypress = (text: string | undefined, key: NodeKey): void => {
    if (key.name === 'paste-start') {
      pasted = ''
    } else if (key.name === 'paste-end') {
      const whole = pasted ?? ''
      pasted = null
      if (whole !== '') onKey({ key: 'edit', edit: { do: 'insert', text: whole } })
    } else if (pasted !== null) {
      if (pasted.length < MOST_PASTED) pasted += key.sequence ?? ''
    } else {
      const known = keyOf(text, key)
      if (known !== undefined) onKey(known)
    }
  }
  stdin.on('keypress', onKeypress)
  stdin.resume()
  return () => {
    stdin.off('keypress', onKeypress)
    stdin.pause()
  }
}

function keyOf(text: string | undefined, { name = '', ctrl, meta, shift }: NodeKey): Key | undefined {
  if (ctrl === true) return own(CONTROLLED, name)
  if (meta === true) return own(META, name)
  if (name === 'tab' && shift === true) return { key: 'complete-back' }
  const named = own(NAMED, name)
  if (named !== undefined) return named
  if (text === undefined || text === '' || /\p{Cc}/u.test(text)) return undefined
  return { key: 'edit', edit: { do: 'insert', text } }
}

function own(table: Readonly<Record<string, Key>>, name: string): Key | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
