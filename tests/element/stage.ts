/**
 * Stands in for `ghost-chat` in the element's tests: the same face, no network. A test plays the other people, the
 * wallets and the network's moods through `globalThis.scene`.
 */
import type {
  Connection,
  Did,
  FoundWallet,
  GhostChat,
  Identity,
  IdentityFactory,
  JoinOptions,
  Message,
  MessageId,
  SendOptions,
  SessionId,
  Space,
  SpaceOptions,
  User,
} from 'ghost-chat'

type Extra = {
  replyTo?: string
  timestamp?: Date
  history?: boolean
  to?: string
  account?: string
  accountDomain?: string
  gap?: 'missing' | 'two-faced'
}

interface Peer {
  did: string
  path: 'direct' | 'relayed'
  rtt?: number
}

interface Join {
  space: string
  room: string
  relays: readonly string[]
  name: string | undefined
  readOnly: boolean
}

export interface Stage {
  /** Codes that the next calls of openSpace, joinChat, send and the wallet fail with, first come first. */
  openFailures: string[]
  joinFailures: string[]
  sendFailures: string[]
  walletFailures: string[]
  /** While set, nothing is sent, nobody is let in and no wallet answers: nothing resolves or rejects. */
  hold: boolean
  joins: Join[]
  /** Whose log-ins the space that was opened last believes. */
  domains: readonly string[] | undefined
  /** Rooms that were left, the reader's too. */
  leaves: number
  sent: { text: string; replyTo?: string; to?: string }[]
  /** What was told of one's own typing, and the names one took. */
  typed: boolean[]
  renames: (string | undefined)[]
  /** Wallets that announce themselves. */
  wallets: { name: string; icon?: string }[]
  /** What the others have from before; `id` and the rest as in a message. */
  backlog: { id: string; from: string; text: string; timestamp: number; replyTo?: string }[]
  backlogs: number
  /** `domain`: whose log-in the account is. @default example.org */
  enter(did: string, name?: string, account?: string, more?: { domain?: string; proven?: boolean }): void
  exit(did: string): void
  say(did: string, text: string, more?: Extra): string
  /** A message that was said turns out to have something wrong with it. */
  doubt(id: string, gap: 'missing' | 'two-faced'): void
  connect(state: Connection['state'], peers?: Peer[], offset?: number): void
  /** How many read besides, and who is writing. */
  read(count: number): void
  write(...dids: string[]): void
  release(): void
}

declare global {
  var scene: Stage
  /** Set before the page loads: what the stage begins with. */
  var sceneSetup: Partial<Stage> | undefined
}

const OWN_DID = 'did:key:z6MkownownownownownownownownownownownownMe42'
const ACCOUNT = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7'

/** @public The element imports it under the library's name. */
export class GhostChatError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code === 'ERR_NAME_INVALID' ? 'This name cannot be used. The name of a room is refused.' : code)
    this.code = code
  }
}

type Listener = (...values: unknown[]) => void
type Listeners = Map<string, Set<Listener>>

/** Every chat that is joined just now. */
const live = new Set<Listeners>()
const others = new Map<string, User>()
const blocked = new Set<Did>()

let transcript: Message[] = []
let connection: Connection = { state: 'relayed', peers: [], clock: { offset: 0, source: 'own' } }
let readers = 0
let writing: Did[] = []
let waiting: (() => void)[] = []
let count = 0

function emit(event: string, ...values: unknown[]): void {
  for (const listeners of [...live]) for (const listener of listeners.get(event) ?? []) listener(...values)
}

function messageOf(from: string, text: string, more: Extra = {}, id?: string): Message {
  count += 1
  const { replyTo, timestamp = new Date(), history = false, to, account, accountDomain, gap } = more
  return Object.freeze({
    id: (id ?? `envelope-${count}.0`) as MessageId,
    from: from as Did,
    content: text,
    text,
    timestamp,
    session: 'session' as SessionId,
    history,
    own: from === OWN_DID,
    ...(replyTo === undefined ? {} : { replyTo: replyTo as MessageId }),
    ...(to === undefined ? {} : { to: to as Did }),
    ...(account === undefined ? {} : { account: account as Did }),
    ...(accountDomain === undefined ? {} : { accountDomain }),
    ...(gap === undefined ? {} : { gap }),
  })
}

