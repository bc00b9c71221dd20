/** Above everything: the way to earlier messages, and what holds their place while the first of them load. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Earlier } from '../../model.ts'
import { strings } from '../../strings/strings.ts'

const words = strings.messages
const WORDS = { idle: words.loadEarlier, asking: words.loading, failed: words.tryAgain } as const

/** Enough of them for a high window: what is beyond it is cut off. */
const GROUPS = [0, 1, 2, 3, 4]

export interface EarlierInit {
  readonly earlier: Earlier
  /** Nobody else is here who could have any. */
  readonly alone: boolean
  /** Whether the Tab key leads there: only from the top, or it would throw the reader there. */
  readonly reachable: boolean
  readonly onAsk: () => void
}

export function earlierView({ earlier, alone, reachable, onAsk }: EarlierInit): TemplateResult {
  const { state, note } = earlier
  const asking = state === 'asking'
  const first = state === 'first'
  return html`<div class="earlier" part="earlier">
    ${
      state === 'done' || first || (alone && !asking)
        ? nothing
        : html`<button
            class="small"
            type="button"
            data-testid="earlier-button"
            tabindex=${reachable ? 0 : -1}
            aria-disabled=${asking ? 'true' : 'false'}
            @click=${() => {
              // Not disabled: a disabled button would drop the focus of whoever just pressed it.
              if (!asking) onAsk()
            }}
          >
            ${asking ? html`<span class="spinner"></span>` : nothing}${WORDS[state]}
          </button>`
    }
    <span role="status" data-testid="earlier-note"><bdi>${first ? words.loadingEarlier : note}</bdi></span>
  </div>`
}

/** Where the first messages will stand. */
export function skeleton(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true" data-testid="skeleton">
    ${GROUPS.map(() => html`<i></i><b></b><b></b><i></i><b></b>`)}
  </div>`
}
