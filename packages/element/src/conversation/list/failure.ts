/** Why a message of one's own was not sent, and what to do about it. */
import { html, type TemplateResult } from 'lit'
import { strings } from '../../strings/strings.ts'
import type { RowContext } from './row-context.ts'

const DEEDS = [
  ['retry', strings.messages.retry],
  ['edit', strings.messages.edit],
  ['discard', strings.messages.delete],
] as const

export function failureView(key: string, reason: string, { deeds }: RowContext): TemplateResult {
  return html`<div class="failure">
    <p data-testid="send-error"><bdi>${reason}</bdi></p>
    <div class="actions">
      ${DEEDS.map(
        ([deed, words]) =>
          html`<button
            class="small"
            type="button"
            data-testid=${`${deed}-button`}
            @click=${() => deeds.unsent(deed, key)}
          >
            ${words}
          </button>`,
      )}
    </div>
  </div>`
}
