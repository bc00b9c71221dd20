/**
 * Makes a chat's events into those of a view.
 */
import type { Did, GhostChat } from 'ghost-chat'
import { personOf } from './person.ts'
import type { RoomEvent } from './reduce.ts'

/** With more people than this, who comes and goes is seen in the list alone. */
const CROWD = 20
/** Those who come together are listed together, once. */
const TOGETHER_MS = 50

/** Tells of everything that happens in a room until it is told to stop. */
export function follow(chat: GhostChat, tell: (event: RoomEvent) => void, now: () => Date): () => void {
  let listing: NodeJS.Timeout | undefined
  const list = (): void => {
    clearTimeout(listing)
    listing = undefined
    tell({ type: 'people', people: chat.users().map(personOf), at: now() })
  }
  const listSoon = (): void => {
    listing ??= setTimeout(list, TOGETHER_MS)
  }
  const moved = (type: 'came' | 'went', did: Did): void => {
    if (chat.users().length > CROWD) {
      listSoon()
      return
    }
    list()
    tell({ type, did, at: now() })
  }
  const stops = [
    chat.on('user-joined', (did) => moved('came', did)),
    chat.on('user-left', (did) => moved('went', did)),
    chat.on('user-changed', (did) => {
      const { name } = chat.users().find((user) => user.did === did) ?? {}
      if (chat.users().length <= CROWD) tell({ type: 'renamed', did, name, at: now() })
      list()
    }),
    chat.on('typing', (dids) => tell({ type: 'typing', dids })),
    chat.on('readers', (count) => tell({ type: 'readers', count })),
    chat.on('message', (_, message) => {
      tell({ type: 'message', message })
    }),
    chat.on('direct', (_, message) => {
      tell({ type: 'message', message })
    }),
    chat.on('gap', (gap) => tell({ type: 'gap', gap, at: now() })),
    chat.on('backlog', (progress) => {
      tell({ type: 'backlog', state: progress.state })
      if (progress.state === 'done') {
        tell({ type: 'history', messages: chat.messages().filter(({ history }) => history) })
      }
    }),
    chat.on('connection', (connection) => {
      listSoon()
      tell({ type: 'connection', connection })
    }),
  ]
  return () => {
    clearTimeout(listing)
    for (const stop of stops) stop()
  }
}
