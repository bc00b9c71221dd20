/** Says that somebody was blocked, with the way back. It stays until it is put away: not everybody reads fast. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { icon } from '../parts/icon.ts'
import { personName, type Named } from '../parts/name.ts'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'

const said = strings.blocked

export interface BlockedLineEvents {
  readonly onUndoBlock: () => void
  readonly onBlockSeen: () => void
}

export function blockedLine(
  person: Person | undefined,
  { onUndoBlock, onBlockSeen }: BlockedLineEvents,
): TemplateResult {
  return html`<div class="blocked-line" slot="below" data-testid="blocked-line">
    <p role="status">
      ${person === undefined ? nothing : html`${words(said.youBlocked)} ${personName(nameOf(person))}`}
    </p>
    ${
      person === undefined
        ? nothing
        : html`<button type="button" class="small undo" data-testid="undo-block" @click=${onUndoBlock}>
              ${said.undo}
            </button>
            <button type="button" class="tool" aria-label=${said.dismiss} @click=${onBlockSeen}>
              ${icon('close')}
            </button>`
    }
  </div>`
}

/** The card has told the rest. */
function nameOf({ did, name }: Person): Named {
  return { did, ...(name === undefined ? {} : { name }) }
}
