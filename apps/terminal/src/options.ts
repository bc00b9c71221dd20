/**
 * Options of a command line, by Node's own parser, with what is wrong with them said in our words.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { strings } from './strings/strings.ts'
import { closest } from './text/closest.ts'

/** A command line that cannot be meant: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Given<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>
>

/** @throws UsageError for the first option that does not exist, lacks its value, or has one that it does not take */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Given<Options> {
  const given = [...args]
  const { tokens } = parseArgs({
    args: given,
    allowPositionals: true,
    options,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) {
      throw new UsageError(strings.usage.unknownOption(token.rawName, meantBy(token.rawName, options)))
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new UsageError(strings.usage.takesNoValue(token.rawName))
    }
    // A value that begins with a dash is an option whose neighbour lacks its own, unless an "=" ties it.
    const isNext = token.inlineValue !== true && token.value?.startsWith('-') === true && token.value !== '-'
    if (option.type === 'string' && (token.value === undefined || isNext)) {
      throw new UsageError(strings.usage.needsValue(token.rawName))
    }
  }
  return parseArgs({ args: given, allowPositionals: true, options })
}

function meantBy(rawName: string, options: ParseArgsOptionsConfig): string | undefined {
  if (!rawName.startsWith('--')) return undefined
  const meant = closest(rawName.slice(2), Object.keys(options))
  return meant === undefined ? undefined : `--${meant}`
}
