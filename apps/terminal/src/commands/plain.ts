/** `ghost join` without a screen: each line that comes in is said, and each that others say goes out. */
import { createInterface } from 'node:readline'
import type { GhostChat } from 'ghost-chat'
import type { JoinCommand } from '../args.ts'
import { atPace } from '../pace.ts'
import { placeOf, profileOf, titleOf } from '../place.ts'
import { startStay, type Stay } from '../stay.ts'
import { aborted, type Surroundings } from '../streams.ts'
import { strings } from '../strings/strings.ts'
import { explainSend } from '../text/explain.ts'
import { cleanLine } from '../text/sanitize.ts'
import { tellPlainly, type Telling } from './tell.ts'

/** Exit code: 1 where a line could not be sent. */
export async function joinPlainly(command: JoinCommand, around: Surroundings): Promise<number> {
  const { ended } = around
  const say = (words: string): void => around.say(strings.line.own(words))
  const join = { ...profileOf(command), readOnly: command.readOnly, backlog: true }
  let telling: Telling | undefined
  say(strings.line.connecting(command.relays.map(cleanLine)))
  const stay: Stay = await startStay(placeOf(command), join, {
    signal: ended,
    onChat: (chat, own) => (telling = tellPlainly(chat, own, around)),
    onWaiting: (reason, seconds) => say(strings.line.retrying(reason, seconds)),
  })
  try {
    telling?.entered(titleOf(command))
    if (command.readOnly) {
      await aborted(ended)
      return 0
    }
    return (await sayLines(stay.chat, around)) ? 0 : 1
  } finally {
    telling?.end()
    await stay.leave()
  }
}

/** Says all lines of stdin; gives whether all went out. */
async function sayLines(chat: GhostChat, { say: sayLine, ended }: Surroundings): Promise<boolean> {
  const say = (words: string): void => sayLine(strings.line.own(words))
  const paced = atPace({ signal: ended, onWait: (seconds) => say(strings.line.pace(seconds)) })
  let allSent = true
  const lines = createInterface({ input: process.stdin, signal: ended })
  for await (const line of lines) {
    if (line.trim() === '') continue
    try {
      await paced(() => chat.send(line, { queue: true, signal: ended }))
    } catch (error) {
      if (ended.aborted) break
      allSent = false
      say(strings.line.notSent(explainSend(error)))
    }
  }
  return allSent
}
