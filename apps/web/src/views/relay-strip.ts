/**
 * A strip over a room whose relay only the link names: which one, what it is told, and the two ways to go on. It stands
 * before the room in the order of the page, so that the keyboard comes to it first.
 */
import { button, h } from '../dom.ts'
import { hostOf } from '../relay.ts'
import { strings } from '../strings/strings.ts'

const words = strings.strangeRelay

export interface RelayStripOptions {
  readonly strangeRelays: () => readonly string[]
  readonly onTakeRelays: () => void
  readonly onOwnRelay: () => void
}

export interface RelayStrip {
  readonly element: HTMLElement
  /** Shows itself where there is something to say, and goes where there is not. */
  look(): void
}

export function relayStrip({ strangeRelays, onTakeRelays, onOwnRelay }: RelayStripOptions): RelayStrip {
  const hosts = h('bdi', { class: 'strong', dir: 'ltr' })
  const element = h(
    'section',
    { class: 'strange', 'aria-labelledby': 'strange-relay', 'data-testid': 'strange-relay', hidden: true },
    h('p', { id: 'strange-relay', role: 'alert' }, ...words.words(hosts)),
    h(
      'div',
      { class: 'strange-ways' },
      button({ class: 'small', 'data-testid': 'take-relay' }, onTakeRelays, words.take),
      button({ class: 'small', 'data-testid': 'own-relay' }, onOwnRelay, words.own),
    ),
  )
  const look = (): void => {
    const relays = strangeRelays()
    const hadFocus = element.contains(document.activeElement)
    hosts.textContent = relays.map(hostOf).join(', ')
    hosts.title = relays.join(' ')
    element.hidden = relays.length === 0
    // The focus stays in the room that the strip was over.
    if (hadFocus && element.hidden) element.parentElement?.querySelector('ghost-chat')?.focus()
  }
  look()
  return { element, look }
}
