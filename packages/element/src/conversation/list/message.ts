/** One message. What was said in it is text; everything else about it is in words too. */
import { html, nothing, type TemplateResult } from 'lit'
import type { MessageEntry } from '../../model.ts'
import { avatar } from '../../parts/avatar.ts'
import { icon } from '../../parts/icon.ts'
import { personName, type Named } from '../../parts/name.ts'
import { plainName } from '../../text/names.ts'
import { textBody } from '../text/body.ts'
import { excerpt } from '../text/clean.ts'
import { fullTime, machineTime, relativeTime } from '../text/when.ts'
import { failureView } from './failure.ts'
import { quoteView } from './quote.ts'
import type { RowContext } from './row-context.ts'

export function messageView(entry: MessageEntry, continued: boolean, context: RowContext): TemplateResult {
  const { key, from, delivery } = entry
  const own = from === context.self
  const active = context.active === key
  const tabindex = active ? 0 : -1
  const classes = ['message', delivery.state]
  if (own) classes.push('own')
  if (continued) classes.push('continued')
  if (entry.to !== undefined) classes.push('direct')
  if (context.flashing === key) classes.push('flash')
  return html`<article
    class=${classes.join(' ')}
    part=${own ? 'message own-message' : 'message'}
    data-testid=${delivery.state === 'sent' ? 'message' : 'outgoing'}
    data-id=${entry.id ?? nothing}
    data-from=${from}
    data-state=${delivery.state}
    .entryKey=${key}
    tabindex=${tabindex}
    aria-label=${labelOf(entry, own, context)}
  >
    ${own || continued ? nothing : authorView(entry, tabindex, context)}
    ${
      own || continued
        ? html`<span class="hidden-words">${own ? 'You' : plainName(context.personOf(from))}</span>`
        : nothing
    }
    <div class="bubble" part=${own ? 'bubble own-bubble' : 'bubble'}>
      ${entry.to === undefined || continued ? nothing : privateView(entry, own, context)}
      ${entry.replyTo === undefined ? nothing : quoteView(context.messageOf(entry.replyTo), tabindex, context)}
      <div class="said">
        ${textBody(entry, {
          tabindex,
          unfolded: context.unfolded.has(key),
          onFold: () => context.onFold(key),
        })}
        ${metaView(entry, own, context.now)}
      </div>
      ${entry.gap === undefined ? nothing : gapView(entry.gap)}
    </div>
    ${context.canReply && entry.id !== undefined ? replyButton(entry, tabindex, context) : nothing}
    ${delivery.state === 'failed' ? failureView(key, delivery.reason, context) : nothing}
  </article>`
}

function authorView(
  { from, account, accountDomain }: MessageEntry,
  tabindex: number,
  context: RowContext,
): TemplateResult {
  const person = context.personOf(from)
  const onClick = (event: Event): void => {
    if (event.currentTarget instanceof Element)
      context.onPerson(from, event.currentTarget.getBoundingClientRect())
  }
  // The name says it already: the picture is for pointers only.
  return html`<button class="face" type="button" tabindex="-1" aria-hidden="true" @click=${onClick}>
      ${avatar(from)}
    </button>
    <div class="author" part="author">
      <button
        type="button"
        data-testid="author-button"
        tabindex=${tabindex}
        aria-haspopup="dialog"
        @click=${onClick}
      >
        ${personName({
          ...withoutAccount(person),
          ...(account === undefined ? {} : { account }),
          ...(accountDomain === undefined ? {} : { accountDomain }),
        })}
      </button>
    </div>`
}

/** What was not proven when the message was written is no mark of it. */
function withoutAccount({ did, name, namesakes = [] }: Named): Named {
  return { did, namesakes, ...(name === undefined ? {} : { name }) }
}

function privateView({ from, to }: MessageEntry, own: boolean, context: RowContext): TemplateResult {
  const other = own && to !== undefined ? to : from
  return html`<p class="private" data-testid="direct-mark">
    ${icon('lock')}<span dir="auto"
      >Only you and ${personName(withoutAccount(context.personOf(other)))} see this</span
    >
  </p>`
}

function metaView({ at, to, delivery }: MessageEntry, own: boolean, now: number): TemplateResult {
  const time = html`<time part="time" dir="auto" datetime=${machineTime(at)} title=${fullTime(at)}
    >${relativeTime(at, now)}</time
  >`
  return html`<p class="meta">
    ${to === undefined ? nothing : html`<span class="lock" title="Direct message">${icon('lock')}</span>`}
    ${delivery.state === 'sending' ? html`<bdi>Sending…</bdi>` : delivery.state === 'failed' ? icon('warning') : time}
    ${
      own && delivery.state === 'sent'
        ? html`<span class="sent" role="img" aria-label="Sent" title="Sent">${icon('check')}</span>`
        : nothing
    }
  </p>`
}

function gapView(gap: NonNullable<MessageEntry['gap']>): TemplateResult {
  const [words, title] =
    gap === 'missing'
      ? ['Something before it is missing', 'What its sender said just before never came, and nobody has it']
      : ['Contradicted', 'Its sender signed something else in its place, for others to see']
  return html`<p class="doubt" data-testid="gap-mark" title=${title}>
    ${icon('warning')}<bdi>${words}</bdi>
  </p>`
}

function replyButton(entry: MessageEntry, tabindex: number, context: RowContext): TemplateResult {
  const words = `Reply to ${entry.from === context.self ? 'yourself' : plainName(context.personOf(entry.from))}`
  return html`<button
    class="reply"
    type="button"
    data-testid="reply-button"
    tabindex=${tabindex}
    aria-label=${words}
    title="Reply (R)"
    @click=${() => context.onReply(entry)}
  >
    ${icon('reply')}
  </button>`
}

/** All of it on one line, for whoever hears it. */
function labelOf(entry: MessageEntry, own: boolean, { personOf, now }: RowContext): string {
  const who = own ? 'You' : plainName(personOf(entry.from))
  const alone =
    entry.to === undefined ? '' : own ? ` to ${plainName(personOf(entry.to))} alone` : ' to you alone'
  const state = entry.delivery.state === 'sent' ? relativeTime(entry.at, now) : entry.delivery.state
  return `${who}${alone}: ${excerpt(entry.text, 300)}, ${state}`
}
