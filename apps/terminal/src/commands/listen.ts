/** `ghost listen`: writes what happens in a room until it is told to end. */
import type { Did, GhostChat, Message } from 'ghost-chat'
import type { ListenCommand } from '../args.ts'
import { placeOf, profileOf, titleOf } from '../place.ts'
import { rememberNames } from '../room/names.ts'
import { startStay, type Stay } from '../stay.ts'
import { aborted, type Surroundings } from '../streams.ts'
import { strings } from '../strings/strings.ts'
import { codeOf } from '../text/explain.ts'
import { gapRecord, jsonLine, messageRecord, userRecord, type ListenRecord } from '../text/json.ts'
import { cleanLine } from '../text/sanitize.ts'
import { tellPlainly, type Telling } from './tell.ts'

/** @throws what joining throws, SeedFileError */
export async function listen(command: ListenCommand, around: Surroundings): Promise<number> {
  const { json, backlog, listed, seconds, count = Infinity } = command
  const enough = new AbortController()
  const time = seconds === undefined ? [] : [AbortSignal.timeout(seconds * 1_000)]
  const signal = AbortSignal.any([around.ended, enough.signal, ...time])
  let written = 0
  // What comes after the last that was asked for is not written.
  const out = (text: string): void => {
    if (!signal.aborted) around.out(text)
  }
  const onMessage = (): void => {
    written++
    if (written >= count) enough.abort()
  }
  const write = (record: ListenRecord): void => out(jsonLine(record))

  const say = (words: string): void => around.say(strings.line.own(words))
  let telling: Telling | undefined
  if (!json) say(strings.line.connecting(command.relays.map(cleanLine)))

  try {
    const stay: Stay = await startStay(
      placeOf(command),
      { ...profileOf(command), readOnly: !listed, backlog },
      {
        signal,
        onChat: (chat, own) => {
          if (json) tellAsJson(chat, write, onMessage)
          else telling = tellPlainly(chat, own, { ...around, out }, onMessage)
        },
        onWaiting: (reason, pause, error) => {
          if (json) write({ event: 'waiting', code: codeOf(error) ?? '', reason, seconds: pause })
          else say(strings.line.retrying(reason, pause))
        },
      },
    )
    try {
      if (json) write({ event: 'joined', space: command.space, room: command.room, did: stay.did })
      else telling?.entered(titleOf(command))
      await aborted(signal)
    } finally {
      telling?.end()
      await stay.leave()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return 0
}

function tellAsJson(
  chat: GhostChat,
  write: (record: ListenRecord) => void,
  onMessage: (message: Message) => void,
): void {
  const names = rememberNames()
  const userOf = (did: Did): ReturnType<typeof userRecord> => {
    const users = chat.users()
    names.learn(users)
    return userRecord(did, users.find((user) => user.did === did) ?? { name: names.of(did) })
  }
  const tell = (message: Message): void => {
    write(messageRecord(message, message.name ?? userOf(message.from).name))
    onMessage(message)
  }
  chat.on('message', (_, message) => tell(message))
  chat.on('direct', (_, message) => tell(message))
  chat.on('user-joined', (did) => write({ event: 'user-joined', ...userOf(did) }))
  chat.on('user-left', (did) => write({ event: 'user-left', ...userOf(did) }))
  chat.on('user-changed', (did) => write({ event: 'user-changed', ...userOf(did) }))
  chat.on('readers', (count) => write({ event: 'readers', count }))
  chat.on('connection', (connection) => write({ event: 'connection', ...connection }))
  chat.on('gap', (gap) => write(gapRecord(gap)))
  chat.on('backlog', (progress) => {
    if (progress.state === 'done') {
      for (const message of chat.messages()) if (message.history) tell(message)
    }
    write({ event: 'backlog', ...progress })
  })
}
