/** Two members that know nothing but the local network. Run in a network namespace of its own. */
import { openSpace } from 'ghost-chat'
import { until } from '../support/until.ts'

const options = {
  listen: ['/ip4/10.77.0.1/tcp/0/ws'],
  discovery: { rendezvous: false, mdns: true },
}

const [one, two] = [await openSpace('lan', options), await openSpace('lan', options)]
const [alice, bob] = [await one.joinChat('room'), await two.joinChat('room')]
const heard: string[] = []
alice.on('message', (from, { text }) => {
  if (from !== one.did) heard.push(`alice heard ${text}`)
})
bob.on('message', (from, { text }) => {
  if (from !== two.did) heard.push(`bob heard ${text}`)
})
await until(
  'both to see each other',
  () => alice.onlineUsers().length === 2 && bob.onlineUsers().length === 2,
  40_000,
)
await Promise.all([alice.send('from alice'), bob.send('from bob')])
await until('both to hear each other', () => heard.length === 2)
process.stdout.write(`${heard.join('\n')}\n`)
await Promise.all([one.close(), two.close()])
