/** `ghost join` without a screen: each line that comes in is said, and each that others say goes out. */
import { createInterface } from 'node:readline'
import type { GhostChat } from 'ghost-chat'
import type { JoinCommand } from '../args.ts'
import { atPace } from '../pace.ts'
import { placeOf, profileOf, titleOf } from '../place.ts'
import { startStay } from '../stay.ts'
import { aborted, type Surroundings } from '../streams.ts'
import { explainSend } from '../text/explain.ts'
import { tellPlainly } from './tell.ts'

/** Exit code: 1 where a line could not be sent. */
export async function joinPlainly(command: JoinCommand, around: Surroundings): Promise<number> {
  const { say, ended } = around
  const join = { ...profileOf(command), readOnly: command.readOnly, backlog: true }
  const stay = await startStay(placeOf(command), join, {
    signal: ended,
    onChat: (chat, own) => tellPlainly(chat, own, around),
    onWaiting: (reason, seconds) => say(`ghost: ${reason} Trying again in ${seconds} s.`),
  })
  try {
    say(`ghost: you are in ${titleOf(command)}`)
    if (command.readOnly) {
      await aborted(ended)
      return 0
    }
    return (await sayLines(stay.chat, around)) ? 0 : 1
  } finally {
    await stay.leave()
  }
}

/** Says all lines of stdin; gives whether all went out. */
async function sayLines(chat: GhostChat, { say, ended }: Surroundings): Promise<boolean> {
  const paced = atPace({ signal: ended, onWait: (seconds) => say(waitingWords(seconds)) })
  let allSent = true
  const lines = createInterface({ input: process.stdin, signal: ended })
  for await (const line of lines) {
    if (line.trim() === '') continue
    try {
      await paced(() => chat.send(line, { signal: ended }))
    } catch (error) {
      if (ended.aborted) break
      allSent = false
      say(`ghost: not sent: ${explainSend(error)}`)
    }
  }
  return allSent
}

export function waitingWords(seconds: number): string {
  return `ghost: the room takes no more messages of one person for the moment; going on in ${seconds} s`
}
