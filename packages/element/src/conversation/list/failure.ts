/** Why a message of one's own was not sent, or not yet, and what to do about it. */
import { html, type TemplateResult } from 'lit'
import type { Delivery } from '../../model.ts'
import { strings } from '../../strings/strings.ts'
import type { RowContext } from './row-context.ts'

type Wait = Extract<Delivery, { state: 'waiting' }>

/** What can be done about a message that still waits: it goes out by itself. */
const WAITING = [
  ['edit', strings.waiting.edit],
  ['discard', strings.waiting.delete],
] as const

const DEEDS = [
  ['retry', strings.messages.retry],
  ['edit', strings.messages.edit],
  ['discard', strings.messages.delete],
] as const

export function failureView(key: string, reason: string, { deeds }: RowContext): TemplateResult {
  return html`<div class="failure">
    <p data-testid="send-error"><bdi>${reason}</bdi></p>
    ${actions(DEEDS, key, deeds)}
  </div>`
}

export function waitingView(key: string, wait: Wait, { deeds }: RowContext): TemplateResult {
  return html`<div class="failure waiting">
    <p data-testid="waiting"><bdi>${waitWords(wait)}</bdi></p>
    ${actions(WAITING, key, deeds)}
  </div>`
}

/** What a message waits for, by the clock of this moment. */
export function waitWords(wait: Wait): string {
  if (wait.why !== 'rate') return strings.waiting[wait.why]
  return strings.waiting.rate(Math.max(1, Math.ceil((wait.until.getTime() - Date.now()) / 1000)))
}

function actions(
  offered: readonly (readonly ['retry' | 'edit' | 'discard', string])[],
  key: string,
  deeds: RowContext['deeds'],
): TemplateResult {
  return html`<div class="actions">
    ${offered.map(
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
  </div>`
}
