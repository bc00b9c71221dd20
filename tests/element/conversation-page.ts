/** What the page of the conversation's tests runs: a conversation alone, with values that the test gives. */
import '../../packages/element/src/conversation/conversation.ts'
import type { GhostConversationElement } from '../../packages/element/src/conversation/conversation.ts'
import type { Entry, MessageEntry, Person } from '../../packages/element/src/model.ts'
import { tokens } from '../../packages/element/src/theme/tokens.css.ts'

type Did = Person['did']
type MessageId = NonNullable<MessageEntry['id']>

/** What a test gives for a message; the rest has defaults. */
export interface Said {
  readonly key?: string
  readonly from?: string
  readonly own?: boolean
  readonly text?: string
  /** Milliseconds since 1970. */
  readonly at?: number
  readonly replyTo?: string
  readonly to?: string
  readonly account?: string
  readonly gap?: 'missing' | 'two-faced'
  readonly delivery?: MessageEntry['delivery']
  readonly id?: string | null
  readonly notice?: string
}

export interface PersonGiven {
  readonly name?: string
  readonly account?: string
  readonly gone?: boolean
}

export interface Heard {
  readonly name: string
  readonly detail: unknown
}

const layout = new CSSStyleSheet()
layout.replaceSync(`:host {
  display: flex;
  flex-direction: column;
  height: 100vh;
  background: var(--ghost-surface);
  font: var(--ghost-font-size) / 1.5 var(--ghost-font);
}`)

/** Carries the colours, as the outermost element does. */
class TestHost extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' })

  constructor() {
    super()
    if (tokens.styleSheet !== undefined) this.#root.adoptedStyleSheets = [tokens.styleSheet, layout]
  }

  /** A conversation in place of the one before. */
  fresh(): GhostConversationElement {
    const made = document.createElement('ghost-conversation')
    this.#root.replaceChildren(made)
    return made
  }
}
customElements.define('test-host', TestHost)

const EVENTS = ['send', 'typing', 'draft', 'retry', 'edit', 'discard', 'earlier', 'person', 'at-end']

export interface Talk {
  readonly element: GhostConversationElement
  readonly heard: Heard[]
  /** A fresh conversation in place of this one. */
  begin(): Promise<void>
  /** Replaces all entries. */
  show(said: readonly Said[]): Promise<void>
  /** Adds below, or above. */
  add(said: readonly Said[], where?: 'below' | 'above'): Promise<void>
  /** Changes one entry. */
  change(key: string, said: Said): Promise<void>
  remove(key: string): Promise<void>
  people(people: Readonly<Record<string, PersonGiven>>): Promise<void>
  typing(dids: readonly string[]): Promise<void>
  settled(): Promise<void>
}

declare global {
  var talk: Talk
}

const host = new TestHost()
host.setAttribute('theme', location.hash.includes('dark') ? 'dark' : 'light')
if (location.hash.includes('rtl')) document.documentElement.dir = 'rtl'
document.body.append(host)
let element = host.fresh()

let given: Readonly<Record<string, PersonGiven>> = {}
let count = 0
const SELF = 'did:key:z6MkownownownownownownownownownownownownMe42' as Did
const ADA = 'did:key:z6MkadaadaadaadaadaadaadaadaadaadaAda9xQ'

const personOf = (did: Did): Person => ({
  did,
  self: did === SELF,
  blocked: false,
  ...(given[did]?.name === undefined ? {} : { name: given[did].name }),
  ...(given[did]?.gone === true ? { gone: true } : {}),
  ...(given[did]?.account === undefined ? {} : { account: given[did].account as Did }),
})

const SENT = { state: 'sent' } as const

const entryOf = (said: Said): Entry => {
  count += 1
  const key = said.key ?? `k${count}`
  const at = new Date(said.at ?? Date.now())
  if (said.notice !== undefined) return { kind: 'notice', key, at, text: said.notice }
  return Object.freeze({
    kind: 'message',
    key,
    ...(said.id === null ? {} : { id: (said.id ?? `id-${key}`) as MessageId }),
    from: (said.from ?? ADA) as Did,
    ...(said.own === undefined ? {} : { own: said.own }),
    text: said.text ?? `message ${key}`,
    at,
    ...(said.replyTo === undefined ? {} : { replyTo: said.replyTo as MessageId }),
    ...(said.to === undefined ? {} : { to: said.to as Did }),
    ...(said.account === undefined ? {} : { account: said.account as Did }),
    ...(said.gap === undefined ? {} : { gap: said.gap }),
    delivery: said.delivery ?? SENT,
  })
}

const heard: Heard[] = []
for (const name of EVENTS) {
  document.addEventListener(`ghost-${name}`, (event) => {
    heard.push({ name, detail: event instanceof CustomEvent ? (event.detail as unknown) : undefined })
  })
}

/** Two frames: one in which what changed is measured, one in which what that changed is drawn. */
const settled = async (): Promise<void> => {
  await element.updateComplete
  for (let frame = 0; frame < 3; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

const begin = (): void => {
  given = {}
  heard.length = 0
  element = host.fresh()
  element.self = SELF
  element.personOf = personOf
}
begin()

globalThis.talk = {
  get element() {
    return element
  },
  heard,
  settled,
  async begin() {
    begin()
    await settled()
  },
  async show(said) {
    element.entries = said.map(entryOf)
    await settled()
  },
  async add(said, where = 'below') {
    const added = said.map(entryOf)
    element.entries = where === 'below' ? [...element.entries, ...added] : [...added, ...element.entries]
    await settled()
  },
  async change(key, said) {
    element.entries = element.entries.map((entry) => (entry.key === key ? entryOf({ ...said, key }) : entry))
    await settled()
  },
  async remove(key) {
    element.entries = element.entries.filter((entry) => entry.key !== key)
    await settled()
  },
  async people(people) {
    given = people
    element.personOf = (did) => personOf(did)
    await settled()
  },
  async typing(dids) {
    element.typing = dids.map((did) => personOf(did as Did))
    await settled()
  },
}
