/**
 * Stands in for `ghost-chat` in the page's tests: the same face, no network. A test plays the other people
 * and the network's moods through `globalThis.stage`.
 */
import type { Connection, Did, GhostChat, Message, MessageId, SessionId, Space, User } from 'ghost-chat'

type Extra = {
  replyTo?: string
  timestamp?: Date
  history?: boolean
  to?: string
  gap?: 'missing' | 'two-faced'
}

export interface Stage {
  /** Codes that the next calls of joinChat and send fail with, first come first. */
  joinFailures: string[]
  sendFailures: string[]
  /** While set, nothing is sent: send neither resolves nor rejects. */
  hold: boolean
  joins: { space: string; room: string; name: string | undefined }[]
  leaves: number
  sent: { text: string; replyTo?: string }[]
  /** What the others have from before; `id` and the rest as in a message. */
  backlog: { id: string; from: string; text: string; timestamp: number; replyTo?: string }[]
  enter(did: string, name?: string): void
  exit(did: string): void
  say(did: string, text: string, more?: Extra): string
  /** A message that was said turns out to have something wrong with it. */
  doubt(id: string, gap: 'missing' | 'two-faced'): void
  connect(state: Connection['state'], peers?: { did: string; path: 'direct' | 'relayed' }[]): void
  release(): void
}

declare global {
  var stage: Stage
  /** Set before the page loads: what the stage begins with. */
  var stageSetup: Partial<Stage> | undefined
}

const OWN_DID = 'did:key:z6MkownownownownownownownownownownownownMe42'

class GhostChatError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code === 'ERR_NAME_INVALID' ? 'This name cannot be used. The name of a room is refused.' : code)
    this.code = code
  }
}

type Listener = (...values: unknown[]) => void

const listeners = new Map<string, Set<Listener>>()
const users = new Map<string, User>()

let transcript: Message[] = []
const clock = { offset: 0, source: 'own' } as const
let connection: Connection = { state: 'relayed', peers: [], clock }
let waiting: (() => void)[] = []
let count = 0

function emit(event: string, ...values: unknown[]): void {
  for (const listener of listeners.get(event) ?? []) listener(...values)
}

function messageOf(from: string, text: string, more: Extra = {}, id?: string): Message {
  count += 1
  const { replyTo, timestamp = new Date(), history = false, to, gap } = more
  return Object.freeze({
    id: (id ?? `envelope-${count}.0`) as MessageId,
    from: from as Did,
    content: text,
    text,
    timestamp,
    session: 'session' as SessionId,
    history,
    ...(replyTo === undefined ? {} : { replyTo: replyTo as MessageId }),
    ...(to === undefined ? {} : { to: to as Did }),
    ...(gap === undefined ? {} : { gap }),
  })
}

globalThis.stage = {
  joinFailures: [],
  sendFailures: [],
  hold: false,
  joins: [],
  leaves: 0,
  sent: [],
  backlog: [],
  enter(did, name) {
    const sessions = [{ id: 'session' as SessionId, peer: 'peer', self: false }]
    users.set(did, { did: did as Did, sessions, self: false, ...(name === undefined ? {} : { name }) })
    emit('user-joined', did)
  },
  exit(did) {
    users.delete(did)
    emit('user-left', did)
  },
  say(did, text, more) {
    const message = messageOf(did, text, more)
    transcript.push(message)
    emit('message', did, message)
    return message.id
  },
  doubt(id, gap) {
    const place = transcript.findIndex((message) => message.id === id)
    const said = transcript[place]
    if (said === undefined) return
    const marked: Message = Object.freeze({ ...said, gap })
    transcript[place] = marked
    emit('gap', { kind: gap, from: marked.from, session: marked.session, missing: 1, messages: [marked] })
  },
  connect(state, peers = []) {
    connection = { state, peers: peers.map(({ did, path }) => ({ did: did as Did, path, rtt: null })), clock }
    emit('connection', connection)
  },
  release() {
    stage.hold = false
    for (const go of waiting) go()
    waiting = []
  },
  ...globalThis.stageSetup,
}

async function post(text: string, replyTo?: string): Promise<Message> {
  if (stage.hold) await new Promise<void>((resolve) => waiting.push(resolve))
  await Promise.resolve()
  const failure = stage.sendFailures.shift()
  if (failure !== undefined) throw new GhostChatError(failure)
  const answer = replyTo === undefined ? {} : { replyTo }
  const message = messageOf(OWN_DID, text, answer)
  transcript.push(message)
  stage.sent.push({ text, ...answer })
  emit('message', OWN_DID, message)
  return message
}

type Face = 'on' | 'send' | 'reply' | 'users' | 'messages' | 'requestBacklog' | 'connection' | 'leaveChat'

function createChat(): Pick<GhostChat, Face> {
  return {
    on(event, listener) {
      const own = listeners.get(event) ?? new Set()
      listeners.set(event, own)
      own.add(listener as unknown as Listener)
      return () => own.delete(listener as unknown as Listener)
    },
    send: (content) => post(content as string),
    reply: (message, content) => post(content as string, typeof message === 'string' ? message : message.id),
    users: () => [...users.values()],
    messages: () => [...transcript],
    async requestBacklog() {
      const given = stage.backlog.map(({ id, from, text, timestamp, ...more }) =>
        messageOf(from, text, { ...more, timestamp: new Date(timestamp), history: true }, id),
      )
      transcript = [...given.filter(({ id }) => !transcript.some((known) => known.id === id)), ...transcript]
      return given
    },
    get connection() {
      return connection
    },
    async leaveChat() {
      stage.leaves += 1
      transcript = []
      users.clear()
      listeners.clear()
    },
  }
}

/** @public The page imports it under the library's name. */
export async function openSpace(space: string): Promise<Pick<Space, 'joinChat' | 'close'>> {
  return {
    async joinChat(room, { profile } = {}) {
      const failure = stage.joinFailures.shift()
      if (failure !== undefined) throw new GhostChatError(failure)
      stage.joins.push({ space, room, name: profile?.name })
      const sessions = [{ id: 'own-session' as SessionId, peer: 'own-peer', self: true }]
      users.set(OWN_DID, { did: OWN_DID as Did, sessions, self: true, ...profile })
      connection = { state: 'relayed', peers: [], clock }
      return createChat() as GhostChat
    },
    close: async () => undefined,
  }
}
