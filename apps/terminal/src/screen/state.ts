/**
 * All that the screen shows: the room, the line one types, how far up one has scrolled. Pure.
 */
import { EMPTY_EDITOR, type Editor } from '../room/editor.ts'
import { reduce, type RoomEvent } from '../room/reduce.ts'
import { EMPTY_VIEW, shownEntries, type RoomView, type Shown } from '../room/view.ts'
import { layoutOf, type Size } from './layout.ts'
import { countRows, rowsOf } from './rows.ts'

export interface ScreenState {
  /** `space/room`, clean. */
  readonly title: string
  readonly size: Size
  readonly view: RoomView
  readonly editor: Editor
  /** Rows between the last one that is seen and the end; 0 where one follows the talk. */
  readonly scrolled: number
  /** Messages that came while one was further up. */
  readonly unread: number
  readonly readOnly: boolean
}

export function firstState(init: Pick<ScreenState, 'title' | 'size' | 'readOnly'>): ScreenState {
  return Object.freeze({ ...init, view: EMPTY_VIEW, editor: EMPTY_EDITOR, scrolled: 0, unread: 0 })
}

/** What has happened in the room. Whoever reads further up goes on seeing what they see. */
export function happened(state: ScreenState, event: RoomEvent): ScreenState {
  const view = reduce(state.view, event)
  const isSame = view.entries === state.view.entries && view.outgoing === state.view.outgoing
  if (state.scrolled === 0 || isSame) return Object.freeze({ ...state, view })
  const known = new Set(state.view.entries)
  const last = view.entries.findLastIndex((entry) => known.has(entry))
  const added = shownEntries({ ...view, entries: view.entries.slice(last + 1), outgoing: [] })
  const { columns } = layoutOf(state).talk
  const rows = (entries: readonly Shown[], of: RoomView): number =>
    entries.reduce((sum, entry) => sum + rowsOf(entry, of, columns).length, 0)
  // What is still to go out stands below everything, and leaves that place once it has.
  const more = rows([...added, ...view.outgoing], view) - rows(state.view.outgoing, state.view)
  const unread =
    state.unread + added.filter((entry) => entry.kind === 'message' && entry.message.from !== view.own).length
  return Object.freeze({ ...state, view, scrolled: Math.max(1, state.scrolled + more), unread })
}

export function scroll(state: ScreenState, pages: number): ScreenState {
  const { talk } = layoutOf(state)
  const step = Math.max(1, talk.rows - 1)
  const wanted = Math.max(0, state.scrolled + pages * step)
  // Downwards there is always something: it was passed on the way up.
  const rows = pages < 0 ? Infinity : countRows(state.view, talk.columns, wanted + talk.rows)
  const scrolled = Math.min(Math.max(0, rows - talk.rows), wanted)
  return Object.freeze({ ...state, scrolled, unread: scrolled === 0 ? 0 : state.unread })
}

export function toEnd(state: ScreenState): ScreenState {
  return Object.freeze({ ...state, scrolled: 0, unread: 0 })
}

/** What was further up is further up by another number of rows now: one follows the talk again. */
export function resized(state: ScreenState, size: Size): ScreenState {
  return toEnd({ ...state, size })
}
