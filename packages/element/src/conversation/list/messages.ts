/**
 * <ghost-messages>: the list of a conversation. Part of <ghost-conversation>, which hands on what it asks for.
 */
import type { Did } from 'ghost-chat'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Earlier, Entry, MessageEntry, Person } from '../../model.ts'
import { base } from '../../theme/base.css.ts'
import { emit } from '../events.ts'
import { listStyle } from '../style/list.css.ts'
import { messageStyle } from '../style/message.css.ts'
import { bubbleStyle } from '../style/bubble.css.ts'
import { Announcer } from './announcer.ts'
import { earlierView } from './earlier.ts'
import { Feed } from './feed.ts'
import { listCommand, rowFor } from './keys.ts'
import type { RowContext } from './row-context.ts'
import { rowView } from './row.ts'
import { toEndButton } from './to-end.ts'
import { Viewport } from './viewport.ts'

const FLASH_MS = 1_600
/** Between two looks at the clock, for the times that are told as "5 minutes ago". */
const TICK_MS = 20_000

export class GhostMessagesElement extends LitElement {
  static override styles = [base, listStyle, messageStyle, bubbleStyle]
  static override properties = {
    entries: { attribute: false },
    personOf: { attribute: false },
    self: { attribute: false },
    earlier: { attribute: false },
    canReply: { attribute: false },
    onReply: { attribute: false },
    onLeave: { attribute: false },
  }

  declare entries: readonly Entry[]
  declare personOf: (did: Did) => Person
  declare self: Did | undefined
  declare earlier: Earlier
  declare canReply: boolean
  declare onReply: (entry: MessageEntry) => void
  /** Out of the list with the keyboard, to where one writes. */
  declare onLeave: () => void

