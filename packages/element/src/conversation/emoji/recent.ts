/** The emoji chosen last on this page. In memory only: they tell something about a person. */
import type { Emoji } from './search.ts'

const MOST = 24
let recent: readonly Emoji[] = []

export function recentEmoji(): readonly Emoji[] {
  return recent
}

export function used(chosen: Emoji): void {
  recent = [chosen, ...recent.filter(({ emoji }) => emoji !== chosen.emoji)].slice(0, MOST)
}
