/**
 * Doing what a room wants done.
 */
import type { Effect } from '../room/effects.ts'
import type { Message } from '../room/message.ts'
import type { Request } from '../room/requests.ts'
import type { Room } from '../room/room.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Asker } from './asker.ts'
import type { Outbox } from './outbox.ts'

/** What an app is told of people and their messages. */
export interface RoomEvents {
  readonly userJoined: (did: Did) => void
  readonly userLeft: (did: Did) => void
  readonly message: (message: Message) => void
}

export interface DeedsInit {
  readonly room: Room
  readonly asker: Pick<Asker, 'ask'>
  readonly outbox: Pick<Outbox, 'announce'>
  readonly events: RoomEvents
  /** This member was given the roster. */
  readonly onRoster: () => void
}

export function perform(effect: Effect, init: DeedsInit): void {
  const { room, asker, outbox, events } = init
  switch (effect.do) {
    case 'user-joined':
      events.userJoined(effect.did)
      return
    case 'user-left':
      events.userLeft(effect.did)
      return
    case 'message':
      events.message(effect.message)
      return
    case 'announce':
      // If it does not get through now, the room wants it again in a moment.
      outbox.announce('here').catch(() => undefined)
      return
    case 'greet':
      if (room.presence !== null) void asker.ask(effect.peer, { ask: 'hello', presence: room.presence.text })
      return
    case 'ask-roster':
      void catchUp('roster', effect.peer, init)
      return
    case 'ask-backlog':
      void catchUp('backlog', effect.peer, init)
      return
    case 'ask-repair': {
      const { iss, sid, range } = effect
      void asker.ask(effect.peer, { ask: 'repair', iss, sid, ...range })
      return
    }
    default:
      effect satisfies never
  }
}

async function catchUp(what: 'roster' | 'backlog', peer: string, init: DeedsInit): Promise<void> {
  const limit = LIMITS.transcriptMessages
  const request: Request = what === 'roster' ? { ask: what } : { ask: what, limit, since: 0 }
  const { status } = await init.asker.ask(peer, request)
  init.room.caughtUp(what, status === 'ok')
  if (what === 'roster' && status === 'ok') init.onRoster()
}
