/** The people in the room. Beside the messages where there is room, over them where there is not. */
import type { Connection, Did, User } from 'ghost-chat'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Person } from '../model.ts'
import { avatar } from '../parts/avatar.ts'
import { icon } from '../parts/icon.ts'
import { personName } from '../parts/name.ts'
import { strings } from '../strings/strings.ts'
import { cleanName } from '../text/names.ts'
import { words } from '../text/words.ts'
import { base } from '../theme/base.css.ts'
import { byName, isFoundBy, samePeers, searchKey } from './people-order.ts'
import { peopleStyle } from './people.css.ts'

/** More than anyone reads; a crowd of thousands must not become as many elements. The search goes through all. */
const SHOWN = 200
/** Up to as many are found faster by looking. */
const SEARCHED_ABOVE = 20

const said = strings.people

interface Row {
  readonly person: Person
  readonly name: string | undefined
  readonly self: boolean
  readonly how: string
}

export class PeoplePanel extends LitElement {
  static override properties = {
    users: { attribute: false },
    // A new list comes with every round trip that was measured.
    peers: { attribute: false, hasChanged: (a: Peers, b?: Peers) => !samePeers(a, b) },
    personOf: { attribute: false },
    readers: { attribute: false },
    reading: { attribute: false },
    query: { state: true },
  }
  static override styles = [base, peopleStyle]

  /** The same list until somebody comes, leaves or changes. */
  declare users: readonly User[]
  declare peers: Peers
  declare personOf: (did: Did) => Person
  declare readers: number
  /** Whether one is among them. */
  declare reading: boolean
  declare protected query: string

  #rows: readonly Row[] = []
  /** The person who can be reached with Tab; arrow keys reach the others. */
  #active: Did | undefined
  #hadFocus = false

  constructor() {
    super()
    this.users = []
    this.peers = []
    this.personOf = (did) => ({ did, self: false, blocked: false })
    this.readers = 0
    this.reading = false
    this.query = ''
  }

  /** Puts the focus where the panel begins. */
  focusStart(): void {
    this.renderRoot.querySelector<HTMLElement>('.close')?.focus()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.hasUpdated && this.#focused !== null
    if (changed.has('users') || changed.has('peers') || changed.has('personOf')) this.#rows = this.#sorted()
  }

  protected override updated(): void {
    // The person who had the focus has left, or the search has left them out.
    if (this.#hadFocus && this.renderRoot.querySelector(':focus') === null) this.#tabStop?.focus()
  }

  protected override render(): unknown {
    const searched = this.#rows.length > SEARCHED_ABOVE || this.query !== ''
    const found = this.#found()
    const shown = found.slice(0, SHOWN)
    const tabStop = shown.find(({ person }) => person.did === this.#active) ?? shown[0]
    return html`<div class="head">
        <h3>${words(said.title)}</h3>
        <button
          type="button"
          class="tool close"
          aria-label=${said.close}
          @click=${() => this.dispatchEvent(new CustomEvent('ghost-close-people'))}
        >
          ${icon('close')}
        </button>
      </div>
      ${searched ? this.#search() : nothing}
      <ul
        data-testid="online-list"
        aria-label=${said.online}
        @keydown=${this.#onKey}
        @focusin=${this.#onFocus}
      >
        ${repeat(
          shown,
          ({ person }) => person.did,
          (row) => guard([drawnOf(row), row === tabStop], () => this.#row(row, row === tabStop)),
        )}
      </ul>
      ${this.#isAlone ? html`<p class="note">${words(said.nobodyElse)}</p>` : nothing}
      ${found.length > SHOWN ? html`<p class="note">${words(said.more(found.length - SHOWN))}</p>` : nothing}
      <p class="note" role="status" data-testid="no-match" ?hidden=${!searched || found.length > 0}>
        ${searched && found.length === 0 ? words(said.noMatch) : nothing}
      </p>
      ${
        this.readers > 0
          ? html`<p class="note" data-testid="readers">${words(readersWords(this.readers, this.reading))}</p>`
          : nothing
      }
      <p class="note foot">${words(said.names)}</p>`
  }

  get #isAlone(): boolean {
    const otherReaders = this.readers - (this.reading ? 1 : 0)
    return otherReaders <= 0 && !this.#rows.some(({ self }) => !self)
  }

  #sorted(): readonly Row[] {
    const paths = new Map(this.peers.map(({ did, path }) => [did, path]))
    return this.users
      .map((user) => {
        const person = this.personOf(user.did)
        const how = howHere(user, person, paths.get(user.did))
        return { person, name: cleanName(user.name), self: user.self, how }
      })
      .sort((a, b) => Number(b.self) - Number(a.self) || byName(a.name, b.name))
  }

