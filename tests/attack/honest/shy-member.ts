/**
 * A member of two rooms that does whatever makes a member dial: it looks for others, asks for the backlog, and whispers
 * to everybody who seems to be there. It says so on its stdout and ends by itself.
 *
 * Arguments: JSON with its relays, a routing server, whether it keeps to relays, and for how many milliseconds.
 */
import { openSpace } from 'ghost-chat'

const { hub, finder, routing, relayOnly, milliseconds } = JSON.parse(process.argv[2] ?? '{}') as {
  hub: string
  finder: string
  routing: string
  relayOnly: boolean
  milliseconds: number
}
const talking = await openSpace('attack', { relays: [hub], relayOnly })
const seeking = await openSpace('attack', { relays: [finder], relayOnly, discovery: { routing: [routing] } })
const chat = await talking.joinChat('shy')
void seeking.joinChat('sought', { timeout: milliseconds }).catch(() => undefined)
process.stdout.write('joined\n')
const end = performance.now() + milliseconds
let whispers = 0
while (performance.now() < end) {
  await chat.requestBacklog().catch(() => undefined)
  for (const did of chat.onlineUsers()) {
    if (did === talking.did) continue
    whispers++
    void chat.send('hello', { to: did }).catch(() => undefined)
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000))
}
process.stdout.write(`whispers ${whispers}\n`)
process.exit(0)
