/** The door: what this is, and a room in one click. Nobody is asked for a name here. */
import { button, h } from '../dom.ts'
import { inventName, isGuessable, nameFault } from '../names.ts'
import { OWN_SPACE, type Place } from '../route.ts'
import { strings } from '../strings/strings.ts'
import { ghost, icon } from './icons.ts'

export interface LandingOptions {
  readonly place: Place
  readonly error?: string | undefined
  readonly onEnter: (place: Place) => void
  readonly onSettings: () => void
}

const LOBBY = 'lobby'

const words = strings.landing

export function landing({ place, error, onEnter, onSettings }: LandingOptions): HTMLElement {
  const room = h('input', {
    'data-testid': 'room-input',
    id: 'room',
    name: 'room',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    enterkeyhint: 'go',
    dir: 'auto',
    'aria-describedby': 'room-help room-guess',
  })
  room.value = place.room === '' ? inventName() : place.room
  const problem = h('p', { 'data-testid': 'error', class: 'problem', role: 'alert' })
  const say = (fault: string | undefined, isOfName: boolean): void => {
    problem.hidden = fault === undefined
    problem.textContent = fault ?? ''
    if (fault !== undefined && isOfName) room.setAttribute('aria-invalid', 'true')
    else room.removeAttribute('aria-invalid')
  }
  say(error, place.room !== '')
  // There all the time, so that it is read out when it gets its words.
  const guess = h('p', { 'data-testid': 'guess-note', class: 'help guess', id: 'room-guess', role: 'status' })
  const look = (): void => {
    const name = room.value.trim()
    guess.textContent = name !== '' && isGuessable(name) ? words.guessable : ''
  }
  look()

  const enter = (name: string): void => {
    const fault = nameFault(name)
    if (fault === undefined) {
      onEnter({ space: place.space, room: name })
      return
    }
    say(fault, true)
    room.focus()
  }

  const another = button(
    {
      class: 'tool another',
      'aria-label': words.another,
      title: words.another,
      'data-testid': 'another-name',
    },
    () => {
      room.value = inventName()
      say(undefined, false)
      look()
    },
    icon('another'),
  )
  const form = h(
    'form',
    { class: 'door', 'aria-labelledby': 'title', novalidate: true },
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'room' }, words.room),
      h('div', { class: 'with-tool' }, room, another),
      help(place),
      guess,
    ),
    problem,
    h(
      'button',
      { 'data-testid': 'join-button', class: 'primary', type: 'submit' },
      words.open,
      icon('forward'),
    ),
    button(
      { 'data-testid': 'lobby-button', class: 'secondary' },
      () => onEnter({ space: place.space, room: LOBBY }),
      words.lobby,
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    enter(room.value.trim())
  })
  room.addEventListener('input', () => {
    say(undefined, false)
    look()
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
        ghost('mark large'),
        h('h1', { id: 'title' }, strings.page.name),
        h('p', { class: 'claim' }, words.claim),
      ),
      form,
      h(
        'ul',
        { class: 'facts' },
        ...words.facts.map(([what, why]) => h('li', {}, h('strong', {}, what), h('span', {}, why))),
      ),
    ),
    h(
      'footer',
      {},
      button(
        { class: 'tool', 'data-testid': 'settings-button' },
        onSettings,
        icon('settings'),
        words.settings,
      ),
    ),
  )
}

/** What is wrong, or else the one thing to do here. On a page that was just opened nobody has been anywhere else. */
export function focusLanding(view: HTMLElement, isFirst: boolean): void {
  const invalid = view.querySelector<HTMLElement>('[aria-invalid]')
  const target = invalid ?? (isFirst ? null : view.querySelector<HTMLElement>('[type=submit]'))
  target?.focus({ preventScroll: true })
}

function help({ space }: Place): HTMLElement {
  const where = space === OWN_SPACE ? [] : words.inSpace(h('bdi', {}, space))
  return h('p', { class: 'help', id: 'room-help' }, words.help, ...where)
}
