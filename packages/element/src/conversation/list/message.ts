/** One message. What was said in it is text; everything else about it is in words too. */
import { html, nothing, type TemplateResult } from 'lit'
import type { MessageEntry } from '../../model.ts'
import { avatar } from '../../parts/avatar.ts'
import { icon } from '../../parts/icon.ts'
import { personName, type Named } from '../../parts/name.ts'
import { strings } from '../../strings/strings.ts'
import { plainName } from '../../text/names.ts'
import { isOwn } from '../own.ts'
import { textBody } from '../text/body.ts'
import { excerpt } from '../text/clean.ts'
import { clockTime, machineTime, tooltipTime } from '../text/when.ts'
import { failureView, waitingView, waitWords } from './failure.ts'
import { quoteView } from './quote.ts'
import type { RowContext, RowState } from './row-context.ts'

const words = strings.messages

export function messageView(
  entry: MessageEntry,
  continued: boolean,
  state: RowState,
  context: RowContext,
): TemplateResult {
  const { key, from, delivery } = entry
  const own = isOwn(entry, context.self)
  const tabindex = state.entered ? 0 : -1
  const classes = ['message', delivery.state]
  if (own) classes.push('own')
  if (continued) classes.push('continued')
  if (entry.to !== undefined) classes.push('direct')
  if (state.flashing) classes.push('flash')
  const when = clockTime(entry.at)
  return html`<article
    class=${classes.join(' ')}
    part=${own ? 'message own-message' : 'message'}
    data-testid=${delivery.state === 'sent' ? 'message' : 'outgoing'}
    data-id=${entry.id ?? nothing}
    data-from=${from}
    data-state=${delivery.state}
    .entryKey=${key}
    tabindex=${state.reachable ? 0 : -1}
    aria-label=${labelOf(entry, own, when, context)}
  >
    ${own || continued ? nothing : authorView(entry, tabindex, context)}
    ${
      own || continued
        ? html`<span class="hidden-words">${own ? words.you : plainName(context.personOf(from))}</span>`
        : nothing
    }
    <div class="bubble" part=${own ? 'bubble own-bubble' : 'bubble'}>
      ${entry.to === undefined || continued ? nothing : privateView(entry, own, context)}
      ${entry.replyTo === undefined ? nothing : quoteView(state.answered, tabindex, context)}
      <div class="said" dir="auto">
        ${textBody(entry, {
          tabindex,
          when,
          unfolded: state.unfolded,
          onFold: () => context.deeds.fold(key),
        })}
        ${metaView(entry, own, when)}
      </div>
      ${entry.gap === undefined ? nothing : gapView(entry.gap)}
    </div>
    ${context.canReply && entry.id !== undefined ? replyButton(entry, own, tabindex, context) : nothing}
    ${delivery.state === 'failed' ? failureView(key, delivery.reason, context) : nothing}
    ${delivery.state === 'waiting' ? waitingView(key, delivery, context) : nothing}
    ${
      state.lastUnseen ? html`<p class="nobody" data-testid="unseen"><bdi>${words.unseen}</bdi></p>` : nothing
    }
  </article>`
}

function authorView(
  { from, account, accountDomain }: MessageEntry,
  tabindex: number,
  { personOf, deeds }: RowContext,
): TemplateResult {
  const person = personOf(from)
  const onClick = (event: Event): void => {
    if (event.currentTarget instanceof Element)
      deeds.person(from, event.currentTarget.getBoundingClientRect())
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
      ${person.gone === true ? html`<bdi class="left" data-testid="gone-mark">${words.gone}</bdi>` : nothing}
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
      >${words.onlyYouAnd(personName(withoutAccount(context.personOf(other))))}</span
    >
  </p>`
}

/** It has the same size in every state, so that a bubble never grows or shrinks. */
function metaView({ at, to, delivery }: MessageEntry, own: boolean, when: string): TemplateResult {
  return html`<p class="meta">
    ${to === undefined ? nothing : html`<span class="lock" title=${words.private}>${icon('lock')}</span>`}
    <time
      part="time"
      dir="ltr"
      datetime=${machineTime(at)}
      @pointerenter=${(event: Event) => {
        // Told when somebody asks: it would be wrong a minute later.
        if (event.currentTarget instanceof HTMLElement)
          event.currentTarget.title = tooltipTime(at, Date.now())
      }}
      >${when}</time
    >
    ${own ? stateMark(delivery) : nothing}
  </p>`
}

function stateMark(delivery: MessageEntry['delivery']): TemplateResult {
  const [sign, label] =
    delivery.state === 'failed'
      ? (['warning', words.failed] as const)
      : delivery.state === 'sending'
        ? (['clock', words.sending] as const)
        : delivery.state === 'waiting'
          ? (['clock', waitWords(delivery)] as const)
          : delivery.seen === false
            ? (['unseen', words.unseenMark] as const)
            : (['check', words.sent] as const)
  return html`<span class="state" role="img" aria-label=${label} title=${label}>${icon(sign)}</span>`
}

function gapView(gap: NonNullable<MessageEntry['gap']>): TemplateResult {
  const [short, long] =
    gap === 'missing' ? [words.missing, words.missingMore] : [words.twoFaced, words.twoFacedMore]
  return html`<p class="doubt" data-testid="gap-mark" title=${long}>${icon('warning')}<bdi>${short}</bdi></p>`
}

function replyButton(
  entry: MessageEntry,
  own: boolean,
  tabindex: number,
  { personOf, deeds }: RowContext,
): TemplateResult {
  return html`<button
    class="reply"
    type="button"
    data-testid="reply-button"
    tabindex=${tabindex}
    aria-label=${own ? words.replyToYou : words.replyTo(plainName(personOf(entry.from)))}
    title=${words.reply}
    @click=${() => deeds.reply(entry)}
  >
    ${icon('reply')}
  </button>`
}

/** All of it on one line, for whoever hears it. */
function labelOf(entry: MessageEntry, own: boolean, when: string, { personOf }: RowContext): string {
  const { to, delivery } = entry
  const who = own ? words.you : plainName(personOf(entry.from))
  const alone = to === undefined ? undefined : own ? plainName(personOf(to)) : words.toYou
  return words.label(who, alone, excerpt(entry.text, 300), stateWords(delivery, when))
}

function stateWords(delivery: MessageEntry['delivery'], when: string): string {
  switch (delivery.state) {
    case 'sent':
      return when
    case 'sending':
      return words.sending
    case 'waiting':
      return waitWords(delivery)
    case 'failed':
      return words.failed
  }
}
