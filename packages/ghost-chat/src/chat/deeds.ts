/**
 * Doing what a room wants done.
 */
import type { Effect } from '../room/effects.ts'
import type { Gap } from '../room/gap.ts'
import type { Message } from '../room/message.ts'
import type { Request } from '../room/requests.ts'
import type { Room } from '../room/room.ts'
import type { ProbeOutcome } from '../room/suspicions.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Asker } from './asker.ts'
import type { Outbox } from './outbox.ts'
import type { Clock } from './platform.ts'

/** What an app is told of people and their messages. */
export interface RoomEvents {
  readonly userJoined: (did: Did) => void
  readonly userLeft: (did: Did) => void
  readonly message: (message: Message) => void
  readonly gap: (gap: Gap) => void
  /** What is shown of a user has changed. */
  readonly userChanged: (did: Did) => void
  /** Who is typing may have changed. */
  readonly typing: () => void
  /** Whoever only reads came or went. */
  readonly readers: (count: number) => void
}

export interface DeedsInit {
  readonly room: Room
  readonly asker: Pick<Asker, 'ask'>
  readonly outbox: Pick<Outbox, 'announce'>
  readonly events: RoomEvents
  readonly clock: Clock
  /** The corrected time, in milliseconds. */
  readonly now: () => number
  /** Has the room look at what is due. */
  readonly tick: () => void
  /** Has the room's effects done. */
  readonly run: (effects: readonly Effect[]) => void
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
    case 'user-changed':
      events.userChanged(effect.did)
      return
    case 'typing':
      events.typing()
      return
    case 'message':
      events.message(effect.message)
      return
    case 'gap':
      events.gap(effect.gap)
      return
    case 'readers':
      events.readers(room.roster.readers())
      return
    case 'probe':
      void probe(effect.peer, effect.patience, init)
      return
    case 'suspect':
      outbox.announce('suspect').catch(() => undefined)
      return
    case 'announce':
      // If it does not get through now, the room wants it again in a moment.
      outbox.announce('here').catch(() => undefined)
      return
    case 'greet':
      void greet(effect.peer, init)
      return
    case 'ask-roster':
      void catchUp('roster', effect.peer, init)
      return
    case 'ask-newcomers':
      void asker.ask(effect.peer, { ask: 'newcomers', since: effect.since })
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

/** Says that this member is here. Gives what became of it, whatever was answered. */
async function greet(peer: string, { room, asker }: DeedsInit, signal?: AbortSignal): Promise<ProbeOutcome> {
  if (room.presence === null) return 'silent'
  const { status } = await asker.ask(peer, { ask: 'hello', presence: room.presence.text }, signal)
  if (status === 'gone') return 'gone'
  return status === 'unreachable' ? 'silent' : 'answered'
}

/** Asks a peer that may be gone whether it is here (SPEC PR11, PR13). */
async function probe(peer: string, patience: number, init: DeedsInit): Promise<void> {
  // No answer says nothing of a peer that only a stranger's relay leads to, and is not asked: its lease does the rest.
  if (!init.room.mayProbe(peer)) {
    init.run(init.room.suspicions.probed(peer, 'answered', init.now()))
    return
  }
  const giveUp = new AbortController()
  const callOff = init.clock.after(patience, () => {
    giveUp.abort()
  })
  const outcome = await greet(peer, init, giveUp.signal).catch(() => 'silent' as const)
  callOff()
  init.run(init.room.suspicions.probed(peer, outcome, init.now()))
  init.tick()
}

async function catchUp(what: 'roster' | 'backlog', peer: string, init: DeedsInit): Promise<void> {
  const limit = LIMITS.transcriptMessages
  const request: Request = what === 'roster' ? { ask: what } : { ask: what, limit, since: 0, names: true }
  const { status } = await init.asker.ask(peer, request)
  init.run(init.room.caughtUp(what, status === 'ok'))
  if (what === 'roster' && status === 'ok') init.onRoster()
}
