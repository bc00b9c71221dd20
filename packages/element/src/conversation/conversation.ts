/**
 * <ghost-conversation>: what is said in a room, and where one writes. It shows plain values and knows no chat; what
 * people do with it comes out as events (see events.ts). The slot `below` is between the messages and the composer.
 */
import type { Did } from 'ghost-chat'
import { html, LitElement } from 'lit'
import type { Draft, Earlier, Entry, Person } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { base } from '../theme/base.css.ts'
import { GhostComposerElement } from './compose/composer.ts'
import { holdsFiles } from './compose/files.ts'
import { GhostMessagesElement } from './list/messages.ts'
import { CONVERSATION_PARTS } from './parts.ts'
import { conversationStyle } from './style/conversation.css.ts'
import { typingLine } from './typing-line.ts'

export class GhostConversationElement extends LitElement {
  static override styles = [base, conversationStyle]
  static override properties = {
    entries: { attribute: false },
    personOf: { attribute: false },
    self: { attribute: false },
    typing: { attribute: false },
    earlier: { attribute: false },
    alone: { attribute: false },
    room: { attribute: false },
    canWrite: { attribute: false },
    draft: { attribute: false },
    notice: { attribute: false },
  }

  /** In the order in which they are shown. A new list for every change; what stays the same is the same object. */
  declare entries: readonly Entry[]
  /** A new function whenever what is known of people has changed. */
  declare personOf: (did: Did) => Person
  declare self: Did | undefined
  declare typing: readonly Person[]
  declare earlier: Earlier
  /** Nobody else is in the room: nobody has seen what one says, and nobody can be asked for what was said before. */
  declare alone: boolean
  /** The room's name, for where one writes. */
  declare room: string
  /** Otherwise what is in the slot `hint` stands where one would write. */
  declare canWrite: boolean
  /** What stands in the composer at first. */
  declare draft: string
  /** A sentence above the composer; empty where there is none. */
  declare notice: string

  constructor() {
    super()
    this.entries = []
    this.personOf = (did) => ({ did, self: false, blocked: false })
    this.self = undefined
    this.typing = []
    this.earlier = { state: 'done', note: '' }
    this.alone = false
    this.room = ''
    this.canWrite = true
    this.draft = ''
    this.notice = ''
  }

  focusComposer(): void {
    this.#composer?.focus()
  }

  /** Gives back what was not sent. */
  restore(draft: Draft): void {
    this.#composer?.restore(draft)
  }

  /** From now on what is written goes to this user alone, until that is ended. */
  direct(did: Did): void {
    this.#composer?.direct(did)
  }

  /** Shows a message and marks it for a moment. Returns whether it is here. */
  jumpTo(id: string): boolean {
    return this.#messages?.jumpTo(id) ?? false
  }

  /** Shows the newest. */
  toEnd(): void {
    this.#messages?.toEnd()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('dragover', this.#onDrag)
    this.addEventListener('drop', this.#onDrop)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('dragover', this.#onDrag)
    this.removeEventListener('drop', this.#onDrop)
  }

  protected override render(): unknown {
    const { personOf, self } = this
    return html`<ghost-messages
        exportparts=${CONVERSATION_PARTS}
        .entries=${this.entries}
        .personOf=${personOf}
        .self=${self}
        .earlier=${this.earlier}
        .alone=${this.alone}
        .canReply=${this.canWrite}
        .onReply=${this.#onReply}
        .onLeave=${this.#onLeave}
      ></ghost-messages>
      <slot name="below"></slot>
      ${typingLine(this.typing)}
      ${
        this.canWrite
          ? html`<ghost-composer
              exportparts=${CONVERSATION_PARTS}
              .personOf=${personOf}
              .self=${self}
              .draft=${this.draft}
              .room=${this.room}
              .onUp=${this.#onUp}
              .notice=${this.notice}
            ></ghost-composer>`
          : html`<div class="hint" part="hint" data-testid="composer-hint">
              <slot name="hint"><p>${strings.composer.closed}</p></slot>
            </div>`
      }`
  }

  get #messages(): GhostMessagesElement | null {
    return this.renderRoot.querySelector('ghost-messages')
  }

  get #composer(): GhostComposerElement | null {
    return this.renderRoot.querySelector('ghost-composer')
  }

  /** A browser opens a file that is dropped where nobody takes it. */
  readonly #onDrag = (event: DragEvent): void => {
    if (holdsFiles(event.dataTransfer)) event.preventDefault()
  }

  readonly #onDrop = (event: DragEvent): void => {
    if (!holdsFiles(event.dataTransfer)) return
    event.preventDefault()
    this.#composer?.refuse(event.dataTransfer.files)
  }

  readonly #onReply = (entry: Parameters<GhostMessagesElement['onReply']>[0]): void => {
    this.#composer?.answer(entry)
  }

  readonly #onUp = (): boolean => this.#messages?.focusOwn() ?? false

  readonly #onLeave = (): void => this.focusComposer()
}

for (const [name, element] of [
  ['ghost-messages', GhostMessagesElement],
  ['ghost-composer', GhostComposerElement],
  ['ghost-conversation', GhostConversationElement],
] as const) {
  if (customElements.get(name) === undefined) customElements.define(name, element)
}

declare global {
  interface HTMLElementTagNameMap {
    'ghost-conversation': GhostConversationElement
    'ghost-messages': GhostMessagesElement
    'ghost-composer': GhostComposerElement
  }
}
