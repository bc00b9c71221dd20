/** What a key means in the list of messages, and which message it leads to. */
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

/** The row to go to from the active one, -1 where there is none: from one message to the next, past notices. */
export function rowFor(
  rows: readonly Row[],
  active: string | undefined,
  command: 'up' | 'down' | 'first' | 'last',
): number {
  const isMessage = (row: Row): boolean => row.entry.kind === 'message'
  const at = rows.findLastIndex(({ key }) => key === active)
  switch (command) {
    case 'first':
      return rows.findIndex(isMessage)
    case 'last':
      return rows.findLastIndex(isMessage)
    case 'up':
      return rows.findLastIndex((row, index) => index < at && isMessage(row))
    case 'down':
      return at < 0 ? -1 : rows.findIndex((row, index) => index > at && isMessage(row))
  }
}
