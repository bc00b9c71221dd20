/** Why a message of one's own was not sent, and what to do about it. */
import { html, type TemplateResult } from 'lit'
import type { RowContext } from './row-context.ts'

export function failureView(key: string, reason: string, context: RowContext): TemplateResult {
  return html`<div class="failure">
    <p data-testid="send-error"><bdi>${reason}</bdi></p>
    <div class="actions">
      <button class="small" type="button" data-testid="retry-button" @click=${() => context.onRetry(key)}>
        Send again
      </button>
      <button class="small" type="button" data-testid="edit-button" @click=${() => context.onEdit(key)}>
        Edit
      </button>
      <button class="small" type="button" data-testid="discard-button" @click=${() => context.onDiscard(key)}>
        Discard
      </button>
    </div>
  </div>`
}
