/** The way back to the newest message, for who reads further up; it tells how many are new. */
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../../parts/icon.ts'
import { strings } from '../../strings/strings.ts'

export function toEndButton(count: number, onClick: () => void): TemplateResult {
  const none = count === 0
  const { toNewest, newMessages } = strings.messages
  return html`<button
    class=${none ? 'to-end' : 'to-end new-messages'}
    part="new-messages"
    type="button"
    data-testid=${none ? 'to-end' : 'new-messages'}
    aria-label=${none ? toNewest : nothing}
    title=${none ? toNewest : nothing}
    @click=${onClick}
  >
    ${icon('down')}${none ? nothing : newMessages(count)}
  </button>`
}
