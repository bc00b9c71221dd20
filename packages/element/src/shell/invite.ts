/** A room with nobody else in it: says so, and has the link that brings others. */
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'
import { base } from '../theme/base.css.ts'
import { Copying } from './copying.ts'
import { inviteStyle } from './invite.css.ts'
import type { Alone } from './solitude.ts'

const said = strings.empty

export class InvitePanel extends LitElement {
  static override properties = {
    alone: { attribute: false },
    link: { attribute: false },
    draw: { state: true },
  }
  static override styles = [base, inviteStyle]

  declare alone: Alone
  /** An empty one invites nobody. */
  declare link: string
  declare protected draw: ((text: string, label: string) => TemplateResult) | undefined

  readonly #copying = new Copying(this)

  constructor() {
    super()
    this.alone = { state: 'only', met: true }
    this.link = ''
  }

  protected override firstUpdated(): void {
    // Without it there still is the link.
    import('./qr.ts').then(
      ({ qrCode }) => (this.draw = qrCode),
      () => undefined,
    )
  }

  protected override render(): unknown {
    const { alone, link } = this
    const copy = link === '' ? nothing : this.#copy()
    if (alone.state !== 'first') {
      return html`<div class="strip" data-testid="invite">
        <p>${words(said.only)}</p>
        ${copy}
      </div>`
    }
    return html`<div class="whole" data-testid="invite">
      <svg class="ghost" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d=${GHOST} />
        <circle cx="12.6" cy="14" r="1.7" />
        <circle cx="19.4" cy="14" r="1.7" />
      </svg>
      <h3>${words(alone.met ? said.onlyTitle : said.first)}</h3>
      <p>${words(link === '' ? said.kept : said.invite)}</p>
      ${copy} ${link === '' ? nothing : this.#picture()}
    </div>`
  }

  #copy(): TemplateResult {
    const { link } = this
    return html`<button
        type="button"
        class=${this.alone.state === 'first' ? 'primary' : 'small'}
        data-testid="copy-invite"
        @click=${() => void this.#copying.copy(link)}
      >
        ${this.#copying.label(said.copyLink)}
      </button>
      <span class="hidden-words" role="status">${this.#copying.label('')}</span>
      ${
        this.#copying.failed
          ? html`<p class="by-hand" role="status">${words(strings.copying.failed)}</p>
              <input readonly dir="ltr" aria-label=${said.link} .value=${link} @focus=${selectAll} />`
          : nothing
      }`
  }

  #picture(): TemplateResult | typeof nothing {
    try {
      return this.draw?.(this.link, said.qr) ?? html`<div class="qr"></div>`
    } catch {
      // The link is too long for a code; it can still be copied.
      return nothing
    }
  }
}

const GHOST =
  'M16 4.5c-5.2 0-9 3.9-9 9.3v12.4c0 1.1 1.2 1.6 2 .8l1.6-1.5a1.1 1.1 0 0 1 1.5 0l1.5 1.5a1.1 1.1 0 0 0 1.5 0l.9-.9.9.9a1.1 1.1 0 0 0 1.5 0l1.5-1.5a1.1 1.1 0 0 1 1.5 0l1.6 1.5c.8.8 2 .3 2-.8V13.8c0-5.4-3.8-9.3-9-9.3z'

function selectAll({ target }: Event): void {
  if (target instanceof HTMLInputElement) target.select()
}
