/** Why a message of one's own was not sent, and what to do about it. */
import { html, type TemplateResult } from 'lit'
import type { RowContext } from './row-context.ts'

const DEEDS = [
  ['retry', 'Send again'],
  ['edit', 'Edit'],
  ['discard', 'Discard'],
] as const

export function failureView(key: string, reason: string, { onUnsent }: RowContext): TemplateResult {
  return html`<div class="failure">
    <p data-testid="send-error"><bdi>${reason}</bdi></p>
    <div class="actions">
      ${DEEDS.map(
        ([deed, words]) =>
          html`<button
            class="small"
            type="button"
            data-testid=${`${deed}-button`}
            @click=${() => onUnsent(deed, key)}
          >
            ${words}
          </button>`,
      )}
    </div>
  </div>`
}
