/** What of a session the parts of the shell are given. */
import type { Person } from '../model.ts'
import type { RoomSession } from '../session/room-session.ts'
import { relaysOf } from '../session/source.ts'
import type { Status } from '../session/status.ts'
import type { Ways } from './connection-panel.ts'

/** Before there is a room. */
export const NO_STATUS: Status = Object.freeze({
  ...{ state: 'offline', words: 'Not in a room', trouble: '', progress: '', tryAgain: false },
})

/** `relay`: as the attribute has it; `undefined` where the app made the connection. */
export function waysOf(session: RoomSession | undefined, relay: string | undefined): Ways | undefined {
  if (session === undefined) return undefined
  const { company, connection, status } = session
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
