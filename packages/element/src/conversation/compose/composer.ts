/**
 * <ghost-composer>: where one writes. Part of <ghost-conversation>. Enter sends, Shift+Enter begins a new line,
 * Escape gives up the reply, then the direct message. ArrowUp in an empty field leads to one's own last message.
 */
import type { Did } from 'ghost-chat'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import type { Draft, MessageEntry, Person } from '../../model.ts'
import { icon } from '../../parts/icon.ts'
import { strings } from '../../strings/strings.ts'
import { cleanName, plainName } from '../../text/names.ts'
import { base } from '../../theme/base.css.ts'
import { EmojiDoor } from '../emoji/door.ts'
import type { EmojiChosen } from '../emoji/picker.ts'
import { emit } from '../events.ts'
import { isOwn } from '../own.ts'
import { composerStyle } from '../style/composer.css.ts'
import { directBanner, replyBanner } from './banners.ts'
import { holdsFiles, whyNotFiles } from './files.ts'
import { sizeOf } from './size.ts'
import {
  afterEscape,
  directTo,
  EVERYBODY,
  replyingTo,
  withoutDirect,
  withoutReply,
  type Target,
} from './target.ts'
import { TypingSignal } from './typing-signal.ts'

const words = strings.composer

export class GhostComposerElement extends LitElement {
  static override styles = [base, composerStyle]
  static override properties = {
    personOf: { attribute: false },
    self: { attribute: false },
    draft: { attribute: false },
    room: { attribute: false },
    onUp: { attribute: false },
    notice: { attribute: false },
  }

  declare personOf: (did: Did) => Person
  declare self: Did | undefined
  /** What stands in it at first. */
  declare draft: string
  declare room: string
  /** Up out of an empty field; returns whether that leads anywhere. */
  declare onUp: () => boolean
  /** Above the field. It may count seconds, so no screen reader is made to read it out. */
  declare notice: string | undefined

