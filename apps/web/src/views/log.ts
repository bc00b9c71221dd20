/** The messages of a room and what happened in it: what is shown where, and what stays in sight. */
import type { Message } from 'ghost-chat'
import { button, h } from '../dom.ts'
import type { Outgoing } from '../outbox.ts'
import { nameTheNameless } from '../text/names.ts'
import { createEntries } from './entries.ts'
import { eventLine, type EventLine } from './lines.ts'
import { messageElement, outgoingElement } from './message.ts'
import { pinToEnd } from './scroll.ts'

const FLASH_MS = 1_600

export interface LogOptions {
  isSelf: (did: string) => boolean
  nameOf: (did: string) => string | undefined
  onReply: (message: Message) => void
  onEarlier: () => void
  onRetry: (key: number) => void
  onEdit: (key: number) => void
}

export interface Log {
  readonly element: HTMLElement
  /** A message that was just said. */
  say(message: Message): void
  /** Messages from before, each put where its time belongs. Returns how many were new. */
  fill(messages: readonly Message[]): number
  /** Messages that something turned out to be wrong with. */
  mark(messages: readonly Message[]): void
  happened(kind: EventLine['kind'], did: string): void
  note(text: string): void
  outgoing(item: Outgoing): void
  sent(item: Outgoing): void
  /** Whether others can be asked for what was said before, and what came of it. */
  earlier(state: 'idle' | 'asking', words: string): void
  /** More names are known than before. */
  renamed(): void
  destroy(): void
}

export function messageLog(options: LogOptions): Log {
  const list = h('div', { 'data-testid': 'messages', class: 'lines', role: 'log', 'aria-label': 'Messages' })
  const outgoing = h('div', { class: 'outbox' })
  const earlierButton = button(
    { class: 'small', 'data-testid': 'earlier-button', hidden: true },
    options.onEarlier,
    'Load earlier messages',
  )
  const earlierWords = h('span', { role: 'status' })
  const content = h(
    'div',
    { class: 'content' },
    h('div', { class: 'earlier' }, earlierButton, earlierWords),
    list,
    outgoing,
  )
  const scroller = h(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Conversation' },
    content,
  )
  const pin = pinToEnd(scroller, content, list)
  const entries = createEntries(list)
  const unsent = new Map<number, HTMLElement>()
  let line: EventLine | undefined

  const elementOf = (message: Message): HTMLElement =>
    messageElement(message, {
      self: options.isSelf(message.from),
      nameOf: options.nameOf,
      answered: message.replyTo === undefined ? undefined : entries.get(message.replyTo)?.message,
      onReply: options.onReply,
      onQuote: show,
    })

  const show = (id: string): void => {
    const element = entries.get(id)?.element
    if (element === undefined) return
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    element.tabIndex = -1
    element.focus({ preventScroll: true })
    element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
    element.classList.add('flash')
    setTimeout(() => element.classList.remove('flash'), FLASH_MS)
  }

  return {
    element: h('div', { class: 'talk' }, scroller, pin.newButton),

    say(message) {
      if (entries.get(message.id) !== undefined) return
      pin.around(() => entries.append(message.timestamp.getTime(), elementOf(message), message))
      if (options.isSelf(message.from)) pin.toEnd()
      else pin.unseen()
    },

    fill(messages) {
      const added = messages.filter(
        ({ id, timestamp }) => entries.get(id) === undefined && !entries.tooOld(timestamp.getTime()),
      )
      if (added.length === 0) return 0
      // What was said before is there to be read, not to be read out all at once.
      list.setAttribute('aria-busy', 'true')
      pin.around(() => {
        for (const message of added) entries.insert(message.timestamp.getTime(), elementOf(message), message)
      })
      list.removeAttribute('aria-busy')
      return added.length
    },

    mark(messages) {
      pin.around(() => {
        for (const message of messages) entries.replace(elementOf(message), message)
      })
    },

    happened(kind, did) {
      const name = options.nameOf(did)
      if (line?.element === entries.last?.element && line?.add(kind, did, name) === true) return
      const next = eventLine(kind, did, name)
      line = next
      pin.around(() => entries.append(Date.now(), next.element))
    },

    note(text) {
      pin.around(() => entries.append(Date.now(), h('p', { class: 'line' }, text)))
    },

    outgoing(item) {
      const element = outgoingElement(
        item,
        () => options.onRetry(item.key),
        () => options.onEdit(item.key),
      )
      const before = unsent.get(item.key)
      unsent.set(item.key, element)
      if (before === undefined) outgoing.append(element)
      else before.replaceWith(element)
      pin.toEnd()
    },

    sent(item) {
      unsent.get(item.key)?.remove()
      unsent.delete(item.key)
    },

    earlier(state, words) {
      // Not disabled: a disabled button would drop the focus of whoever just pressed it.
      earlierButton.setAttribute('aria-disabled', String(state === 'asking'))
      earlierButton.hidden = false
      earlierWords.textContent = words
    },

    renamed: () => nameTheNameless(list, options.nameOf),

    destroy: () => pin.destroy(),
  }
}
