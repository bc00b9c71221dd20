/** What a message answers: its author and first words, and a way there. */
import { html, type TemplateResult } from 'lit'
import type { MessageEntry } from '../../model.ts'
import { personName } from '../../parts/name.ts'
import { excerpt } from '../text/clean.ts'
import type { RowContext } from './row-context.ts'

export function quoteView(
  answered: MessageEntry | undefined,
  tabindex: number,
  { personOf, self, onJump }: RowContext,
): TemplateResult {
  const id = answered?.id
  if (answered === undefined || id === undefined) {
    return html`<p class="quote gone" part="quote" data-testid="quote">
      <bdi>Reply to a message that is not here</bdi>
    </p>`
  }
  const { did, name } = personOf(answered.from)
  return html`<button
    class="quote"
    part="quote"
    type="button"
    data-testid="quote"
    tabindex=${tabindex}
    title="Show the message"
    @click=${() => onJump(id)}
  >
    <span class="hidden-words">Reply to</span>
    ${
      did === self
        ? html`<span class="nick">You</span>`
        : personName(name === undefined ? { did } : { did, name })
    }
    <span class="quoted"><bdi>${excerpt(answered.text)}</bdi></span>
  </button>`
}
