// Writes the emoji that the picker offers, from emojibase-data.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/workspace.ts'

const path = join(root, 'packages/element/src/conversation/emoji/data.ts')
/** What systems of the last years can draw. */
const NEWEST = 15.1
const COMPONENTS = 2
const MOST_TAGS = 6

/** The parts that we read of emojibase-data. */
interface Emoji {
  readonly emoji: string
  readonly label: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly order?: number
  readonly version: number
}

interface Group {
  readonly key: string
  readonly message: string
  readonly order: number
}

/** A group a line: its emoji with `|` between them, each `emoji,label,tag tag …`. */
export function emojiData(): string {
  const all = read('data.json') as readonly Emoji[]
  const { groups } = read('messages.json') as { readonly groups: readonly Group[] }
  const lines = groups
    .filter(({ order }) => order !== COMPONENTS)
    .map(({ order, message }) => {
      const emoji = all
        .filter(({ group, version }) => group === order && version <= NEWEST)
        .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
        .map(compact)
      return `  [${JSON.stringify(message)}, ${JSON.stringify(emoji.join('|'))}],`
    })
  return [
    '// Written by tools/emoji-data.ts from emojibase-data (MIT, Copyright 2017-2019 Miles Johnson).',
    '// prettier-ignore',
    'export const EMOJI_GROUPS: readonly (readonly [name: string, emoji: string])[] = [',
    ...lines,
    ']',
    '',
  ].join('\n')
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`emojibase-data/en/${file}`), 'utf8'))
}

/** A tag that the label has already finds nothing more. */
function compact({ emoji, label, tags = [] }: Emoji): string {
  const plain = label.replaceAll(/[,|]/g, '')
  const words = tags.filter((tag) => !plain.includes(tag) && !/[,|\s]/.test(tag)).slice(0, MOST_TAGS)
  return [emoji, plain, words.join(' ')].join(',')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(path, emojiData())
}
