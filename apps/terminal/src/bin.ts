#!/usr/bin/env node
/**
 * The command `ghost`. Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted before the end.
 */
import { parseCommandLine, type Parsed } from './args.ts'
import { helpOf } from './help.ts'
import { UsageError } from './options.ts'
import { flushed, INTERRUPTED, surroundings, type Surroundings } from './streams.ts'
import { strings } from './strings/strings.ts'
import { codeOf, sentenceOf } from './text/explain.ts'
import { version } from './version.ts'

const FAILED = 1
const USAGE = 2
/** As long as a timer of Node's can be. */
const LONGEST_MS = 2 ** 31 - 1

async function run(parsed: Parsed, around: Surroundings): Promise<number> {
  switch (parsed.command) {
    case 'help':
      if (parsed.isAsked) around.out(helpOf(parsed.of))
      else around.say(helpOf(parsed.of).trimEnd())
      return parsed.isAsked ? 0 : USAGE
    case 'version':
      around.out(`${version()}\n`)
      return 0
    case 'join':
      return (await import('./commands/join.ts')).join(parsed, around)
    case 'send':
      return (await import('./commands/send.ts')).send(parsed, around)
    case 'listen':
      return (await import('./commands/listen.ts')).listen(parsed, around)
    case 'key':
      await (await import('./commands/key.ts')).key(parsed)
      return 0
  }
}

async function main(): Promise<number> {
  const around = surroundings()
  try {
    return await run(parseCommandLine(process.argv.slice(2), process.env), around)
  } catch (error) {
    if (error instanceof UsageError) {
      around.say(strings.line.own(strings.usage.tryHelp(sentenceOf(error))))
      return USAGE
    }
    if (around.ended.aborted) return INTERRUPTED
    const code = codeOf(error)
    const sentence = sentenceOf(error)
    around.say(code === undefined ? strings.line.own(sentence) : strings.line.withCode(code, sentence))
    return FAILED
  }
}

// Node ends a process that only waits: for a relay, say, whose sockets are closed.
setInterval(() => undefined, LONGEST_MS)
const code = await main()
await flushed()
// Whatever a library may have left running does not keep a command from ending.
process.exit(code)
