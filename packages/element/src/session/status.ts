/** How the room is connected, in words, and what to say when it is not. */
import type { Connection } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { clockDoubtWords } from '../text/clock.ts'
import { relayWords } from '../text/relays.ts'
import type { StayState } from './stay.ts'

export interface Status {
  readonly state: Connection['state']
  /** A few words for the header. */
  readonly words: string
  /** What is wrong; empty where nothing is. The same words for as long as it is the same. */
  readonly trouble: string
  /** What is being done about it, which changes by the second; empty where that is told by `trouble`. */
  readonly progress: string
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
    case 'joining': {
      const { reason, slow } = stay
      if (reason !== undefined)
        return status(heard ?? 'offline', reason, { progress: strings.connection.tryingAgain })
      return status(heard ?? 'connecting', slow === true ? strings.connection.slow : '')
    }
    case 'waiting': {
      const progress = strings.connection.retrying(stay.seconds)
      return status(heard ?? 'offline', stay.reason, { progress, tryAgain: true })
    }
    case 'refused':
      return { ...status('offline', stay.reason), words: strings.connection.refused }
    case 'joined':
      return status(heard ?? 'connecting', troubleOf(connection))
  }
}

function troubleOf(connection: Connection | undefined): string {
  if (connection?.state === 'offline') {
    const why = relayWords(connection.failures ?? [])
    return why === undefined ? strings.connection.lost : strings.connection.lostBecause(why)
  }
  const doubt = connection?.clock.doubt
  return doubt === undefined ? '' : clockDoubtWords(doubt.offset)
}

function status(
  state: Connection['state'],
  trouble = '',
  { progress = '', tryAgain = false }: { readonly progress?: string; readonly tryAgain?: boolean } = {},
): Status {
  return Object.freeze({ state, words: WORDS[state], trouble, progress, tryAgain })
}
