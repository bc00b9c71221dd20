/** One person, near where they were chosen: who they are and what can be done. Your own card changes your name. */
import type { Did, PeerConnection } from 'ghost-chat'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { avatar } from '../parts/avatar.ts'
import { icon } from '../parts/icon.ts'
import { isOfOtherSite, personName } from '../parts/name.ts'
import { strings } from '../strings/strings.ts'
import { cleanName } from '../text/names.ts'
import { words } from '../text/words.ts'
import { Copying } from './copying.ts'
import { GhostDialog } from './dialog.ts'
import { personCardStyle } from './person-card.css.ts'

const said = strings.card

/** Between the card and what it belongs to, and the edge of the window. */
const GAP_PX = 8
/** Narrower windows show it at their lower edge, as every dialog. */
const SHEET_PX = 480

export interface Card {
  readonly person: Person
  readonly online: boolean
  readonly peer: PeerConnection | undefined
  /** Whether there is a chat that can block. */
  readonly canBlock: boolean
  readonly canRename: boolean
}

export type CardAction =
  | { readonly do: 'direct' | 'block' | 'unblock'; readonly did: Did }
  | { readonly do: 'rename'; readonly name: string }

export class PersonCard extends GhostDialog {
  static override properties = { card: { attribute: false } }
  static override styles = [GhostDialog.styles, personCardStyle]

  declare card: Card | undefined
  #anchor: DOMRect | undefined
  readonly #copying = new Copying(this)

  async showAt(anchor: DOMRect): Promise<void> {
    this.#anchor = anchor
    await this.show()
    this.#place()
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    this.#place()
  }

  protected get heading(): unknown {
    const { card } = this
    if (card === undefined) return nothing
    return html`<span class="top">${avatar(card.person.did)}${personName(card.person)}</span>`
  }

  protected content(): TemplateResult {
    const { card } = this
    if (card === undefined) return html``
    const { person, online, peer } = card
    return html`<div class="body" data-testid="person-card">
      <p class="soft">${words(where(person, online, peer))}</p>
      ${accountFact(person)} ${namesakeFact(person)} ${person.self ? this.#own(card) : this.#others(card)}
      ${this.#key(person.did)}
    </div>`
  }

  /** Folded: nobody compares whole keys unless they have a reason to. */
  #key(did: Did): TemplateResult {
    return html`<details class="key" data-testid="key" @toggle=${() => this.#place()}>
      <summary>${words(said.key)}</summary>
      <code>${did}</code>
      <button type="button" class="small" data-testid="copy-key" @click=${() => void this.#copying.copy(did)}>
        ${this.#copying.label(said.copyKey)}
      </button>
      <p class="soft" role="status">${this.#copying.failed ? words(strings.copying.failed) : nothing}</p>
    </details>`
  }

  #others({ person, online, canBlock }: Card): TemplateResult {
    const { did, blocked } = person
    return html`<div class="actions">
      ${
        online
          ? html`<button
              type="button"
              class="action"
              data-testid="direct-button"
              @click=${() => this.#do({ do: 'direct', did })}
            >
              ${icon('lock')} ${said.message}
            </button>`
          : nothing
      }
      ${
        canBlock
          ? html`<button
              type="button"
              class="action"
              data-testid="block-button"
              @click=${() => this.#do({ do: blocked ? 'unblock' : 'block', did })}
            >
              ${icon(blocked ? 'unblock' : 'block')} ${blocked ? said.unblock : said.block}
            </button>`
          : nothing
      }
      ${canBlock ? html`<p class="soft">${words(blocked ? said.blockedHelp : said.blockHelp)}</p>` : nothing}
    </div>`
  }

  #own({ person, canRename }: Card): TemplateResult {
    if (!canRename) return html``
    return html`<form class="rename" @submit=${this.#onRename}>
      <div class="field">
        <label for="new-name">${said.yourName}</label>
        <input
          id="new-name"
          data-testid="rename-input"
          maxlength="64"
          autocomplete="nickname"
          spellcheck="false"
          dir="auto"
          .value=${cleanName(person.name) ?? ''}
        />
      </div>
      <button class="primary" data-testid="rename-button" type="submit">${said.rename}</button>
    </form>`
  }

  #onRename(event: Event): void {
    event.preventDefault()
    const field = this.renderRoot.querySelector<HTMLInputElement>('#new-name')
    if (field !== null) this.#do({ do: 'rename', name: field.value })
  }

  #do(action: CardAction): void {
    this.hide()
    this.dispatchEvent(new CustomEvent('ghost-card-action', { detail: action }))
  }

  /** Below what was chosen, or above where there is more room; always within the window. */
  #place(): void {
    const { dialog } = this
    const anchor = this.#anchor
    if (dialog?.open !== true || anchor === undefined) return
    const { innerWidth: width, innerHeight: height } = window
    if (width < SHEET_PX) return
    const { width: own, height: tall } = dialog.getBoundingClientRect()
    const below = anchor.bottom + GAP_PX
    const top = below + tall + GAP_PX <= height ? below : anchor.top - GAP_PX - tall
    dialog.style.margin = '0'
    dialog.style.top = `${Math.max(GAP_PX, Math.min(top, height - tall - GAP_PX))}px`
    dialog.style.left = `${Math.max(GAP_PX, Math.min(anchor.left, width - own - GAP_PX))}px`
  }
}

/** An account with the site whose log-in it is: another site than the page's is named. */
function accountFact({ account, unprovenAccount, accountDomain }: Person): TemplateResult | typeof nothing {
  const shown = account ?? unprovenAccount
  if (shown === undefined) return nothing
  const of = accountDomain ?? strings.names.unknownSite
  const by = isOfOtherSite(accountDomain)
    ? html` ${said.by} <bdi class="site" dir="ltr">${of}</bdi>`
    : nothing
  const claim = account === undefined ? said.accountNotProven : said.account
  return html`<div class="fact" data-testid="account-fact">
    <span class=${account === undefined ? 'soft doubtful' : 'soft'}>${claim}${by}</span><code>${shown}</code>
  </div>`
}

function namesakeFact({ namesakes = [] }: Person): TemplateResult | typeof nothing {
  if (namesakes.length === 0) return nothing
  return html`<div class="fact" data-testid="namesake-fact">
    <span class="soft doubtful">${words(said.namesakes)}</span
    >${namesakes.map((did) => html`<code>${did}</code>`)}
  </div>`
}

function where({ self }: Person, online: boolean, peer: PeerConnection | undefined): string {
  if (self) return said.you
  if (!online) return said.gone
  if (peer === undefined) return said.here
  const { path, rtt } = peer
  if (rtt === null) return path === 'direct' ? said.direct : said.relayed
  return path === 'direct' ? said.directPing(Math.round(rtt)) : said.relayedPing(Math.round(rtt))
}