  #target: Target = EVERYBODY
  #text = ''
  /** Why something was not taken, until the next letter. */
  #refused = ''
  readonly #door = new EmojiDoor(this)
  readonly #typing = new TypingSignal((typing) => emit(this, 'ghost-typing', typing))

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#typing.stop()
  }

  override focus(): void {
    this.#area?.focus({ preventScroll: true })
  }

  answer(entry: MessageEntry): void {
    this.#aim(replyingTo(this.#target, entry, this.self))
  }

  direct(did: Did): void {
    this.#aim(directTo(this.#target, did, this.self))
  }

  /** Puts back what was not sent; what has been written since stands below it. */
  restore({ text, replyTo, to }: Draft): void {
    this.#write(this.#text.trim() === '' ? text : `${text}\n${this.#text}`)
    this.#aim({ ...(replyTo === undefined ? {} : { replyTo }), ...(to === undefined ? {} : { to }) })
  }

  protected override firstUpdated(): void {
    if (this.draft !== '') this.#write(this.draft)
  }

  protected override render(): unknown {
    const { replyTo, to } = this.#target
    const size = sizeOf(this.#text)
    const label = this.#label()
    const ready = this.#text.trim() !== '' && !size.over
    return html`<form
      class=${to === undefined ? 'composer' : 'composer private'}
      part="composer"
      @submit=${this.#onSubmit}
      @keydown=${this.#onFormKey}
    >
      ${this.#pickerView()}
      ${
        to === undefined
          ? nothing
          : directBanner(this.personOf(to), () => this.#aim(withoutDirect(this.#target)))
      }
      ${
        replyTo === undefined
          ? nothing
          : replyBanner(replyTo, this.personOf(replyTo.from), isOwn(replyTo, this.self), () =>
              this.#aim(withoutReply(this.#target)),
            )
      }
      <p
        id="note"
        class=${size.over ? 'note problem' : 'note'}
        role="status"
        data-testid="composer-note"
        .textContent=${this.#noteWords(size.words)}
      ></p>
      <p class="note" data-testid="composer-notice" .textContent=${this.notice ?? ''}></p>
      <div class="field" part="field">
        <textarea
          part="input"
          data-testid="composer"
          rows="1"
          dir=${this.#text === '' ? nothing : 'auto'}
          autocomplete="off"
          enterkeyhint="send"
          aria-label=${label}
          aria-describedby="note"
          placeholder=${label}
          .value=${this.#text}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
          @blur=${() => this.#typing.stop()}
          @paste=${this.#onPaste}
        ></textarea>
        <button
          class="tool emoji"
          type="button"
          data-testid="emoji-button"
          aria-label=${words.emoji}
          title=${words.emoji}
          aria-haspopup="dialog"
          aria-expanded=${this.#door.state === 'open' ? 'true' : 'false'}
          @click=${this.#onEmoji}
        >
          ${icon('smile')}
        </button>
        <button
          class=${ready ? 'send ready' : 'send'}
          part="send"
          type="submit"
          data-testid="send-button"
          aria-label=${words.send}
          title=${words.sendKey}
        >
          ${icon('send')}
        </button>
      </div>
    </form>`
  }

  protected override updated(): void {
    const area = this.#area
    if (area === null || CSS.supports('field-sizing', 'content')) return
    // Grows with what is written, up to the height that the style sheet allows.
    area.style.setProperty('height', 'auto')
    area.style.setProperty('height', `${area.scrollHeight}px`)
  }

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea')
  }

  #label(): string {
    const { to } = this.#target
    if (to !== undefined) {
      const person = this.personOf(to)
      return words.messageTo(cleanName(person.name) ?? plainName(person))
    }
    return this.room === '' ? words.message : words.messageIn(this.room)
  }

  #noteWords(size: string): string {
    if (this.#refused !== '') return this.#refused
    return this.#door.state === 'absent' ? words.emojiAbsent : size
  }

  #pickerView(): TemplateResult | typeof nothing {
    if (this.#door.state !== 'open') return nothing
    return html`<ghost-emoji-picker @ghost-emoji=${this.#onEmojiChosen}></ghost-emoji-picker>`
  }

  #aim(target: Target): void {
    this.#target = target
    this.requestUpdate()
    this.focus()
  }

  #write(text: string): void {
    if (text === this.#text) return
    this.#text = text
    this.#refused = ''
    this.requestUpdate()
    emit(this, 'ghost-draft', text)
  }

  #send(): void {
    // What cannot be sent stays where it is.
    if (this.#text.trim() === '' || sizeOf(this.#text).over) {
      this.focus()
      return
    }
    const draft: Draft = { text: this.#text, ...this.#target }
    this.#write('')
    this.#typing.stop()
    // To one person alone until that is ended; an answer is given once.
    this.#aim(withoutReply(this.#target))
    emit(this, 'ghost-send', draft)
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault()
    this.#send()
  }

  readonly #onInput = (event: InputEvent): void => {
    if (!(event.target instanceof HTMLTextAreaElement)) return
    this.#write(event.target.value)
    // What is for one alone is not told to everybody.
    if (this.#target.to === undefined) this.#typing.typed(this.#text)
  }

  /** Says that files cannot be sent. */
  refuse(files: Iterable<File>): void {
    this.#refused = whyNotFiles(files)
    this.requestUpdate()
  }

  readonly #onPaste = (event: ClipboardEvent): void => {
    const { clipboardData: pasted } = event
    // Spreadsheets put a picture of what was copied beside its text: that is text.
    if (!holdsFiles(pasted) || pasted.types.includes('text/plain')) return
    event.preventDefault()
    this.refuse(pasted.files)
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp' && this.#text === '' && !isComposing(event) && !isModified(event)) {
      if (this.onUp()) event.preventDefault()
      return
    }
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    this.#send()
  }

  readonly #onFormKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isComposing(event)) return
    if (this.#door.state === 'open') this.#closePicker()
    else if (this.#target.replyTo !== undefined || this.#target.to !== undefined) {
      this.#aim(afterEscape(this.#target))
    } else return
    // Otherwise a pop-up would take it for its own.
    event.stopPropagation()
  }

  readonly #onEmoji = (): void => {
    if (this.#door.state === 'open') this.#closePicker()
    else void this.#door.open()
  }

  readonly #onEmojiChosen = (event: CustomEvent<EmojiChosen>): void => {
    const area = this.#area
    if (area === null) return
    area.setRangeText(event.detail.emoji, area.selectionStart, area.selectionEnd, 'end')
    this.#write(area.value)
    if (!event.detail.stay) this.#closePicker()
  }

  #closePicker(): void {
    this.#door.close()
    this.focus()
  }
}

/** While an input method composes a character, its keys are its own. */
function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it tells of the key that ended it, and marks that key with 229.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.isComposing || event.keyCode === 229
}

function isModified({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey || ctrlKey || altKey || metaKey
}
