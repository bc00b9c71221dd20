/** One message, as it stands in the room. Knows nothing of the order they come in. */
import type { Message } from 'ghost-chat'
import { avatar } from '../avatar.ts'
import { button, h } from '../dom.ts'
import type { Outgoing } from '../outbox.ts'
import { linkedText } from '../text/links.ts'
import { nameElement, plainName } from '../text/names.ts'
import { clockTime, fullTime, machineTime } from '../text/when.ts'
import { icon } from './mark.ts'

/** Longer ones are folded, so that a single message cannot push the room off the screen. */
const FOLDED_LENGTH = 1_200
const FOLDED_LINES = 14
const QUOTE_LENGTH = 140

export interface MessageContext {
  readonly self: boolean
  nameOf: (did: string) => string | undefined
  /** The message that this one answers, as far as it is known. */
  readonly answered: Message | undefined
  onReply: (message: Message) => void
  /** Shows the message that was answered. */
  onQuote: (id: string) => void
}

export function messageElement(message: Message, context: MessageContext): HTMLElement {
  const { from, text, timestamp, replyTo, history, to } = message
  const name = context.nameOf(from)
  const replyLabel = `Reply to ${plainName(from, name)}`
  return h(
    'article',
    {
      'data-testid': 'message',
      'data-id': message.id,
      'data-from': from,
      class: ['message', context.self && 'own', history && 'history', to !== undefined && 'direct']
        .filter(Boolean)
        .join(' '),
    },
    avatar(from),
    h(
      'div',
      { class: 'author' },
      nameElement(from, name),
      context.self && h('span', { class: 'you' }, 'you'),
    ),
    h(
      'div',
      { class: 'bubble' },
      replyTo !== undefined && quote(replyTo, context),
      h(
        'div',
        { class: 'said' },
        body(text),
        h(
          'p',
          { class: 'meta' },
          to !== undefined && h('span', { 'data-testid': 'direct-mark' }, ...receiver(to, context), ' · '),
          message.gap !== undefined && gapMark(message.gap),
          history &&
            h('span', { title: 'Said before you joined, given to you by someone in the room' }, 'earlier · '),
          h('time', { datetime: machineTime(timestamp), title: fullTime(timestamp) }, clockTime(timestamp)),
        ),
      ),
    ),
    button(
      { 'data-testid': 'reply-button', class: 'reply', 'aria-label': replyLabel, title: 'Reply' },
      () => context.onReply(message),
      icon('reply'),
    ),
  )
}

/** Whom a direct message is for. */
function receiver(to: string, { self, nameOf }: MessageContext): (Node | string)[] {
  return self ? ['only to ', nameElement(to, nameOf(to))] : ['only to you']
}

function gapMark(gap: NonNullable<Message['gap']>): HTMLElement {
  const [words, title] =
    gap === 'missing'
      ? ['something before it is missing', 'What its sender said just before never came, and nobody has it']
      : ['contradicted', 'Its sender signed something else in its place, for others to see']
  return h('span', { 'data-testid': 'gap-mark', class: 'doubt', title }, `${words} · `)
}

/** A message of one's own that the network does not have yet. */
export function outgoingElement(item: Outgoing, onRetry: () => void, onEdit: () => void): HTMLElement {
  const failed = item.state === 'failed'
  return h(
    'article',
    { 'data-testid': 'outgoing', 'data-state': item.state, class: `message own outgoing ${item.state}` },
    h(
      'div',
      { class: 'bubble' },
      h('div', { class: 'said' }, body(item.text), !failed && h('p', { class: 'meta' }, 'Sending…')),
    ),
    failed &&
      h(
        'div',
        { class: 'failure', role: 'alert' },
        h('p', { 'data-testid': 'send-error' }, item.reason),
        h(
          'div',
          { class: 'actions' },
          button({ 'data-testid': 'retry-button', class: 'small' }, onRetry, 'Send again'),
          button({ 'data-testid': 'edit-button', class: 'small' }, onEdit, 'Edit'),
        ),
      ),
  )
}

/** The first words of a message on one line. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, QUOTE_LENGTH * 2)
    .replace(/\s+/gu, ' ')
    .trim()
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH).trimEnd()}…` : line
}

function body(text: string): HTMLElement {
  const words = h('p', { class: 'text', dir: 'auto' }, ...linkedText(text))
  if (text.length <= FOLDED_LENGTH && text.split('\n', FOLDED_LINES + 1).length <= FOLDED_LINES) return words
  words.classList.add('folded')
  const more = button(
    { class: 'small unfold', 'aria-expanded': 'false' },
    () => {
      const folded = words.classList.toggle('folded')
      more.textContent = folded ? 'Show all' : 'Show less'
      more.setAttribute('aria-expanded', String(!folded))
    },
    'Show all',
  )
  return h('div', { class: 'long' }, words, more)
}

function quote(id: string, { answered, nameOf, onQuote }: MessageContext): HTMLElement {
  if (answered === undefined) {
    return h('p', { class: 'quote gone' }, 'Reply to a message that is not here')
  }
  return button(
    { class: 'quote', title: 'Show the message' },
    () => onQuote(id),
    h('span', { class: 'hidden-words' }, 'Reply to '),
    nameElement(answered.from, nameOf(answered.from)),
    h('span', { class: 'quoted', dir: 'auto' }, excerpt(answered.text)),
  )
}
