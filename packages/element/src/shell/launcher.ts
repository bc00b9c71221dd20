/** The button that a pop-up hides behind. */
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../parts/icon.ts'
import type { Unseen } from '../session/unread.ts'
import { strings } from '../strings/strings.ts'

const said = strings.popup

/** More is not counted in so small a place. */
const MOST_SHOWN = 99

export function launcher(open: boolean, unread: Unseen, room: string, onToggle: () => void): TemplateResult {
  return html`<button
    type="button"
    class="launcher"
    part="launcher"
    data-testid="launcher"
    aria-expanded=${String(open)}
    aria-controls="frame"
    aria-label=${open ? said.close(room) : openLabel(unread, room)}
    @click=${onToggle}
  >
    ${open ? icon('minimise') : icon('chat')} ${open || unread.count === 0 ? nothing : badge(unread)}
  </button>`
}

function openLabel({ count, direct }: Unseen, room: string): string {
  if (count === 0) return said.open(room)
  return direct === 0 ? said.openUnread(room, count) : said.openPrivate(room, count, direct)
}

/** A direct message gives the badge its colour and its lock: it was written to this person alone. */
function badge({ count, direct }: Unseen): TemplateResult {
  return html`<span
    class=${direct === 0 ? 'badge' : 'badge private'}
    part="badge"
    data-testid="unread-badge"
    aria-hidden="true"
    >${direct === 0 ? nothing : icon('lock')}${count > MOST_SHOWN ? said.many(MOST_SHOWN) : count}</span
  >`
}
