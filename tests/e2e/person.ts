/**
 * One person in a process of its own: does what the lines on its stdin ask, tells on its stdout what came of it
 * and what happened. A line is a JSON object. It ends by itself once its stdin has ended.
 */
import { createInterface } from 'node:readline'
import {
  GhostChatError,
  openSpace,
  type GhostChat,
  type JsonValue,
  type Message,
  type Space,
} from 'ghost-chat'

/** A message as it travels between the processes. */
export interface Said {
  readonly id: Message['id']
  readonly from: string
  readonly text: string
  readonly content: unknown
  readonly history: boolean
  readonly replyTo?: string
}

export interface JoinAs {
  readonly name?: string
  readonly flood?: false
  readonly timeout?: number
  readonly sendTimeout?: number
  readonly queue?: boolean
}

/** How somebody may be reached. */
export interface Ways {
  readonly relayOnly?: boolean
}

/** What can be asked. A stay is one time in a room: who leaves and joins again begins another. */
export type Ask =
  | ({ readonly do: 'open'; readonly space: string; readonly relays: readonly string[] } & Ways)
  | { readonly do: 'join'; readonly stay: number; readonly room: string; readonly as: JoinAs }
  | { readonly do: 'send'; readonly stay: number; readonly content: JsonValue }
  | { readonly do: 'reply'; readonly stay: number; readonly to: Message['id']; readonly content: JsonValue }
  | { readonly do: 'users' | 'messages' | 'backlog' | 'leave'; readonly stay: number }
  | { readonly do: 'close' }

/** `n` is the number of the line that asked. */
export type Answer = { readonly n: number } & (
  { readonly ok: unknown } | { readonly code: string; readonly error: string }
)

export type Happening = { readonly stay: number } & (
  | { readonly event: 'user-joined' | 'user-left'; readonly did: string }
  | { readonly event: 'message'; readonly message: Said }
  | { readonly event: 'connection'; readonly state: GhostChat['connection']['state'] }
)

let space: Space | undefined
const stays = new Map<number, GhostChat>()

function tell(line: Answer | Happening): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function said({ id, from, text, content, history, replyTo }: Message): Said {
  return { id, from, text, content, history, ...(replyTo === undefined ? {} : { replyTo }) }
}

async function join(stay: number, room: string, { name, ...options }: JoinAs): Promise<void> {
  if (space === undefined) throw new Error('no space is open')
  const chat = await space.joinChat(room, {
    ...options,
    ...(name === undefined ? {} : { profile: { name } }),
  })
  chat.on('user-joined', (did) => tell({ stay, event: 'user-joined', did }))
  chat.on('user-left', (did) => tell({ stay, event: 'user-left', did }))
  chat.on('message', (_did, message) => tell({ stay, event: 'message', message: said(message) }))
  chat.on('connection', ({ state }) => tell({ stay, event: 'connection', state }))
  tell({ stay, event: 'connection', state: chat.connection.state })
  stays.set(stay, chat)
}

async function perform(ask: Ask): Promise<unknown> {
  if (ask.do === 'open') {
    const { space: name, relays, relayOnly = false } = ask
    space = await openSpace(name, { relays, relayOnly })
    return space.did
  }
  if (ask.do === 'close') return space?.close()
  if (ask.do === 'join') return join(ask.stay, ask.room, ask.as)
  const chat = stays.get(ask.stay)
  if (chat === undefined) throw new Error(`no stay ${ask.stay}`)
  switch (ask.do) {
    case 'send':
      return said(await chat.send(ask.content))
    case 'reply':
      return said(await chat.reply(ask.to, ask.content))
    case 'users':
      return chat.users()
    case 'messages':
      return chat.messages().map(said)
    case 'backlog':
      return (await chat.requestBacklog()).map(said)
    case 'leave':
      return chat.leaveChat()
  }
}

async function answer({ n, ...ask }: Ask & { readonly n: number }): Promise<void> {
  try {
    tell({ n, ok: (await perform(ask)) ?? null })
  } catch (error) {
    const code = error instanceof GhostChatError ? error.code : 'unexpected'
    tell({ n, code, error: String(error) })
  }
}

// Node's own way with these depends on its flags; a test must hear of them whatever those are.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`${event}: ${error instanceof Error ? String(error.stack) : String(error)}\n`)
    process.exit(70)
  })
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => void answer(JSON.parse(line) as Ask & { readonly n: number }))
// Also when whoever started it is gone.
lines.on('close', () => void space?.close())
