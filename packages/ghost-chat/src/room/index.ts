/** The room: a pure state machine. */
export { Room, type RoomInit } from './room.ts'
export { Message } from './message.ts'
export { DEFAULT_FLOOD, type FloodRule } from './flood.ts'
export { DEFAULT_TRANSCRIPT, type TranscriptBounds } from './transcript.ts'
export type { Effect, Outcome, Way } from './effects.ts'
export type { User } from './users.ts'
export {
  encodeHead,
  encodeRequest,
  parseHead,
  parseRequest,
  type AnswerHead,
  type Request,
} from './requests.ts'
