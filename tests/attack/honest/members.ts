/** Several honest members of one room in one process. They tell who is here and, as it happens, who of them left. */
import { openSpace, type Did } from 'ghost-chat'
import { ordersOf, tell } from '../attackers/orders.ts'

interface Orders {
  readonly relay: string
  readonly room: string
  readonly members: number
  /** Whether they keep to the relay: no direct link is made to them. */
  readonly relayOnly: boolean
}

/** What members tell. */
export type MembersTold =
  | { readonly dids: readonly string[] }
  | { readonly left: string; readonly at: string }
  | { readonly lists: readonly (readonly string[])[] }

const { relay, room, members, relayOnly } = ordersOf<Orders>()
const say = (told: MembersTold): Promise<void> => tell(told)
const chats = await Promise.all(
  Array.from({ length: members }, async () => {
    const space = await openSpace('attack', { relays: [relay], relayOnly })
    const chat = await space.joinChat(room, { timeout: 30_000 })
    chat.on('user-left', (left: Did) => void say({ left, at: space.did }))
    return { did: space.did, chat }
  }),
)
process.on('disconnect', () => process.exit(0))
process.on('message', () => void say({ lists: chats.map(({ chat }) => chat.onlineUsers()) }))
await say({ dids: chats.map(({ did }) => did) })
