/** Where a key leads in a grid that is filled line by line. `rtl` turns left and right. */
export function nextInGrid(
  key: string,
  at: number,
  { count, columns, rtl }: { readonly count: number; readonly columns: number; readonly rtl: boolean },
): number | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowRight':
      return bounded(at + (rtl ? -1 : 1), last)
    case 'ArrowLeft':
      return bounded(at + (rtl ? 1 : -1), last)
    case 'ArrowDown':
      return at + columns > last ? at : at + columns
    case 'ArrowUp':
      // Above the first line is the search.
      return at - columns
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

function bounded(index: number, last: number): number {
  return Math.min(last, Math.max(0, index))
}
