import { OWN_CLOCK } from '../room/clock-reading.ts'
import type { Connection } from './connection.ts'

/** How a room is connected that one is not in. */
export const NOT_CONNECTED: Connection = Object.freeze({
  state: 'offline',
  peers: Object.freeze([]),
  clock: OWN_CLOCK,
})