  #found(): readonly Row[] {
    const key = searchKey(this.query)
    return key === '' ? this.#rows : this.#rows.filter(({ person, name }) => isFoundBy(key, person, name))
  }

  #search(): TemplateResult {
    return html`<div class="search">
      <input
        type="search"
        data-testid="people-search"
        aria-label=${said.search}
        placeholder=${said.search}
        autocomplete="off"
        spellcheck="false"
        dir="auto"
        maxlength="64"
        .value=${this.query}
        @input=${this.#onSearch}
        @keydown=${this.#onSearchKey}
      />
    </div>`
  }

  #row({ person, how }: Row, isTabStop: boolean): TemplateResult {
    return html`<li data-did=${person.did}>
      <button
        type="button"
        class="person"
        tabindex=${isTabStop ? 0 : -1}
        @click=${(event: Event) => this.#choose(person.did, event)}
      >
        ${avatar(person.did)}
        <span class="who"
          >${personName(person)} ${how === '' ? nothing : html`<span class="how">${words(how)}</span>`}</span
        >
        <span class="more">${icon('more')}</span>
      </button>
    </li>`
  }

  #choose(did: Did, { currentTarget }: Event): void {
    if (!(currentTarget instanceof Element)) return
    const detail = { did, anchor: currentTarget.getBoundingClientRect() }
    this.dispatchEvent(new CustomEvent('ghost-person', { detail, bubbles: true, composed: true }))
  }

  get #focused(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.person:focus')
  }

  get #tabStop(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.person[tabindex="0"]')
  }

  readonly #onFocus = ({ target }: FocusEvent): void => {
    const did = target instanceof Element ? target.closest('li')?.dataset['did'] : undefined
    if (did === undefined || did === this.#active) return
    this.#active = did as Did
    this.requestUpdate()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const people = [...this.renderRoot.querySelectorAll<HTMLElement>('.person')]
    const place = people.findIndex((person) => person.matches(':focus'))
    const next = placeAfter(event.key, place, people.length)
    if (next === undefined) return
    people[next]?.focus()
    event.preventDefault()
  }

  readonly #onSearch = ({ target }: InputEvent): void => {
    if (target instanceof HTMLInputElement) this.query = target.value
  }

  readonly #onSearchKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown') this.#tabStop?.focus()
    else if (event.key === 'Escape' && this.query !== '') {
      this.query = ''
      // Otherwise it closes the list, too.
      event.stopPropagation()
    } else return
    event.preventDefault()
  }
}

type Peers = Connection['peers']

/** Where a key leads in a list; `undefined` where it leads nowhere. */
function placeAfter(key: string, place: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(place + 1, length - 1)
    case 'ArrowUp':
      return Math.max(place - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return undefined
  }
}

/** All that is drawn of somebody: a row is drawn anew only where this differs. */
function drawnOf({ person, name, how }: Row): string {
  const { account, accountDomain, namesakes = [] } = person
  return JSON.stringify([name, account, accountDomain, namesakes.length > 0, how])
}

function howHere(user: User, person: Person, path: 'direct' | 'relayed' | undefined): string {
  const told: string[] = []
  if (user.self) told.push(said.you)
  if (person.blocked) told.push(said.blocked)
  if (person.account === undefined && person.unprovenAccount !== undefined) told.push(said.accountNotProven)
  if (user.sessions.length > 1) told.push(said.sessions(user.sessions.length))
  if (!user.self && path !== undefined) told.push(path === 'direct' ? said.direct : said.relayed)
  return told.join(' · ')
}

/** `reading`: whether one is among them. */
function readersWords(count: number, reading: boolean): string {
  if (!reading) return said.readers(count)
  return count <= 1 ? said.youRead : said.youAndReaders(count - 1)
}