globalThis.scene = {
  openFailures: [],
  joinFailures: [],
  sendFailures: [],
  walletFailures: [],
  hold: false,
  joins: [],
  domains: undefined,
  leaves: 0,
  sent: [],
  typed: [],
  renames: [],
  wallets: [],
  backlog: [],
  backlogs: 0,
  enter(did, name, account, { domain = 'example.org', proven = true } = {}) {
    const sessions = [{ id: 'session' as SessionId, peer: 'peer', self: false }]
    others.set(did, {
      ...{ did: did as Did, sessions, self: false },
      ...(name === undefined ? {} : { name }),
      ...(account === undefined
        ? {}
        : { [proven ? 'account' : 'unprovenAccount']: account as Did, accountDomain: domain }),
    })
    emit('user-joined', did)
  },
  exit(did) {
    others.delete(did)
    emit('user-left', did)
  },
  say(did, text, more) {
    const message = messageOf(did, text, more)
    transcript.push(message)
    if (!blocked.has(message.from)) emit(eventOf(message), did, message)
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
  connect(state, peers = [], offset = 0) {
    connection = {
      state,
      peers: peers.map(({ did, path, rtt = null }) => ({ did: did as Did, path, rtt })),
      clock: { offset, source: offset === 0 ? 'own' : 'relay' },
    }
    emit('connection', connection)
  },
  read(now) {
    readers = now
    emit('readers', now)
  },
  write(...dids) {
    writing = dids as Did[]
    emit('typing', writing)
  },
  release() {
    scene.hold = false
    for (const go of waiting) go()
    waiting = []
  },
  ...globalThis.sceneSetup,
}

async function passes(failures: string[], signal?: AbortSignal): Promise<void> {
  if (scene.hold) {
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve)
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
    })
  }
  await Promise.resolve()
  const failure = failures.shift()
  if (failure !== undefined) throw new GhostChatError(failure)
}

async function post(text: string, more: Extra): Promise<Message> {
  await passes(scene.sendFailures)
  const { replyTo, to } = more
  const message = messageOf(OWN_DID, text, more)
  transcript.push(message)
  scene.sent.push({
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(to === undefined ? {} : { to }),
  })
  emit(eventOf(message), OWN_DID, message)
  return message
}

function eventOf({ to }: Message): 'message' | 'direct' {
  return to === undefined ? 'message' : 'direct'
}

function toOf(options: SendOptions | undefined): Extra {
  return options?.to === undefined ? {} : { to: options.to }
}

interface Who {
  readonly readOnly: boolean
  readonly account: Did | undefined
  name: string | undefined
}

/** What of a chat the element uses, and what a newer library has besides. */
interface Played {
  on: GhostChat['on']
  send: GhostChat['send']
  reply: GhostChat['reply']
  users: GhostChat['users']
  readers: GhostChat['readers']
  messages: GhostChat['messages']
  directMessages: GhostChat['directMessages']
  requestBacklog: GhostChat['requestBacklog']
  block: GhostChat['block']
  unblock: GhostChat['unblock']
  blockedUsers: GhostChat['blockedUsers']
  readonly connection: Connection
  leaveChat: GhostChat['leaveChat']
  readonly name: string
  typing(active?: boolean): void
  typingUsers(): readonly Did[]
  setProfile(profile: { readonly name?: string }): Promise<void>
}

