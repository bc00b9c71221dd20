/** Ours: every message signed by its sender, and verified by the relay and by every receiver. */
import { openSpace, type Space, type SpaceOptions } from 'ghost-chat'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import type { Listeners, Member, System } from '../system.ts'

const SPACE = 'bench'
/** Thirty processes share two cores while they join, in milliseconds. No other system gives up by itself. */
const JOINING = 40_000

async function enter(space: Space, room: string, { onMessage, onPeer }: Listeners): Promise<Member> {
  // Nobody types as fast as a bench, and the rule is lifted, as the table says.
  const chat = await space.joinChat(room, { flood: false, timeout: JOINING })
  const others = (): number => chat.onlineUsers().length - 1
  chat.on('message', (from, { text }) => {
    if (from !== space.did) onMessage(text)
  })
  chat.on('user-joined', onPeer)
  if (others() > 0) onPeer()
  return {
    send: (text) => chat.send(text),
    others,
    direct: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const { peers } = chat.connection
          if (peers.length >= others() && peers.every(({ path }) => path === 'direct')) resolve()
        }
        chat.on('connection', look)
        look()
      }),
    leave: () => space.close(),
  }
}

function byRelay(options: SpaceOptions): Pick<System, 'join'> {
  return {
    join: async (url, room, listeners) =>
      enter(await openSpace(SPACE, { relays: [url], ...options }), room, listeners),
  }
}

export const direct = byRelay({})

export const relayed: Pick<System, 'join'> = {
  async join(...joining) {
    const { direct: _, ...member } = await byRelay({ relayOnly: true }).join(...joining)
    return member
  },
}

/** Over TCP and without a relay: the first member listens, the others were told its address. */
export const byHand: System = {
  async join(url, room, listeners) {
    const network = await libp2pNetwork({
      relays: [],
      listen: ['/ip4/127.0.0.1/tcp/0'],
      discovery: { peers: url === '' ? [] : [url] },
    })
    const { direct: _, ...member } = await enter(await openSpace(SPACE, { network }), room, listeners)
    return { ...member, address: String(network.libp2p.getMultiaddrs()[0]) }
  },
}
