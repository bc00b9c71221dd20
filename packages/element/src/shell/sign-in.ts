/** Asked before the first message: who signs it, a guest or a wallet. */
import type { FoundWallet } from 'ghost-chat'
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../parts/icon.ts'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'
import { GhostDialog } from './dialog.ts'
import { signInStyle } from './sign-in.css.ts'

export type Choice =
  | { readonly as: 'guest'; readonly name: string }
  | { readonly as: 'wallet'; readonly name: string; readonly wallet: FoundWallet }

type Wallets =
  | { readonly state: 'looking' }
  | { readonly state: 'found'; readonly wallets: readonly FoundWallet[] }
  | { readonly state: 'unknown' }

/** Code points of a person's name; the room refuses longer ones. */
const MOST_NAME = 64

const { signIn } = strings

export class SignInDialog extends GhostDialog {
  static override properties = {
    name: { attribute: false },
    guestStays: { attribute: false },
    busy: { state: true },
    problem: { state: true },
    wallets: { state: true },
  }
  static override styles = [GhostDialog.styles, signInStyle]

  /** What the name field begins with. */
  declare name: string
  /** Whether a guest is the same one after a reload of the page. */
  declare guestStays: boolean
  /** What is being waited for, in words. */
  declare busy: string
  declare problem: string
  declare wallets: Wallets
  readonly #noIcon = new Set<string>()

  constructor() {
    super()
    this.name = ''
    this.guestStays = false
    this.busy = ''
    this.problem = ''
    this.wallets = { state: 'looking' }
  }

  protected readonly heading = signIn.title

  override async show(): Promise<void> {
    this.busy = ''
    this.problem = ''
    void this.#look()
    await super.show()
  }

  /** Lets the person choose again. */
  fail(problem: string): void {
    this.busy = ''
    this.problem = problem
  }

  async #look(): Promise<void> {
    this.wallets = { state: 'looking' }
    try {
      const { findWallets } = await import('ghost-chat')
      this.wallets = { state: 'found', wallets: await findWallets() }
    } catch {
      this.wallets = { state: 'unknown' }
    }
  }

  protected content(): TemplateResult {
    const waiting = this.busy !== ''
    return html`<form class="body" novalidate @submit=${this.#onGuest}>
      <p class="soft">${words(signIn.intro)}</p>
      <div class="field">
        <label for="name">${words(signIn.nickname)} <span class="optional">${signIn.optional}</span></label>
        <input
          id="name"
          data-testid="name-input"
          name="nickname"
          autocomplete="nickname"
          spellcheck="false"
          dir="auto"
          maxlength=${MOST_NAME}
          .value=${this.name}
          ?readonly=${waiting}
          autofocus
          aria-describedby="name-help"
          @input=${this.#onName}
        />
        <p class="soft" id="name-help">${words(signIn.nicknameHelp)}</p>
      </div>
      <p class="problem" role="alert" data-testid="sign-in-error" ?hidden=${this.problem === ''}>
        ${words(this.problem)}
      </p>
      <div class="ways">
        <button class="primary way" data-testid="join-button" type="submit" aria-disabled=${String(waiting)}>
          <strong>${signIn.guest}</strong>
          <span>${this.guestStays ? signIn.guestOfTab : signIn.guestOfPage}</span>
        </button>
        <p class="or"><span>${signIn.orWallet}</span></p>
        <div class="wallets" data-testid="wallets">${this.#walletList(waiting)}</div>
      </div>
      <p class="wait soft" role="status">${this.busy === '' ? nothing : words(this.busy)}</p>
      <div class="end">
        <button type="button" class="small" data-testid="cancel-sign-in" @click=${this.hide}>
          ${signIn.cancel}
        </button>
      </div>
    </form>`
  }

  #walletList(waiting: boolean): TemplateResult {
    const { wallets } = this
    switch (wallets.state) {
      case 'looking':
        return html`<p class="soft">${words(signIn.looking)}</p>`
      case 'unknown':
        return html`<p class="soft">${words(signIn.walletsUnknown)}</p>`
      case 'found':
        if (wallets.wallets.length === 0) {
          return html`<p class="soft" data-testid="no-wallet">${words(signIn.noWallet)}</p>`
        }
        return html`${wallets.wallets.map((wallet) => this.#walletButton(wallet, waiting))}
          <p class="soft">${words(signIn.walletSigns)}</p>`
    }
  }

  #walletButton(wallet: FoundWallet, waiting: boolean): TemplateResult {
    const { uuid, name, icon: picture, rdns } = wallet.info
    const shown = picture !== undefined && !this.#noIcon.has(uuid)
    // The page's policy may forbid the picture; the name is what counts.
    const onError = (): void => {
      this.#noIcon.add(uuid)
      this.requestUpdate()
    }
    return html`<button
      type="button"
      class="wallet"
      data-testid="wallet"
      aria-disabled=${String(waiting)}
      @click=${() => this.#choose({ as: 'wallet', name: this.name, wallet })}
    >
      ${
        shown
          ? html`<img src=${picture} alt="" width="28" height="28" @error=${onError} />`
          : html`<span class="no-picture">${icon('account')}</span>`
      }
      <span class="wallet-name"><bdi>${name}</bdi></span>
      <span class="rdns">${rdns}</span>
    </button>`
  }

  #onName(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.name = event.target.value
  }

  #onGuest(event: Event): void {
    event.preventDefault()
    this.#choose({ as: 'guest', name: this.name })
  }

  #choose(choice: Choice): void {
    if (this.busy !== '') return
    this.problem = ''
    this.busy = choice.as === 'wallet' ? signIn.confirmInWallet : signIn.oneMoment
    this.dispatchEvent(new CustomEvent('ghost-choice', { detail: choice }))
  }
}
