/** The room's bar: where one is, whether one is connected, who is here, the way out. */
import type { Connection } from 'ghost-chat'
import { button, h } from '../dom.ts'
import { OWN_SPACE, type Place } from '../route.ts'
import { icon } from './mark.ts'

const WORDS: Record<Connection['state'], string> = {
  connecting: 'Connecting…',
  relayed: 'Connected through the relay',
  direct: 'Connected directly',
  offline: 'Offline — retrying…',
}

export interface HeaderOptions {
  place: Place
  onPeople: () => void
  onLeave: () => void
}

export interface Header {
  readonly element: HTMLElement
  readonly peopleButton: HTMLButtonElement
  readonly title: HTMLElement
  connection(state: Connection['state']): void
  count(online: number): void
}

export function header({ place, onPeople, onLeave }: HeaderOptions): Header {
  const words = h('span', {})
  const status = h(
    'p',
    { 'data-testid': 'connection', class: 'connection', role: 'status' },
    h('span', { class: 'dot', 'aria-hidden': 'true' }),
    words,
  )
  const online = h('span', { 'data-testid': 'online-count' }, '0')
  const peopleButton = button(
    { class: 'tool', 'aria-controls': 'people', 'aria-expanded': 'false', title: 'People in the room' },
    onPeople,
    icon('people'),
    h('span', {}, online, h('span', { class: 'wide' }, ' online')),
  )
  const title = h('h1', { tabindex: -1, title: place.room }, h('bdi', {}, place.room))
  const element = h(
    'header',
    { class: 'bar' },
    h(
      'div',
      { class: 'where' },
      title,
      place.space !== OWN_SPACE && h('p', { class: 'space' }, 'in ', h('bdi', {}, place.space)),
      status,
    ),
    h(
      'div',
      { class: 'tools' },
      peopleButton,
      inviteButton(),
      button(
        {
          'data-testid': 'leave-button',
          class: 'tool',
          'aria-label': 'Leave the room',
          title: 'Leave the room',
        },
        onLeave,
        icon('leave'),
        h('span', { class: 'wide' }, 'Leave'),
      ),
    ),
  )
  return {
    element,
    peopleButton,
    title,
    connection(state) {
      status.dataset['state'] = state
      // Written only when it changes, so that it is announced only then.
      if (words.textContent !== WORDS[state]) words.textContent = WORDS[state]
    },
    count(count) {
      online.textContent = String(count)
      peopleButton.setAttribute('aria-label', `People in the room: ${count} online`)
    },
  }
}

/** Copies the room's address. Browsers keep the clipboard from pages that came over plain HTTP. */
function inviteButton(): HTMLElement | false {
  if (!window.isSecureContext) return false
  const label = h('span', { class: 'wide', 'aria-live': 'polite' }, 'Copy link')
  const say = (words: string): void => {
    label.textContent = words
    setTimeout(() => (label.textContent = 'Copy link'), 2_000)
  }
  const copy = (): void => {
    navigator.clipboard.writeText(location.href).then(
      () => say('Copied'),
      () => say('Not copied'),
    )
  }
  return button({ class: 'tool', title: 'Copy the link to this room' }, copy, icon('link'), label)
}
