/**
 * One of two people who do everything once: talk, answer, speak in private, fetch what was said before, leave.
 * A process of its own; all it tells is on its stdout, which is a pipe: `ready`, then `done`.
 */
import { writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { openSpace, type Did, type GhostChat, type Message } from 'ghost-chat'

/** What the two say, who they are and where: each holds a marker. */
export interface Script {
  readonly space: string
  readonly room: string
  readonly names: { readonly host: string; readonly guest: string }
  readonly texts: {
    readonly first: string
    readonly json: string
    readonly reply: string
    readonly direct: string
    readonly answer: string
  }
}

/** Breaks the promise, so that a test can see it broken: what was heard goes to a file, in this encoding. */
export interface Fault {
  readonly path: string
  readonly encoding: 'utf8' | 'base64url'
}

export interface Part {
  readonly relay: string
  readonly role: 'host' | 'guest'
  readonly script: Script
  readonly fault?: Fault
}

/** Resolves with the first message that is the one meant, heard before or from now on. */
function heard(chat: GhostChat, isMeant: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve) => {
    const look = (message: Message): void => {
      if (isMeant(message)) resolve(message)
    }
    chat.on('message', (_, message) => look(message))
    chat.on('direct', (_, message) => look(message))
    chat.messages().forEach(look)
    chat.directMessages().forEach(look)
  })
}

/** By either of Node's ways to a file: in this thread, and in another. */
async function keep(message: Message, { path, encoding }: Fault): Promise<void> {
  const json = JSON.stringify({ id: message.id, text: message.text })
  if (encoding === 'utf8') writeFileSync(path, json)
  else await writeFile(path, Buffer.from(json).toString(encoding))
}

async function host(chat: GhostChat, { texts }: Script): Promise<Message> {
  const reply = heard(chat, ({ text }) => text === texts.reply)
  const direct = heard(chat, ({ text, to }) => to !== undefined && text === texts.direct)
  await chat.send(texts.first)
  await chat.send({ said: texts.json })
  process.stdout.write('ready\n')
  await reply
  await chat.reply(await direct, texts.answer)
  return reply
}

async function guest(chat: GhostChat, { texts }: Script): Promise<Message> {
  const answer = heard(chat, ({ text }) => text === texts.answer)
  process.stdout.write('ready\n')
  const backlog = await chat.requestBacklog()
  const first = backlog.find(({ text }) => text === texts.first)
  if (first === undefined) throw new Error(`The backlog of ${backlog.length} messages lacks the first one.`)
  await chat.reply(first, texts.reply)
  const to: Did = first.from
  await chat.send(texts.direct, { to })
  await answer
  return first
}

async function play({ relay, role, script, fault }: Part): Promise<void> {
  const space = await openSpace(script.space, { relays: [relay] })
  const chat = await space.joinChat(script.room, { profile: { name: script.names[role] } })
  const message = await (role === 'host' ? host : guest)(chat, script)
  if (fault !== undefined) await keep(message, fault)
  await chat.leaveChat()
  await space.close()
  process.stdout.write('done\n')
}

const [, , part] = process.argv
if (part !== undefined) await play(JSON.parse(part) as Part)
