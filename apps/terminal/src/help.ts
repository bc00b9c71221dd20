/**
 * The commands, and what `--help` says of them.
 */
import { strings } from './strings/strings.ts'

export const COMMANDS = ['join', 'send', 'listen', 'key'] as const

export type CommandName = (typeof COMMANDS)[number]

export function helpOf(command: CommandName | undefined): string {
  return strings.help[command ?? 'general']
}
