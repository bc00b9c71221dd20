/** One member in a page: takes its orders from the bench by `obey`. */
import { Actor } from '../actor.ts'
import type { System } from '../system.ts'

declare global {
  var obey: Actor['obey']
}

export function play(join: Pick<System, 'join'>): void {
  const channel = new MessageChannel()
  const waiting: (() => void)[] = []
  channel.port1.onmessage = () => waiting.shift()?.()
  const actor = new Actor({
    load: async () => join,
    // A page does not know what it costs.
    usage: () => ({ cpu: 0, rss: 0 }),
    // A timer would be held back, to 4 ms at least.
    pause: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        channel.port2.postMessage(null)
      }),
  })
  globalThis.obey = (order, ask) => actor.obey(order, ask)
}
