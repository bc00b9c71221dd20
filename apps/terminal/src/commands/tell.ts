/** What happens in a room, for people who read lines: messages to stdout, everything else to stderr. */
import type { Did, GhostChat, Message } from 'ghost-chat'
import { rememberNames } from '../room/names.ts'
import type { Surroundings } from '../streams.ts'
import { clockDoubtWords, connectionWords, personLabel } from '../text/format.ts'
import { messageLines } from '../text/lines.ts'

/** @param onMessage told of each message that was written */
export function tellPlainly(
  chat: GhostChat,
  own: Did,
  { out, say }: Pick<Surroundings, 'out' | 'say'>,
  onMessage: (message: Message) => void = () => undefined,
): void {
  const names = rememberNames()
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
  let [words, doubt] = ['', '']
  chat.on('message', (_, message) => write(message))
  chat.on('direct', (_, message) => write(message))
  chat.on('backlog', ({ state }) => {
    if (state === 'done') for (const message of chat.messages()) if (message.history) write(message)
  })
  chat.on('user-joined', (did) => say(`ghost: ${label(did)} is here`))
  chat.on('user-left', (did) => say(`ghost: ${label(did)} has left`))
  chat.on('gap', ({ from, kind }) =>
    say(
      `ghost: ${label(from)} ${kind === 'missing' ? 'said something that never came' : 'told different people different things'}`,
    ),
  )
  chat.on('connection', (connection) => {
    const now = connectionWords(connection)
    if (now !== words) say(`ghost: ${now}`)
    words = now
    const clock = clockDoubtWords(connection)
    if (clock !== '' && clock !== doubt) say(`ghost: ${clock}`)
    doubt = clock
  })
}
