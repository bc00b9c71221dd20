/** What of a session the parts of the shell are given. */
import type { Person } from '../model.ts'
import type { RoomSession } from '../session/room-session.ts'
import { relaysOf } from '../session/source.ts'
import type { Status } from '../session/status.ts'
import { strings } from '../strings/strings.ts'
import type { Ways } from './connection-panel.ts'

/** Before there is a room. */
const NO_STATUS: Status = Object.freeze({
  ...{ state: 'offline', words: strings.header.noRoom, trouble: '', progress: '', tryAgain: false },
})

/**
 * How the room is connected, as it is shown: a browser without a network knows before the members do. What is wrong
 * then is told by the status itself once messages are kept waiting.
 */
export function statusOfView(session: RoomSession | undefined): Status {
  if (session === undefined) return NO_STATUS
  const { status } = session
  if (navigator.onLine || session.refused) return status
  return Object.freeze({ ...status, state: 'offline', words: strings.header.offline })
}

/** Everybody in the room, oneself and those who read included; `undefined` before that is known. */
export function presentIn(session: RoomSession | undefined): number | undefined {
  if (session?.chat === undefined) return undefined
  const { users, readers } = session.company
  return Math.max(1, users.length + readers)
}

/** `relay`: as the attribute has it; `undefined` where the app made the connection. */
export function waysOf(session: RoomSession | undefined, relay: string | undefined): Ways | undefined {
  if (session === undefined) return undefined
  const { company, connection } = session
  const status = statusOfView(session)
  const { personOf, self } = company
  return {
    ...{ status, personOf, connection },
    self: self === undefined ? undefined : personOf(self),
    relays: relay === undefined ? [] : relaysOf(relay),
  }
}

/** Those who are writing just now. */
export function typists(session: RoomSession | undefined): readonly Person[] {
  return session?.typists.map((did) => session.company.personOf(did)) ?? []
}
