/** Above the composer: whom one writes to, and what one answers. */
import { html, type TemplateResult } from 'lit'
import type { MessageEntry, Person } from '../../model.ts'
import { icon } from '../../parts/icon.ts'
import { personName } from '../../parts/name.ts'
import { strings } from '../../strings/strings.ts'
import { excerpt } from '../text/clean.ts'

const words = strings.composer

export function directBanner({ did, name }: Person, onEnd: () => void): TemplateResult {
  return html`<div class="banner direct" part="direct" data-testid="direct-mode">
    ${icon('lock')}
    <p dir="auto">${words.onlySees(personName(named(did, name)))}</p>
    ${cancelButton('end-direct', words.backToEveryone, onEnd)}
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
      <span>${words.replyTo(own ? words.yourself : personName(named(did, name)))}</span>
      <span class="quoted"><bdi>${excerpt(text)}</bdi></span>
    </p>
    ${cancelButton('cancel-reply', words.cancelReply, onCancel)}
  </div>`
}

function named(did: Person['did'], name: string | undefined): Pick<Person, 'did' | 'name'> {
  return name === undefined ? { did } : { did, name }
}

function cancelButton(testId: string, label: string, onClick: () => void): TemplateResult {
  return html`<button
    class="tool cancel"
    type="button"
    data-testid=${testId}
    aria-label=${label}
    title=${words.withEscape(label)}
    @click=${onClick}
  >
    ${icon('close')}
  </button>`
}
