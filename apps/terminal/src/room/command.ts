/**
 * What a person typed, understood: something to say, or a command. Knows no room: whom or what it means is found later.
 */
import { closest } from '../text/closest.ts'

export type Command =
  | { readonly do: 'nothing' }
  | { readonly do: 'say'; readonly text: string }
  /** To the message that the first word names, where it names one; else to the last. */
  | { readonly do: 'reply'; readonly words: string }
  /** Of `who` the words may be empty: everyone. */
  | { readonly do: 'msg' | 'who'; readonly words: string }
  | { readonly do: 'cancel' | 'help' | 'quit' }
  | CommandInRoom
  /** `meant`: the command that looks like it. */
  | { readonly do: 'unknown'; readonly name: string; readonly meant?: string }

/** What needs a room that one is in. */
export type CommandInRoom =
  | { readonly do: 'block' | 'unblock'; readonly words: string }
  | { readonly do: 'nick'; readonly name: string }
  | { readonly do: 'backlog' | 'connection' }

/** Those that Tab completes, in the order in which it goes through them. */
export const COMMANDS = [
  'reply',
  'msg',
  'who',
  'block',
  'unblock',
  'nick',
  'cancel',
  'backlog',
  'connection',
  'help',
  'quit',
] as const

/** A person follows these. */
export const COMMANDS_OF_PEOPLE: ReadonlySet<string> = new Set(['msg', 'who', 'block', 'unblock'])

/** @param line as it was typed; a text that begins with a slash is written with two */
export function parseCommand(line: string): Command {
  if (line.trim() === '') return { do: 'nothing' }
  if (line.startsWith('//')) return { do: 'say', text: withoutLastBreaks(line.slice(1)) }
  const [, name, words = ''] = /^\/([a-z]*)(?:\s+([^]*))?$/i.exec(line) ?? []
  if (name === undefined) {
    return line.startsWith('/')
      ? { do: 'unknown', name: line.split(/\s/, 1)[0] ?? line }
      : { do: 'say', text: withoutLastBreaks(line) }
  }
  const said = words.trim()
  switch (name.toLowerCase()) {
    case 'reply':
    case 'r':
      return { do: 'reply', words: said }
    case 'msg':
      return { do: 'msg', words: said }
    case 'block':
      return { do: 'block', words: said }
    case 'unblock':
      return { do: 'unblock', words: said }
    case 'nick':
      return { do: 'nick', name: said }
    case 'who':
      return { do: 'who', words: said }
    case 'cancel':
      return { do: 'cancel' }
    case 'backlog':
      return { do: 'backlog' }
    case 'connection':
      return { do: 'connection' }
    case 'help':
      return { do: 'help' }
    case 'quit':
    case 'exit':
      return { do: 'quit' }
    default:
      return unknown(name)
  }
}

function unknown(name: string): Command {
  const meant = closest(name.toLowerCase(), COMMANDS)
  return { do: 'unknown', name: `/${name}`, ...(meant === undefined ? {} : { meant: `/${meant}` }) }
}

/** What is pasted ends with a line break more often than not: it is no empty line of the message. */
function withoutLastBreaks(text: string): string {
  const end = text.trimEnd()
  return text.includes('\n', end.length) ? end : text
}
