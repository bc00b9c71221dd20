/** A room: wires one stay in it to what is seen of it. */
import type { Connection, GhostChat, Message, User } from 'ghost-chat'
import { button, h } from '../dom.ts'
import { createEarlier, type Earlier } from '../earlier.ts'
import { createOutbox } from '../outbox.ts'
import { createNameBook } from '../people.ts'
import type { Place } from '../route.ts'
import { startSession, type Stay } from '../session.ts'
import { composer } from './composer.ts'
import { drawer } from './drawer.ts'
import { header } from './header.ts'
import { messageLog } from './log.ts'
import { peoplePanel } from './people.ts'
import { unreadTitle } from './title.ts'

/** Presence may change hundreds of times a second in a crowd; the list follows this often. */
const REFRESH_MS = 150
/** Whoever shows up this soon after our own arrival was here before us. */
const ARRIVAL_MS = 2_000

export interface RoomOptions {
  place: Place
  name: string | undefined
  draft: string
  onDraft: (text: string) => void
  onLeave: () => void
  onRefused: (reason: string) => void
}

export interface RoomView {
  readonly element: HTMLElement
  focus(): void
  destroy(): void
}

export function roomView({ place, name, draft, onDraft, onLeave, onRefused }: RoomOptions): RoomView {
  const names = createNameBook()
  const title = unreadTitle(`${place.room} · Ghost Chat`)
  const subscriptions: (() => void)[] = []
  let chat: GhostChat | undefined
  let earlier: Earlier | undefined
  let self = ''
  let arrived = 0
  let refreshTimer: ReturnType<typeof setTimeout> | undefined

  const bar = header({ place, onPeople: () => panel.toggle(), onLeave })
  const people = peoplePanel(() => panel.close())
  const write = composer({ draft, onDraft, onSend: (text, replyTo) => outbox.add(text, replyTo) })
  const log = messageLog({
    isSelf: (did) => did === self,
    nameOf: (did) => names.nameOf(did),
    onReply: (message) => write.answer(message, names.nameOf(message.from)),
    onEarlier: () => earlier?.ask(),
    onRetry(key) {
      outbox.retry(key)
      write.focus()
    },
    onEdit(key) {
      const item = outbox.takeBack(key)
      if (item === undefined) return
      if (item.replyTo !== undefined) write.answer(item.replyTo, names.nameOf(item.replyTo.from))
      write.restore(item.text)
    },
  })
  const outbox = createOutbox({
    changed: (item) => log.outgoing(item),
    gone(item, message) {
      log.sent(item)
      if (message !== undefined) log.say(message)
    },
  })
  const tryAgain = button({ class: 'small', 'data-testid': 'try-again' }, () => session.tryNow(), 'Try again')
  const trouble = h('span', {})
  const banner = h(
    'div',
    { 'data-testid': 'error', class: 'banner', role: 'alert', hidden: true },
    trouble,
    tryAgain,
  )
  const middle = h('main', { class: 'middle' }, log.element, write.element)
  const element = h(
    'div',
    { class: 'room' },
    bar.element,
    banner,
    h('div', { class: 'columns' }, middle, people.element),
  )
  const panel = drawer(element, people.element, people.closeButton, bar.peopleButton, middle)

  const readUsers = (of: GhostChat): readonly User[] => {
    const users = of.users()
    if (names.read(users)) log.renamed()
    return users
  }

  /** Reads everything that may have changed without an event of its own. */
  const refresh = (): void => {
    refreshTimer = undefined
    if (chat === undefined) return
    const users = readUsers(chat)
    self = users.find((user) => user.self)?.did ?? self
    bar.count(users.length)
    people.show(users, chat.connection.peers, names.nameOf)
    log.fill(chat.messages())
    earlier?.people(users.length)
  }
  const refreshSoon = (): void => {
    refreshTimer ??= setTimeout(refresh, REFRESH_MS)
  }

  const onConnection = ({ state }: Connection): void => {
    bar.connection(state)
    const lost = state === 'offline'
    tell(
      lost ? 'The connection is lost and the page keeps trying. What you write is kept.' : undefined,
      false,
    )
    refreshSoon()
  }

  const tell = (words: string | undefined, mayTryAgain: boolean): void => {
    // Whoever has just pressed the button goes on where the button was for.
    if (words === undefined && banner.contains(document.activeElement)) write.focus()
    banner.hidden = words === undefined
    tryAgain.hidden = !mayTryAgain
    if (trouble.textContent !== (words ?? '')) trouble.textContent = words ?? ''
  }

  const joined = (to: GhostChat): void => {
    chat = to
    earlier = createEarlier(to, log)
    arrived = Date.now()
    subscriptions.push(
      to.on('message', onMessage),
      to.on('user-joined', (did) => onPresence(Date.now() - arrived < ARRIVAL_MS ? 'here' : 'joined', did)),
      to.on('user-left', (did) => onPresence('left', did)),
      to.on('gap', ({ messages }) => log.mark(messages)),
      to.on('connection', onConnection),
    )
    refresh()
    log.note('You are in the room. What is said stays with the people who are here.')
    onConnection(to.connection)
    outbox.connect(to)
  }

  const onMessage = (did: string, message: Message): void => {
    if (chat !== undefined && names.nameOf(did) === undefined) readUsers(chat)
    log.say(message)
    if (did !== self) title.unread()
    refreshSoon()
  }

  const onPresence = (kind: 'here' | 'joined' | 'left', did: string): void => {
    if (chat !== undefined) readUsers(chat)
    log.happened(kind, did)
    refreshSoon()
  }

  const onStay = (stay: Stay): void => {
    switch (stay.state) {
      case 'joining':
        bar.connection('connecting')
        break
      case 'waiting':
        bar.connection('offline')
        tell(`${stay.reason} The page tries again in ${stay.seconds} s. What you write is kept.`, true)
        break
      case 'joined':
        joined(stay.chat)
        break
      case 'refused':
        onRefused(stay.reason)
        break
    }
  }

  bar.count(0)
  const session = startSession(place, name, onStay)

  return {
    element,
    focus: () => (matchMedia('(pointer: coarse)').matches ? bar.title.focus() : write.focus()),
    destroy() {
      // What never went out is there again when the person comes back.
      const unsent = outbox.unsent()
      if (unsent.length > 0) onDraft([...unsent, write.text()].filter((text) => text !== '').join('\n'))
      for (const unsubscribe of subscriptions) unsubscribe()
      clearTimeout(refreshTimer)
      session.leave()
      title.destroy()
      panel.destroy()
      log.destroy()
    },
  }
}
