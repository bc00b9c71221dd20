import { LIMITS } from '../wire/limits.ts'

/** What is kept of a room's talk. */
export interface TranscriptBounds {
  readonly messages: number
  /** Milliseconds. */
  readonly age: number
  readonly bytes: number
}

export const DEFAULT_TRANSCRIPT: TranscriptBounds = Object.freeze({
  messages: LIMITS.transcriptMessages,
  age: LIMITS.transcriptAge,
  bytes: LIMITS.transcriptBytes,
})
