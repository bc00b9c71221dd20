/** Who is here. Beside the messages where there is room, over them where there is not. */
import type { Connection, Did, User } from 'ghost-chat'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Person } from '../model.ts'
import { avatar } from '../parts/avatar.ts'
import { icon } from '../parts/icon.ts'
import { personName } from '../parts/name.ts'
import { cleanName } from '../text/names.ts'
import { words } from '../text/words.ts'
import { base } from '../theme/base.css.ts'
import { peopleStyle } from './people.css.ts'

/** More than anyone reads; a crowd of thousands must not become as many elements. */
const SHOWN = 200

export class PeoplePanel extends LitElement {
  static override properties = {
    users: { attribute: false },
    peers: { attribute: false },
    personOf: { attribute: false },
    readers: { attribute: false },
    reading: { attribute: false },
  }
  static override styles = [base, peopleStyle]

  declare users: readonly User[]
  declare peers: Connection['peers']
  declare personOf: (did: Did) => Person
  declare readers: number
  /** Whether one is among them. */
  declare reading: boolean

  constructor() {
    super()
    this.users = []
    this.peers = []
    this.personOf = (did) => ({ did, self: false, blocked: false })
    this.readers = 0
    this.reading = false
  }

  /** Puts the focus where the panel begins. */
  focusStart(): void {
    this.renderRoot.querySelector<HTMLElement>('.close')?.focus()
  }

  protected override render(): unknown {
    const paths = new Map(this.peers.map(({ did, path }) => [did, path]))
    const people = this.users
      .map((user) => ({ user, person: this.personOf(user.did), name: cleanName(user.name) }))
      .sort((a, b) => Number(b.user.self) - Number(a.user.self) || compare(a.name, b.name))
    const more = people.length - SHOWN
    return html`<div class="head">
        <h3>${words('In the room')}</h3>
        <button
          type="button"
          class="tool close"
          aria-label="Close the list of people"
          @click=${() => this.dispatchEvent(new CustomEvent('ghost-close-people'))}
        >
          ${icon('close')}
        </button>
      </div>
      <ul data-testid="online-list" aria-label="People online">
        ${repeat(
          people.slice(0, SHOWN),
          ({ user }) => user.did,
          ({ user, person }) => this.#row(user, person, paths.get(user.did)),
        )}
      </ul>
      ${people.length === 0 ? html`<p class="note">${words('Nobody who writes is here yet.')}</p>` : nothing}
      ${more > 0 ? html`<p class="note">${words(`and ${more} more`)}</p>` : nothing}
      ${
        this.readers > 0
          ? html`<p class="note" data-testid="readers">${words(readersWords(this.readers, this.reading))}</p>`
          : nothing
      }
      <p class="note foot">
        ${words('Anyone can take any name. The characters after it are the end of a key, which is whole on the card.')}
      </p>`
  }

  #row(user: User, person: Person, path: 'direct' | 'relayed' | undefined): TemplateResult {
    const how = howHere(user, person, path)
    return html`<li data-did=${user.did}>
      <button type="button" class="person" @click=${(event: Event) => this.#choose(user.did, event)}>
        ${avatar(user.did)}
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
}

function howHere(user: User, person: Person, path: 'direct' | 'relayed' | undefined): string {
  const told: string[] = []
  if (user.self) told.push('you')
  if (person.blocked) told.push('blocked')
  if (person.account === undefined && person.unprovenAccount !== undefined) told.push('account not proven')
  if (user.sessions.length > 1) told.push(`${user.sessions.length} sessions`)
  if (!user.self && path !== undefined) told.push(path === 'direct' ? 'direct' : 'through the relay')
  return told.join(' · ')
}

/** `reading`: whether one is among them. */
function readersWords(count: number, reading: boolean): string {
  if (!reading) return count === 1 ? '1 person only reads' : `${count} people only read`
  if (count <= 1) return 'You are reading along'
  return count === 2 ? 'You and 1 other only read' : `You and ${count - 1} others only read`
}

/** People with a name first, in the order of their reader's alphabet. */
function compare(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return a.localeCompare(b)
}
