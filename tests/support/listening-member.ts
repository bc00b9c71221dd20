/**
 * A member in Node that listens for websockets and for TCP, in a process of its own: it writes the ports that it listens
 * on, and ends with its stdin.
 */
import { once } from 'node:events'
import { openSpace } from 'ghost-chat'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'

const network = await libp2pNetwork({
  relays: [],
  listen: ['/ip4/127.0.0.1/tcp/0/ws', '/ip4/127.0.0.1/tcp/0'],
})
const space = await openSpace('tests', { network })
await space.joinChat('listening')
const ports = network.libp2p.getMultiaddrs().map((address) => {
  const text = address.toString()
  return [text.includes('/ws') ? 'ws' : 'tcp', Number(/\/tcp\/(\d+)/.exec(text)?.[1])] as const
})
process.stdout.write(`${JSON.stringify({ ...Object.fromEntries(ports), peerId: network.self })}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
await space.close()
await network.close()
