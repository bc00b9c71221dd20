/** What a key means in the list of messages, and which message it leads to. */
import type { Range } from './heights.ts'
import type { Row } from './rows.ts'

export type ListCommand = 'up' | 'down' | 'first' | 'last' | 'reply' | 'leave'

export function listCommand(event: KeyboardEvent): ListCommand | undefined {
  // Keys of the browser and of buttons stay theirs.
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  const inControl = event.composedPath().some((node) => node instanceof Element && node.matches('a, button'))
  switch (event.key) {
    case 'ArrowUp':
      return 'up'
    case 'ArrowDown':
      return 'down'
    case 'Home':
      return 'first'
    case 'End':
      return 'last'
    case 'Escape':
      return 'leave'
    case 'Enter':
      return inControl ? undefined : 'reply'
    case 'r':
    case 'R':
      return 'reply'
    default:
      return undefined
  }
}

/** The row to go to from the one at `at`, -1 where there is none: from one message to the next, past notices. */
export function rowFor(rows: readonly Row[], at: number, command: 'up' | 'down' | 'first' | 'last'): number {
  switch (command) {
    case 'first':
      return rows.findIndex(isMessage)
    case 'last':
      return rows.findLastIndex(isMessage)
    case 'up':
      return rows.findLastIndex((row, index) => index < at && isMessage(row))
    case 'down':
      return rows.findIndex((row, index) => index > at && isMessage(row))
  }
}

/**
 * The row that the Tab key reaches, -1 where there is none: the active one while it is in the page, and otherwise the
 * one in sight that is nearest to it, the last where none is active.
 */
export function reachableRow(rows: readonly Row[], active: number, inPage: Range, inSight: Range): number {
  if (active >= inPage.first && active < inPage.end) return active
  const within = (range: Range, row: Row, index: number): boolean =>
    index >= range.first && index < range.end && isMessage(row)
  if (active >= 0 && active < inSight.first) {
    const next = rows.findIndex((row, index) => within(inSight, row, index))
    if (next >= 0) return next
  }
  const last = rows.findLastIndex((row, index) => within(inSight, row, index))
  return last >= 0 ? last : rows.findLastIndex((row, index) => within(inPage, row, index))
}

function isMessage({ entry }: Row): boolean {
  return entry.kind === 'message'
}
