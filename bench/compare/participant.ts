/** A process of the bench: the server of a system, or one member. Does what it is ordered to over IPC. */
import { setImmediate } from 'node:timers/promises'
import { Actor } from './actor.ts'
import { CONTENDERS } from './contenders.ts'
import type { Answered, Asked } from './orders.ts'

let actor: Actor | undefined

async function obey({ id, contender, order, ask }: Asked): Promise<Answered> {
  actor ??= new Actor({
    load: CONTENDERS[contender].load,
    usage() {
      const { user, system } = process.cpuUsage()
      return { cpu: (user + system) / 1_000, rss: process.memoryUsage().rss }
    },
    pause: () => setImmediate(),
  })
  try {
    return { id, answer: await actor.obey(order, ask) }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

process.on('message', (asked: Asked) => {
  void obey(asked).then((answered) => process.send?.(answered))
})
// However the bench ended.
process.on('disconnect', () => process.exit())