function createChat(room: string, who: Who): Played {
  const listeners: Listeners = new Map()
  live.add(listeners)
  const self = (): User => ({
    ...{ did: OWN_DID as Did, self: true },
    sessions: [{ id: 'own-session' as SessionId, peer: 'own-peer', self: true }],
    ...(who.name === undefined ? {} : { name: who.name }),
    ...(who.account === undefined ? {} : { account: who.account, accountDomain: location.host }),
  })
  return {
    name: room,
    on(event, listener) {
      const own = listeners.get(event) ?? new Set()
      listeners.set(event, own)
      own.add(listener as unknown as Listener)
      return () => own.delete(listener as unknown as Listener)
    },
    send: (content, options) => post(content as string, toOf(options)),
    reply: (message, content, options) =>
      post(content as string, {
        replyTo: typeof message === 'string' ? message : message.id,
        ...toOf(options),
      }),
    users: () => [...(who.readOnly ? [] : [self()]), ...others.values()],
    readers: () => readers + (who.readOnly ? 1 : 0),
    messages: () => transcript.filter(({ from, to }) => !blocked.has(from) && to === undefined),
    directMessages: () => transcript.filter(({ from, to }) => !blocked.has(from) && to !== undefined),
    async requestBacklog() {
      scene.backlogs += 1
      const given = scene.backlog.map(({ id, from, text, timestamp, ...more }) =>
        messageOf(from, text, { ...more, timestamp: new Date(timestamp), history: true }, id),
      )
      transcript = [...given.filter(({ id }) => !transcript.some((known) => known.id === id)), ...transcript]
      return given
    },
    block: (did) => void blocked.add(did),
    unblock: (did) => void blocked.delete(did),
    blockedUsers: () => [...blocked],
    get connection() {
      return connection
    },
    async leaveChat() {
      if (!live.delete(listeners)) return
      scene.leaves += 1
    },
    typing: (active = true) => void scene.typed.push(active),
    typingUsers: () => writing,
    async setProfile({ name }) {
      who.name = name
      scene.renames.push(name)
      emit('user-changed', OWN_DID)
      emit('connection', connection)
    },
  }
}

interface Opened {
  readonly did: Did
  readonly account: Did | undefined
  joinChat(room: string, options?: JoinOptions): Promise<Played>
  close: Space['close']
}

/** @public The element imports it under the library's name. */
export async function openSpace(space: string, options: SpaceOptions = {}): Promise<Opened> {
  await passes(scene.openFailures)
  const { identity, relays = [], accounts } = options
  scene.domains = accounts?.domains
  const known = typeof identity === 'function' ? await identity(space as never, undefined as never) : identity
  const account = known !== undefined && 'account' in known ? known.account : undefined
  const chats: Played[] = []
  return {
    did: OWN_DID as Did,
    account,
    async joinChat(room, { profile, readOnly = false, signal } = {}) {
      await passes(scene.joinFailures, signal)
      const name = profile?.name
      scene.joins.push({ space, room, relays, name, readOnly })
      const chat = createChat(room, { readOnly, account, name })
      chats.push(chat)
      return chat
    },
    async close() {
      for (const chat of chats) await chat.leaveChat()
    },
  }
}

/** @public The element imports it under the library's name. */
export async function findWallets(): Promise<readonly FoundWallet[]> {
  return scene.wallets.map(({ name, icon }, index) => ({
    info: {
      uuid: `00000000-0000-4000-8000-00000000000${index}`,
      name,
      rdns: `org.example.${name.toLowerCase().replaceAll(/[^a-z]/g, '')}`,
      ...(icon === undefined ? {} : { icon }),
    },
    provider: { request: async () => null },
  }))
}

/** @public The element imports it under the library's name. */
export function wallet({ signal }: { readonly signal?: AbortSignal }): IdentityFactory {
  return async () => {
    await passes(scene.walletFailures, signal)
    return { did: OWN_DID, account: ACCOUNT } as unknown as Identity
  }
}

/** @public The element imports it under the library's name. */
export async function guest(): Promise<Identity> {
  return { did: OWN_DID } as unknown as Identity
}
