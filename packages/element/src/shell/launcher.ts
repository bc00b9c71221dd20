/** The button that a pop-up hides behind. */
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../parts/icon.ts'

/** More is not counted in so small a place. */
const MOST_SHOWN = 99

export function launcher(open: boolean, unread: number, room: string, onToggle: () => void): TemplateResult {
  const shown = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread)
  const words = unread === 0 ? '' : `, ${unread} unread`
  return html`<button
    type="button"
    class="launcher"
    part="launcher"
    data-testid="launcher"
    aria-expanded=${String(open)}
    aria-controls="frame"
    aria-label="${open ? 'Close' : 'Open'} the chat ${room}${words}"
    @click=${onToggle}
  >
    ${open ? icon('minimise') : icon('chat')}
    ${
      unread === 0 || open
        ? nothing
        : html`<span class="badge" part="badge" data-testid="unread-badge" aria-hidden="true">${shown}</span>`
    }
  </button>`
}
