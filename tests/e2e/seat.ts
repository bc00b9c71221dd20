/**
 * A member that is told what to do from elsewhere: the same code plays it in Node and in every browser. What goes
 * in and comes out are plain values, so that a call may cross from one process to another.
 */
import { GhostChat, openSpace, type Did, type Message, type Space } from 'ghost-chat'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'

export interface Entry {
  readonly relay: string
  readonly space: string
  readonly room: string
  readonly relayOnly: boolean
  /** So many are in the room once everybody is there. @default 2 */
  readonly people?: number
  /** Says something as soon as somebody comes. @default false */
  readonly greets?: boolean
}

export interface Heard {
  readonly from: string
  readonly text: string
  /** Whether it was said to this member alone. */
  readonly isPrivate: boolean
}

export interface View {
  readonly did: string
  readonly users: readonly string[]
  readonly state: string
  readonly peers: readonly { readonly path: string; readonly rtt: number | null }[]
  /** What the others said since this member joined, in order. */
  readonly heard: readonly Heard[]
  /** How many numbers this member has said. */
  readonly said: number
}

/** When something came about for the first time, in milliseconds since `open`; `null` as long as it has not. */
export interface Times {
  /** A connection to the relay. */
  readonly relay: number | null
  readonly first: number | null
  readonly roster: number | null
  readonly direct: number | null
}

export interface Seat {
  /** Starts a node; gives its peer id. */
  readonly open: (entry: Entry) => Promise<string>
  /** Joins the room; gives this member's DID. */
  readonly join: () => Promise<string>
  readonly view: () => Promise<View>
  readonly times: () => Promise<Times>
  /** @param to whom alone it is said; everybody unless given */
  readonly say: (text: string, to?: string) => Promise<void>
  /** Says 0, 1, 2 … until told to stop, as long as the other seat does so too. */
  readonly count: () => Promise<void>
  /** Gives how many numbers were said. @throws what a `send` threw */
  readonly stop: () => Promise<number>
  /** The numbers that were heard, in order. */
  readonly numbers: () => Promise<readonly number[]>
  /** Leaves, and closes the node. May be called twice. */
  readonly leave: () => Promise<void>
}

/** Numbers that a seat says ahead of what it hears: without a bound a slow path would only fall ever further behind. */
const AHEAD = 8
/** Milliseconds between two numbers: the browsers have other things to do. */
const PACE = 5

export function createSeat(): Seat {
  let entry: Entry | null = null
  let network: Libp2pNetwork | null = null
  let space: Space | null = null
  let chat: GhostChat | null = null
  let heard: Heard[] = []
  let startedAt = 0
  let times: { -readonly [Name in keyof Times]: Times[Name] }
  let said = 0
  let counting: { readonly stop: AbortController; readonly end: Promise<void> } | null = null

  function now(): GhostChat {
    if (chat === null) throw new Error('This seat has joined no room.')
    return chat
  }

  function mark(name: keyof Times, isSo: boolean): void {
    if (isSo) times[name] ??= performance.now() - startedAt
  }

  function listen(joined: GhostChat, { people = 2, greets = false }: Entry): void {
    const look = (): void => {
      mark('direct', joined.connection.state === 'direct')
      mark('roster', joined.onlineUsers().length === people)
    }
    joined.on('connection', look)
    if (greets) joined.on('user-joined', () => void joined.send('welcome').catch(() => undefined))
    joined.on('user-joined', look)
    const hear = (from: Did, { text, to, own, history }: Message): void => {
      if (own || history) return
      mark('first', true)
      heard.push({ from, text, isPrivate: to !== undefined })
    }
    joined.on('message', hear)
    joined.on('direct', hear)
  }

  return {
    async open(given) {
      entry = given
      heard = []
      said = 0
      times = { relay: null, first: null, roster: null, direct: null }
      startedAt = performance.now()
      network = await libp2pNetwork({ relays: [given.relay], relayOnly: given.relayOnly })
      const { libp2p } = network
      const look = (): void => mark('relay', libp2p.getConnections().length > 0)
      libp2p.addEventListener('connection:open', look)
      look()
      return network.self
    },
    async join() {
      if (entry === null || network === null) throw new Error('This seat has no node.')
      space = await openSpace(entry.space, { network })
      chat = new GhostChat(entry.room, { space, flood: false })
      listen(chat, entry)
      await chat.joinChat()
      return space.did
    },
    async view() {
      const { connection } = now()
      const peers = connection.peers.map(({ path, rtt }) => ({ path, rtt }))
      return {
        did: space?.did ?? '',
        users: now().onlineUsers(),
        state: connection.state,
        peers,
        heard,
        said,
      }
    },
    times: async () => times,
    async say(text, to) {
      await now().send(text, to === undefined ? {} : { to: to as Did })
    },
    async count() {
      const joined = now()
      const stop = new AbortController()
      const talk = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          if (said < heard.length + AHEAD) await joined.send(String(said++))
          await new Promise((resolve) => setTimeout(resolve, PACE))
        }
      }
      const end = talk()
      end.catch(() => undefined)
      counting = { stop, end }
    },
    async stop() {
      counting?.stop.abort()
      await counting?.end
      return said
    },
    numbers: async () => heard.map(({ text }) => Number(text)),
    async leave() {
      counting?.stop.abort()
      if (space === null) await network?.close()
      else await space.close()
      ;[network, space, chat] = [null, null, null]
    },
  }
}
