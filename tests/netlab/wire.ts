/** The helper that makes a line long and bad (wire.c): compiled once, run as a process. */
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command, type Namespaces, type Process } from './namespaces.ts'
import type { Line } from './town.ts'

const SOURCE = fileURLToPath(new URL('wire.c', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))
let program: string | undefined

/** @throws Error where there is no C compiler, or no /dev/net/tun */
export async function startWire(
  spaces: Namespaces,
  one: readonly [space: string, end: string],
  other: readonly [space: string, end: string],
  { delay, jitter, loss }: Line,
): Promise<Process> {
  program ??= compile()
  const ends = [one, other].flatMap(([space, end]) => [spaces.nameOf(space), end])
  const wire = spaces.start(one[0], program, [...ends, ...[delay, jitter, loss].map(String)])
  let said = ''
  wire.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await Promise.race([
    once(wire.stdout, 'data'),
    once(wire, 'close').then(() => {
      throw new Error(`The line did not come up: ${said}`)
    }),
  ])
  return wire
}

function compile(): string {
  mkdirSync(CACHE, { recursive: true })
  const target = join(CACHE, `wire-${process.pid}`)
  process.on('exit', () => rmSync(target, { force: true }))
  command('cc', ['-O2', '-o', target, SOURCE])
  return target
}
