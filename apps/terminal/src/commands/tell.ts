/** What happens in a room, for people who read lines: messages to stdout, everything else to stderr. */
import type { Connection, Did, GhostChat, Message } from 'ghost-chat'
import { rememberNames } from '../room/names.ts'
import type { Surroundings } from '../streams.ts'
import { strings } from '../strings/strings.ts'
import { clockDoubtWords, personLabel } from '../text/format.ts'
import { messageLines } from '../text/lines.ts'
import { watchEntrance, type Entrance } from './entrance.ts'

export interface Telling {
  /** One is in the room now: who else is, is one line. */
  readonly entered: (place: string) => void
  /** No line about the entrance any more. May be called twice. */
  readonly end: () => void
}

/** @param onMessage told of each message that was written */
export function tellPlainly(
  chat: GhostChat,
  own: Did,
  { out, say: sayLine }: Pick<Surroundings, 'out' | 'say'>,
  onMessage: (message: Message) => void = () => undefined,
): Telling {
  const names = rememberNames()
  const say = (words: string): void => sayLine(strings.line.own(words))
  const write = (message: Message): void => {
    if (message.from === own) return
    names.learn(chat.users())
    names.wrote(message)
    out(messageLines(message, names.of))
    onMessage(message)
  }
  const label = (did: Did): string => {
    names.learn(chat.users())
    return personLabel(did, names.of(did))
  }
  /** `null` before one is in the room. */
  let entrance: Entrance | null = null
  const hasEntered = (): boolean => entrance?.isOpen() === false
  chat.on('message', (_, message) => write(message))
  chat.on('direct', (_, message) => write(message))
  chat.on('backlog', ({ state }) => {
    if (state === 'done') for (const message of chat.messages()) if (message.history) write(message)
  })
  chat.on('user-joined', (did) => {
    const who = label(did)
    if (hasEntered()) say(strings.people.joined([who], 0))
  })
  chat.on('user-left', (did) => {
    if (hasEntered()) say(strings.people.leftRoom([label(did)], 0))
  })
  chat.on('gap', ({ from, kind }) => {
    const words = kind === 'missing' ? strings.message.missing : strings.message.twoFaced
    say(words(label(from)))
  })
  let isLost = false
  let doubt = ''
  chat.on('connection', (connection) => {
    const clock = clockDoubtWords(connection)
    if (clock !== '' && clock !== doubt) say(clock)
    doubt = clock
    const wasLost = isLost
    isLost = entrance !== null && !isConnected(connection)
    if (isLost !== wasLost) say(isLost ? strings.line.lost : strings.line.back)
  })
  return {
    entered(place) {
      entrance ??= watchEntrance(chat, (people) => say(strings.line.entered(place, people)))
    },
    end: () => entrance?.end(),
  }
}

function isConnected({ state }: Connection): boolean {
  return state === 'direct' || state === 'relayed'
}
