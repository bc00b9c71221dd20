/** A room: the element, and what the page adds to it: the way back, the link, the settings. */
import type { GhostChatElement } from '@ghost-chat/element'
import type { IdentityFactory } from 'ghost-chat'
import { button, h } from '../dom.ts'
import { createElement } from '../element.ts'
import type { Theme } from '../preferences.ts'
import type { Place } from '../route.ts'
import { strings } from '../strings/strings.ts'
import { ask, openDialog } from './dialog.ts'
import { icon } from './icons.ts'
import { relayStrip } from './relay-strip.ts'

const words = strings.room

/** What the person's settings say about the room. */
export interface RoomSettings {
  readonly relay: string
  /** The link that leads others here. */
  readonly invite: string
  readonly nickname: string
  readonly theme: Theme
  readonly sound: boolean
  /** Who speaks; `undefined` for a guest who has not spoken yet. */
  readonly identity: IdentityFactory | undefined
  /** What makes a guest when the person first speaks as one. */
  readonly guestIdentity: IdentityFactory
}

/** The others' answers to a newcomer are here by then, in milliseconds from joining. */
const SETTLING_MS = 3_000

export interface RoomOptions {
  readonly place: Place
  readonly settings: () => Promise<RoomSettings>
  readonly onLeave: () => void
  readonly onShare: () => void
  readonly onSettings: () => void
  readonly onUnread: (count: number) => void
  readonly onNickname: (nickname: string) => void
  readonly onSound: (sound: boolean) => void
  /** Relays that only the link names: the room is read as a guest until the person takes them. */
  readonly strangeRelays: () => readonly string[]
  readonly onTakeRelays: () => void
  readonly onOwnRelay: () => void
  /** The library does not take the room's name. */
  readonly onRefused: (reason: string) => void
}

export interface RoomView {
  readonly place: Place
  readonly element: HTMLElement
  /** Resolves once the room was joined and had the time to show what was said before. Never rejects. */
  readonly settled: Promise<void>
  /** Whether the others see the person. */
  readonly speaks: boolean
  /** Whether the conversation ends when the person leaves. */
  readonly isLast: boolean
  focus(): void
  /** The settings have changed. */
  apply(): void
}

export function roomView(options: RoomOptions): RoomView {
  const { place, settings, onLeave, onShare, onSettings } = options
  const title = h('h1', { tabindex: -1, title: place.room }, h('bdi', {}, place.room))
  const progress = h('p', { role: 'status' }, words.opening)
  const again = button({ class: 'small', hidden: true }, () => location.reload(), words.reload)
  const opening = h(
    'div',
    { class: 'opening', 'data-testid': 'opening' },
    h('header', { class: 'bar' }, backButton(onLeave), title),
    h('div', { class: 'opening-words' }, progress, again),
  )
  // The element names its room below the rank of the page's own heading, wherever it stands.
  const heading = h('h1', { class: 'hidden-words' }, strings.page.name)
  const strip = relayStrip(options)
  const element = h('main', { class: 'room' }, strip.element, opening)
  let settle: () => void = () => undefined
  const settled = new Promise<void>((resolve) => (settle = resolve))
  let chat: GhostChatElement | undefined
  let speaks = false

  const apply = async (to: GhostChatElement): Promise<void> => {
    const { relay, invite, nickname, theme, sound, identity, guestIdentity } = await settings()
    // Another relay is another room, and another identity another person.
    if (relay !== to.relay || (identity !== to.identity && identity !== to.guestIdentity)) speaks = false
    to.relay = relay
    to.setAttribute('invite', invite)
    to.guestIdentity = guestIdentity
    to.nickname = nickname
    to.theme = theme
    to.sound = sound
    to.identity = identity
  }

  const open = async (): Promise<void> => {
    const made = await createElement()
    made.space = place.space
    made.room = place.room
    await apply(made)
    made.append(
      backButton(onLeave, 'start'),
      tool('share', words.share, onShare),
      tool('settings', words.settings, onSettings),
      menuButton([
        ['share', words.share, onShare],
        ['settings', words.settings, onSettings],
      ]),
    )
    listen(made, options)
    made.addEventListener('ghost-connection', () => setTimeout(settle, SETTLING_MS), { once: true })
    made.addEventListener('ghost-signed-in', () => (speaks = true))
    const hadFocus = opening.contains(document.activeElement)
    chat = made
    opening.replaceWith(heading, made)
    if (!hadFocus) return
    // What the focus goes to is drawn with the next frame.
    await made.updateComplete
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) made.focus()
    })
  }

  const failed = (): void => {
    progress.textContent = navigator.onLine ? words.partMissing : words.partMissingOffline
    again.hidden = false
  }

  const start = (): void => {
    again.hidden = true
    open().catch(() => {
      failed()
      window.addEventListener('online', start, { once: true })
    })
  }
  start()

  return {
    place,
    element,
    settled,
    get speaks() {
      return speaks
    },
    get isLast() {
      return chat?.isConnected === true && chat.isLast
    },
    focus: () => (chat ?? title).focus(),
    apply() {
      strip.look()
      if (chat !== undefined) void apply(chat)
    },
  }
}

function listen(to: GhostChatElement, { onUnread, onRefused, onNickname, onSound }: RoomOptions): void {
  // The bell in the element's bar is the same switch as the one in the settings.
  new MutationObserver(() => onSound(to.sound)).observe(to, { attributeFilter: ['sound'] })
  to.addEventListener('ghost-unread', ({ detail }) => onUnread(detail.count))
  // The element asks for a nickname before the first post, too.
  to.addEventListener('ghost-signed-in', () => onNickname(to.nickname))
  to.addEventListener('ghost-error', ({ detail: { error, reason, final } }) => {
    if (final && isOfName(error)) onRefused(reason)
  })
}

/** Everything else can be changed in the room, or is tried again. */
function isOfName(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_NAME_INVALID'
}

/** Asks the last one in a room whether the conversation may end. */
export async function askToLeave(): Promise<boolean> {
  const { title, words: what, leave: yes, stay: no } = strings.leaving
  return ask({ name: 'leave-question', title, words: what, yes, no })
}

function backButton(onLeave: () => void, slot?: string): HTMLElement {
  return button(
    {
      class: 'tool',
      'data-testid': 'leave-button',
      'aria-label': words.leave,
      title: words.leave,
      slot,
    },
    onLeave,
    icon('back'),
  )
}

type Tool = 'share' | 'settings'

function tool(name: Tool, label: string, onClick: () => void): HTMLElement {
  return button(
    {
      class: 'tool wide-only',
      slot: 'actions',
      'data-testid': `${name}-button`,
      'aria-label': label,
      title: label,
    },
    onClick,
    icon(name),
  )
}

function menuButton(
  items: readonly (readonly [name: Tool, label: string, onClick: () => void])[],
): HTMLElement {
  const open = (): void => {
    openDialog(
      { title: strings.menu.title, name: 'menu' },
      h(
        'div',
        { class: 'menu' },
        // What an item opens takes the place of the menu.
        ...items.map(([name, label, onClick]) =>
          button({ class: 'tool', 'data-testid': `menu-${name}` }, onClick, icon(name), label),
        ),
      ),
    )
  }
  return button(
    {
      class: 'tool menu-button',
      slot: 'actions',
      'data-testid': 'menu-button',
      'aria-haspopup': 'dialog',
      'aria-label': words.more,
      title: words.more,
    },
    open,
    icon('more'),
  )
}
