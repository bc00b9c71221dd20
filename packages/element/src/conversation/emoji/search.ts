/** The emoji that can be chosen, and those that words find. Pure. */
import { EMOJI_GROUPS } from './data.ts'

export interface Emoji {
  readonly emoji: string
  readonly label: string
  /** What it is looked up by: its label and tags, in small letters. */
  readonly words: readonly string[]
}

export interface EmojiGroup {
  readonly name: string
  readonly emoji: readonly Emoji[]
}

const MOST_FOUND = 120

export function readGroups(): readonly EmojiGroup[] {
  return EMOJI_GROUPS.map(([name, line]) => ({ name, emoji: line.split('|').map(readEmoji) }))
}

function readEmoji(text: string): Emoji {
  const [emoji = '', label = '', tags = ''] = text.split(',')
  const words = `${label} ${tags}`
    .toLowerCase()
    .split(/[\s:-]+/u)
    .filter((word) => word !== '')
  return { emoji, label, words }
}

/** Every word that is looked for begins one of the emoji's own; what begins with the first word comes first. */
export function findEmoji(groups: readonly EmojiGroup[], query: string): readonly Emoji[] {
  const wanted = query
    .toLowerCase()
    .split(/[\s:-]+/u)
    .filter((word) => word !== '')
  const [first] = wanted
  if (first === undefined) return []
  const found = groups
    .flatMap(({ emoji }) => emoji)
    .filter(({ words }) => wanted.every((word) => words.some((own) => own.startsWith(word))))
  const best = found.filter(({ words }) => words[0]?.startsWith(first) === true)
  const rest = found.filter((emoji) => !best.includes(emoji))
  return [...best, ...rest].slice(0, MOST_FOUND)
}
