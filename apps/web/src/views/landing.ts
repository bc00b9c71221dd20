/** The door: what this is, which room, and under which name. */
import { h } from '../dom.ts'
import { OWN_SPACE, type Place } from '../route.ts'
import { mark } from './mark.ts'

export interface LandingOptions {
  place: Place
  name: string
  error?: string | undefined
  /** The person is about to come in. */
  onApproach: () => void
  onJoin: (place: Place, name: string) => void
}

const FACTS = [
  ['Peer to peer', 'A relay introduces people and keeps no message.'],
  ['Signed', 'Every message carries the signature of whoever wrote it.'],
  ['Ephemeral', 'When the last person leaves, nothing of the room remains.'],
] as const

export function landing({ place, name, error, onApproach, onJoin }: LandingOptions): HTMLElement {
  const room = h('input', {
    'data-testid': 'room-input',
    id: 'room',
    name: 'room',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    placeholder: 'for example, lobby',
    dir: 'auto',
    'aria-describedby': 'room-help',
  })
  const nickname = h('input', {
    'data-testid': 'name-input',
    id: 'nickname',
    name: 'nickname',
    autocomplete: 'nickname',
    spellcheck: 'false',
    maxlength: 64,
    dir: 'auto',
    'aria-describedby': 'nickname-help',
  })
  room.value = place.room
  nickname.value = name
  const problem = h(
    'p',
    { 'data-testid': 'error', class: 'problem', role: 'alert', hidden: error === undefined },
    error,
  )
  const form = h(
    'form',
    { class: 'door', 'aria-labelledby': 'title', novalidate: true },
    h('div', { class: 'field' }, h('label', { for: 'room' }, 'Room'), room, help(place)),
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'nickname' }, 'Nickname ', h('span', { class: 'optional' }, 'optional')),
      nickname,
      h(
        'p',
        { class: 'help', id: 'nickname-help' },
        'Shown beside the last characters of your key, as names are free.',
      ),
    ),
    problem,
    h('button', { 'data-testid': 'join-button', class: 'primary', type: 'submit' }, 'Join the room'),
  )
  for (const sign of ['input', 'pointerenter']) form.addEventListener(sign, onApproach, { once: true })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (room.value.trim() === '') {
      problem.textContent = 'Give the room a name: everyone who types the same name meets there.'
      problem.hidden = false
      room.setAttribute('aria-invalid', 'true')
      room.focus()
      return
    }
    onJoin({ space: place.space, room: room.value.trim() }, nickname.value)
  })
  return h(
    'div',
    { class: 'landing' },
    h(
      'main',
      {},
      h(
        'header',
        {},
        mark('mark large'),
        h('h1', { id: 'title' }, 'Ghost Chat'),
        h('p', { class: 'claim' }, 'Chat rooms that exist only while people are in them.'),
      ),
      form,
      h(
        'ul',
        { class: 'facts' },
        ...FACTS.map(([what, why]) => h('li', {}, h('strong', {}, what), h('span', {}, why))),
      ),
    ),
  )
}

/** Where the next thing has to be typed, or else the button. */
export function focusLanding(view: HTMLElement): void {
  const fields = [...view.querySelectorAll<HTMLInputElement>('input')]
  const empty = fields.find((field) => field.value === '')
  const target = empty ?? view.querySelector<HTMLElement>('[type=submit]')
  target?.focus({ preventScroll: true })
}

function help({ space }: Place): HTMLElement {
  const text = 'Everyone who types the same name meets there.'
  if (space === OWN_SPACE) return h('p', { class: 'help', id: 'room-help' }, text)
  return h('p', { class: 'help', id: 'room-help' }, text, ' In the space ', h('bdi', {}, space), '.')
}