  readonly #feed = new Feed()
  readonly #viewport = new Viewport({
    changed: () => this.requestUpdate(),
    endChanged: () => this.#looked(),
  })
  readonly #announcer = new Announcer((words) => {
    const region = this.renderRoot.querySelector('.spoken')
    if (region !== null) region.textContent = words
  })
  readonly #unfolded = new Set<string>()
  /** The row that the keyboard is in. */
  #active: string | undefined
  #hadFocus = false
  #flashing: string | undefined
  #tick: ReturnType<typeof setInterval> | undefined
  #flash: ReturnType<typeof setTimeout> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#tick = setInterval(() => this.requestUpdate(), TICK_MS)
    document.addEventListener('visibilitychange', this.#looked)
    if (this.hasUpdated) this.#attach()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#tick)
    clearTimeout(this.#flash)
    document.removeEventListener('visibilitychange', this.#looked)
    this.#announcer.stop()
    this.#viewport.detach()
  }

  /** Shows a message and marks it for a moment. Returns whether it is here. */
  jumpTo(id: string): boolean {
    const index = this.#feed.indexOf(id)
    const key = this.#feed.rows[index]?.key
    if (key === undefined) return false
    this.#flashing = key
    clearTimeout(this.#flash)
    this.#flash = setTimeout(() => {
      this.#flashing = undefined
      this.requestUpdate()
    }, FLASH_MS)
    this.#viewport.show(index, true)
    void this.#focusRow(key)
    return true
  }

  toEnd(): void {
    this.#viewport.toEnd()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.shadowRoot?.activeElement !== null && this.hasUpdated
    if (!changed.has('entries')) return
    const { self, personOf } = this
    const looking = this.#looking()
    const { spoken, own, others } = this.#feed.take(this.entries, { self, personOf, looking })
    this.#viewport.setKeys(this.#feed.rows.map(({ key }) => key))
    this.#announcer.add(spoken)
    if (own) this.#viewport.toEnd()
    if (looking && others) emit(this, 'ghost-at-end')
  }

  protected override firstUpdated(): void {
    this.#attach()
  }

  protected override updated(): void {
    this.#viewport.settle()
    // The row that the keyboard was in may be far away by now; the keyboard goes on from there.
    const lost = this.#hadFocus && this.shadowRoot?.activeElement === null
    if (lost) this.#scroller?.focus({ preventScroll: true })
  }

  protected override render(): unknown {
    const { rows, unread } = this.#feed
    const { first, end } = this.#viewport.range()
    const shown = rows.slice(first, end)
    const context = this.#context()
    const isActiveHere = shown.some(({ key }) => key === context.active)
    return html`<div
        class="scroller"
        tabindex=${isActiveHere ? -1 : 0}
        role="region"
        aria-label="Conversation"
        @keydown=${this.#onKey}
        @focusin=${this.#onFocus}
      >
        <div class="content">
          ${earlierView(this.earlier, () => emit(this, 'ghost-earlier'))}
          <div
            class="lines"
            part="messages"
            data-testid="messages"
            role="log"
            aria-live="off"
            aria-label="Messages"
          >
            <div class="space"></div>
            ${repeat(
              shown,
              ({ key }) => key,
              (row) => rowView(row, context),
            )}
            <div class="space"></div>
          </div>
        </div>
      </div>
      ${this.#viewport.atEnd ? nothing : toEndButton(unread.count, this.#onToEnd)}
      <div class="spoken hidden-words" role="status" aria-live="polite" data-testid="announcements"></div>`
  }

  #context(): RowContext {
    const { unread } = this.#feed
    return {
      personOf: this.personOf,
      self: this.self,
      now: Date.now(),
      active: this.#activeKey(),
      flashing: this.#flashing,
      divider: unread.divider,
      unfolded: this.#unfolded,
      canReply: this.canReply,
      messageOf: (id) => this.#feed.message(id),
      onReply: this.onReply,
      onJump: (id) => this.jumpTo(id),
      onPerson: (did, anchor) => emit(this, 'ghost-person', { did, anchor }),
      onFold: (key) => {
        if (!this.#unfolded.delete(key)) this.#unfolded.add(key)
        this.requestUpdate()
      },
      onUnsent: (deed, key) => emit(this, `ghost-${deed}`, { key }),
    }
  }

  #activeKey(): string | undefined {
    const { rows } = this.#feed
    if (rows.some(({ key }) => key === this.#active)) return this.#active
    return rows[rowFor(rows, undefined, 'last')]?.key
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroller')
  }

  #attach(): void {
    const lines = this.renderRoot.querySelector<HTMLElement>('.lines')
    if (this.#scroller !== null && lines !== null) this.#viewport.attach(this.#scroller, lines)
  }

  #looking(): boolean {
    return this.#viewport.atEnd && this.#viewport.view > 0 && document.visibilityState === 'visible'
  }

  /** The reader may have come to the end, or back to the page. */
  readonly #looked = (): void => {
    this.requestUpdate()
    if (!this.#looking()) return
    this.#feed.read()
    emit(this, 'ghost-at-end')
  }

  readonly #onToEnd = (): void => {
    this.#active = undefined
    this.#viewport.toEnd()
    void this.#focusRow(this.#activeKey())
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const row = event.composedPath().find((node) => node instanceof HTMLElement && node.matches('article'))
    if (row === undefined || !('entryKey' in row) || typeof row.entryKey !== 'string') return
    if (this.#active === row.entryKey) return
    this.#active = row.entryKey
    this.requestUpdate()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const command = listCommand(event)
    if (command === undefined) return
    if (command === 'leave') this.onLeave()
    else if (command === 'reply') {
      const entry = this.#feed.rows.findLast(({ key }) => key === this.#activeKey())?.entry
      if (!this.canReply || entry?.kind !== 'message' || entry.id === undefined) return
      this.onReply(entry)
    } else {
      const index = rowFor(this.#feed.rows, this.#activeKey(), command)
      if (index < 0) return
      this.#active = this.#feed.rows[index]?.key
      this.#viewport.show(index)
      void this.#focusRow(this.#active)
    }
    event.preventDefault()
  }

  async #focusRow(key: string | undefined): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('article')) {
      if ('entryKey' in row && row.entryKey === key) row.focus({ preventScroll: true })
    }
  }
}
