/**
 * What the interface's dialogs have in common: a native modal `<dialog>` with a heading and a close button, which
 * keeps the focus inside while it is open and gives it back afterwards. Light: nothing is drawn while it is closed.
 */
import {
  html,
  LitElement,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type TemplateResult,
} from 'lit'
import { icon } from '../parts/icon.ts'
import { strings } from '../strings/strings.ts'
import { base } from '../theme/base.css.ts'
import { dialogStyle } from './dialog.css.ts'

export abstract class GhostDialog extends LitElement {
  static override properties: PropertyDeclarations = { shown: { state: true } }
  static override styles: CSSResultGroup = [base, dialogStyle]

  declare shown: boolean

  constructor() {
    super()
    this.shown = false
  }

  protected abstract readonly heading: unknown
  protected abstract content(): TemplateResult

  protected get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  /** Opens it; the element that has the focus now gets it back at the end. */
  async show(): Promise<void> {
    this.shown = true
    await this.updateComplete
    const { dialog } = this
    if (dialog?.open === false && this.isConnected) dialog.showModal()
  }

  readonly hide = (): void => {
    if (this.dialog?.open === true) this.dialog.close()
    else this.shown = false
  }

  protected override render(): unknown {
    if (!this.shown) return nothing
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      @close=${this.#onClose}
      @pointerdown=${this.#onPointerDown}
    >
      <div class="head">
        <h2 id="title" tabindex="-1"><bdi>${this.heading}</bdi></h2>
        <button
          type="button"
          class="tool close"
          aria-label=${strings.dialog.close}
          title=${strings.dialog.closeTitle}
          @click=${this.hide}
        >
          ${icon('close')}
        </button>
      </div>
      ${this.content()}
    </dialog>`
  }

  #onClose(): void {
    this.shown = false
    this.dispatchEvent(new CustomEvent('ghost-closed'))
  }

  /** Beside the dialog lies its backdrop, which is the dialog too. */
  #onPointerDown(event: PointerEvent): void {
    const { dialog } = this
    if (dialog === null || event.target !== dialog) return
    const { left, right, top, bottom } = dialog.getBoundingClientRect()
    const { clientX: x, clientY: y } = event
    if (x < left || x > right || y < top || y > bottom) this.hide()
  }
}
