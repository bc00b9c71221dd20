/**
 * Somebody in a room, in a process of its own that says what it sees, a JSON object a line. When its stdin ends it
 * closes its space, and does nothing else to end.
 *
 * Arguments: the relay's URL, the room, and `relay-only` for one that keeps to relays.
 */
import { once } from 'node:events'
import { openSpace } from 'ghost-chat'

const [relay = '', room = '', how] = process.argv.slice(2)
const space = await openSpace('tests', { relays: [relay], relayOnly: how === 'relay-only' })
const chat = await space.joinChat(room)
const tell = (): void => {
  const { state, peers } = chat.connection
  process.stdout.write(`${JSON.stringify({ did: space.did, state, paths: peers.map(({ path }) => path) })}\n`)
}
chat.on('connection', tell)
chat.on('message', (did, { text }) => {
  if (did !== space.did) void chat.send(`${text} yourself`)
})
tell()
process.stdin.resume()
await once(process.stdin, 'end')
await space.close()
