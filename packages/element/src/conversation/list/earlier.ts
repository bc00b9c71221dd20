/** Above everything: the way to what was said before. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Earlier } from '../../model.ts'

const WORDS = { idle: 'Show what was said before', asking: 'Asking…', failed: 'Ask again' } as const

export function earlierView({ state, note }: Earlier, onAsk: () => void): TemplateResult {
  const asking = state === 'asking'
  return html`<div class="earlier" part="earlier">
    ${
      state === 'done'
        ? nothing
        : html`<button
            class="small"
            type="button"
            data-testid="earlier-button"
            aria-disabled=${asking ? 'true' : 'false'}
            @click=${() => {
              // Not disabled: a disabled button would drop the focus of whoever just pressed it.
              if (!asking) onAsk()
            }}
          >
            ${asking ? html`<span class="spinner"></span>` : nothing}${WORDS[state]}
          </button>`
    }
    <span role="status" data-testid="earlier-note"><bdi>${note}</bdi></span>
  </div>`
}
