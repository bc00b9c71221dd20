/** What a message answers: its author and first words, and a way there. */
import { html, type TemplateResult } from 'lit'
import type { MessageEntry } from '../../model.ts'
import { personName } from '../../parts/name.ts'
import { strings } from '../../strings/strings.ts'
import { isOwn } from '../own.ts'
import { excerpt } from '../text/clean.ts'
import type { RowContext } from './row-context.ts'

const words = strings.messages

export function quoteView(
  answered: MessageEntry | undefined,
  tabindex: number,
  { personOf, self, deeds }: RowContext,
): TemplateResult {
  const id = answered?.id
  if (answered === undefined || id === undefined) {
    return html`<p class="quote gone" part="quote" data-testid="quote">
      <bdi>${words.answersAbsent}</bdi>
    </p>`
  }
  const { did, name } = personOf(answered.from)
  return html`<button
    class="quote"
    part="quote"
    type="button"
    data-testid="quote"
    tabindex=${tabindex}
    title=${words.showAnswered}
    @click=${() => deeds.jump(id)}
  >
    <span class="hidden-words">${words.answers}</span>
    ${
      isOwn(answered, self)
        ? html`<span class="nick">${words.you}</span>`
        : personName(name === undefined ? { did } : { did, name })
    }
    <span class="quoted"><bdi>${excerpt(answered.text)}</bdi></span>
  </button>`
}
