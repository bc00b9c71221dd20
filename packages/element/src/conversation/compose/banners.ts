/** Above the composer: whom one writes to, and what one answers. */
import { html, type TemplateResult } from 'lit'
import type { MessageEntry, Person } from '../../model.ts'
import { icon } from '../../parts/icon.ts'
import { personName } from '../../parts/name.ts'
import { excerpt } from '../text/clean.ts'

export function directBanner({ did, name }: Person, onEnd: () => void): TemplateResult {
  return html`<div class="banner direct" part="direct" data-testid="direct-mode">
    ${icon('lock')}
    <p dir="auto">Only ${personName(named(did, name))} will see what you write</p>
    ${cancelButton('end-direct', 'Write to everybody again', onEnd)}
  </div>`
}

export function replyBanner(
  { text }: MessageEntry,
  { did, name }: Person,
  own: boolean,
  onCancel: () => void,
): TemplateResult {
  return html`<div class="banner answering" part="reply" data-testid="reply-preview">
    ${icon('reply')}
    <p>
      <span>Reply to ${own ? 'yourself' : personName(named(did, name))}</span>
      <span class="quoted"><bdi>${excerpt(text)}</bdi></span>
    </p>
    ${cancelButton('cancel-reply', 'Cancel the reply', onCancel)}
  </div>`
}

function named(did: Person['did'], name: string | undefined): Pick<Person, 'did' | 'name'> {
  return name === undefined ? { did } : { did, name }
}

function cancelButton(testId: string, words: string, onClick: () => void): TemplateResult {
  return html`<button
    class="tool cancel"
    type="button"
    data-testid=${testId}
    aria-label=${words}
    title=${`${words} (Esc)`}
    @click=${onClick}
  >
    ${icon('close')}
  </button>`
}
