/** How the room is connected, in words, and what to say when it is not. */
import type { Connection } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { clockDoubtWords } from '../text/clock.ts'
import type { StayState } from './stay.ts'

export interface Status {
  readonly state: Connection['state']
  /** A few words for the header. */
  readonly words: string
  /** What is wrong and what is being done about it; empty where nothing is. */
  readonly trouble: string
  /** Whether trying at once can help. */
  readonly tryAgain: boolean
}

const WORDS: Readonly<Record<Connection['state'], string>> = {
  connecting: strings.connection.connecting,
  relayed: strings.connection.connected,
  direct: strings.connection.connected,
  offline: strings.connection.reconnecting,
}

/** `connection`: of the chat that is heard, where there is one. */
export function statusOf(stay: StayState, connection: Connection | undefined): Status {
  // Somebody who signs in still hears what they read.
  const heard = connection?.state
  switch (stay.state) {
    case 'joining':
      return status(heard ?? 'connecting')
    case 'waiting': {
      const { reason, seconds } = stay
      return status(heard ?? 'offline', strings.connection.waiting(reason, seconds), true)
    }
    case 'refused':
      return { ...status('offline', stay.reason), words: strings.connection.refused }
    case 'joined':
      return status(heard ?? 'connecting', troubleOf(connection))
  }
}

function troubleOf(connection: Connection | undefined): string {
  if (connection?.state === 'offline') return strings.connection.lost
  const doubt = connection?.clock.doubt
  return doubt === undefined ? '' : clockDoubtWords(doubt.offset)
}

function status(state: Connection['state'], trouble = '', tryAgain = false): Status {
  return Object.freeze({ state, words: WORDS[state], trouble, tryAgain })
}
