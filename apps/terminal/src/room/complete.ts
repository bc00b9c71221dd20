/**
 * What Tab makes of the word before the cursor: a command at the beginning of the line, or the name of somebody who is
 * here. Pressed again, it goes on to the next that fits. Pure.
 */
import { cleanName } from '../text/sanitize.ts'
import { personLabel } from '../text/format.ts'
import { COMMANDS, COMMANDS_OF_PEOPLE } from './command.ts'
import { completed, type Completion, type Editor } from './editor.ts'
import type { RoomView } from './view.ts'

type Known = Pick<RoomView, 'people' | 'shared' | 'entries'>

/** @param step 1 for the next one that fits, -1 for the one before */
export function complete(editor: Editor, known: Known, step: 1 | -1): Editor {
  const { completion } = editor
  if (completion !== undefined) return shown(editor, completion, completion.at + step)
  const { text, cursor } = editor
  const before = text.slice(0, cursor)
  const begun = commandsOf(before) ?? namesOf(before, known)
  if (begun === undefined || begun.options.length === 0) return editor
  return shown(editor, begun, step === 1 ? 0 : -1)
}

function shown(editor: Editor, { start, options }: Omit<Completion, 'at'>, place: number): Editor {
  const at = (place + options.length) % options.length
  return completed(editor, { start, options, at })
}

function commandsOf(before: string): Omit<Completion, 'at'> | undefined {
  if (!/^\/[a-z]+$/i.test(before)) return undefined
  const begun = before.slice(1).toLowerCase()
  const options = COMMANDS.filter((name) => name.startsWith(begun)).map((name) => `/${name} `)
  return { start: 0, options }
}

/** Names may hold spaces: the longest piece before the cursor that begins a name counts. */
function namesOf(before: string, known: Known): Omit<Completion, 'at'> | undefined {
  const calls = callsOf(known)
  const command = /^\/([a-z]+)\s+/i.exec(before)
  const isPerson = command !== null && COMMANDS_OF_PEOPLE.has((command[1] ?? '').toLowerCase())
  const first = isPerson ? command[0].length : 0
  for (const start of wordStarts(before, first)) {
    const at = before[start] === '@' ? 1 : 0
    const begun = before.slice(start + at).toLowerCase()
    // An empty word names everybody where somebody must be named, and nobody elsewhere.
    if (begun === '' && at === 0 && !(isPerson && start === first)) continue
    const fitting = calls.filter((call) => call.toLowerCase().startsWith(begun))
    if (fitting.length === 0) continue
    // At the beginning of what is said, a name calls somebody.
    const end = start === 0 && at === 0 ? ': ' : ' '
    return { start: start + at, options: fitting.map((call) => call + end) }
  }
  return undefined
}

/** As many words as a name has, and no more are tried. */
const MOST_WORDS = 8

function wordStarts(before: string, first: number): number[] {
  const starts: number[] = []
  for (let place = before.length; place >= first && starts.length < MOST_WORDS; place--) {
    if (place === first || /\s/.test(before.charAt(place - 1))) starts.unshift(place)
  }
  return starts
}

/** What the others are called, those who spoke last first. */
function callsOf({ people, shared, entries }: Known): string[] {
  const spoke = new Map<string, number>()
  for (const [place, entry] of entries.entries())
    if (entry.kind === 'message') spoke.set(entry.message.from, place)
  const others = people.filter(({ self }) => !self)
  const called = others.flatMap(({ did, name }) => {
    const clean = cleanName(name)
    const call = clean === undefined || shared.has(did) ? personLabel(did, name, 80) : clean
    return [{ call, spoke: spoke.get(did) ?? -1 }]
  })
  const order = new Intl.Collator('en', { numeric: true })
  return called.sort((a, b) => b.spoke - a.spoke || order.compare(a.call, b.call)).map(({ call }) => call)
}
