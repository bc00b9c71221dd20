/** `ghost send`: says what comes by stdin, and leaves. */
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { GhostChatError, type Did, type GhostChat, type MessageId, type SendOptions } from 'ghost-chat'
import type { SendCommand } from '../args.ts'
import { atPace } from '../pace.ts'
import { placeOf, profileOf } from '../place.ts'
import { startStay } from '../stay.ts'
import { INTERRUPTED, type Surroundings } from '../streams.ts'
import { strings } from '../strings/strings.ts'
import { cleanLine } from '../text/sanitize.ts'

/** Until a joiner knows who is here: it is greeted within 3 s. */
const ROSTER_MS = 5_000

/** Exit code. @throws GhostChatError at the first message that cannot be sent; SeedFileError */
export async function send(command: SendCommand, { say: sayLine, ended }: Surroundings): Promise<number> {
  const { whole, to, replyTo, timeout, quiet } = command
  const say = (words: string): void => {
    if (!quiet) sayLine(strings.line.own(words))
  }
  say(strings.line.connecting(command.relays.map(cleanLine)))
  const stay = await startStay(
    placeOf(command),
    { ...profileOf(command), timeout: timeout * 1_000 },
    { signal: ended },
  )
  try {
    const { chat } = stay
    const options: SendOptions = { signal: ended, ...(to === undefined ? {} : { to: to as Did }) }
    if (to !== undefined) await present(chat, to as Did)
    const paced = atPace({ signal: ended, onWait: (seconds) => say(strings.line.pace(seconds)) })
    let sent = 0
    for await (const message of messagesOf(whole, ended)) {
      await paced(() =>
        replyTo === undefined
          ? chat.send(message, options)
          : chat.reply(replyTo as MessageId, message, options),
      )
      sent++
    }
    if (ended.aborted) return INTERRUPTED
    if (sent === 0) throw new GhostChatError('ERR_MESSAGE_EMPTY')
    return 0
  } catch (error) {
    if (ended.aborted) return INTERRUPTED
    throw error
  } finally {
    await stay.leave()
  }
}

/** Stdin's lines without the empty ones, or the whole of it without the last line's end. */
async function* messagesOf(whole: boolean, signal: AbortSignal): AsyncGenerator<string> {
  if (whole) {
    const all = (await text(process.stdin)).replace(/\r?\n$/, '')
    if (all.trim() !== '') yield all
    return
  }
  for await (const line of createInterface({ input: process.stdin, signal })) {
    if (line.trim() !== '') yield line
  }
}

/** Resolves when a user is in the room. Who is not by then is said to be gone by `send`. */
function present(chat: GhostChat, did: Did): Promise<void> {
  return new Promise((resolve) => {
    if (chat.onlineUsers().includes(did)) {
      resolve()
      return
    }
    const timer = setTimeout(done, ROSTER_MS)
    const stop = chat.on('user-joined', (joined) => {
      if (joined === did) done()
    })
    function done(): void {
      clearTimeout(timer)
      stop()
      resolve()
    }
  })
}
