/** `ghost join`: the whole screen at a terminal, lines in and out where one end is something else. */
import type { JoinCommand } from '../args.ts'
import { placeOf, profileOf, titleOf } from '../place.ts'
import type { Surroundings } from '../streams.ts'
import { joinPlainly } from './plain.ts'

/** @throws what joining throws, SeedFileError */
export async function join(command: JoinCommand, around: Surroundings): Promise<number> {
  const { stdin, stdout, env } = process
  const isScreen = stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb'
  if (!isScreen) return joinPlainly(command, around)
  // React's other build keeps a measure of everything it ever drew.
  env['NODE_ENV'] = 'production'
  // Ink draws nothing where it believes nobody looks. Somebody does: both ends are a terminal.
  for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) if (env[name] !== undefined) env[name] = 'false'
  const { showRoom } = await import('../screen/show.ts')
  await showRoom({
    place: placeOf(command),
    join: {
      ...profileOf(command),
      readOnly: command.readOnly,
      backlog: true,
    },
    title: titleOf(command),
    colours: (env['NO_COLOR'] ?? '') === '',
    bell: command.bell,
    ended: around.ended,
  })
  return 0
}
