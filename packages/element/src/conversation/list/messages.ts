/**
 * <ghost-messages>: the list of a conversation. Part of <ghost-conversation>, which hands on what it asks for.
 */
import type { Did } from 'ghost-chat'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Earlier, Entry, MessageEntry, Person } from '../../model.ts'
import { base } from '../../theme/base.css.ts'
import { strings } from '../../strings/strings.ts'
import { emit } from '../events.ts'
import { isOwn } from '../own.ts'
import { listStyle } from '../style/list.css.ts'
import { messageStyle } from '../style/message.css.ts'
import { bubbleStyle } from '../style/bubble.css.ts'
import { dayOf, untilTomorrow } from '../text/when.ts'
import { Announcer } from './announcer.ts'
import { earlierView, skeleton } from './earlier.ts'
import { Feed } from './feed.ts'
import type { Range } from './heights.ts'
import { listCommand, reachableRow, rowFor } from './keys.ts'
import type { RowContext, RowDeeds, RowState } from './row-context.ts'
import { rowView } from './row.ts'
import type { Row } from './rows.ts'
import { toEndButton } from './to-end.ts'
import { Viewport } from './viewport.ts'

const FLASH_MS = 1_600

export class GhostMessagesElement extends LitElement {
  static override styles = [base, listStyle, messageStyle, bubbleStyle]
  static override properties = {
    entries: { attribute: false },
    personOf: { attribute: false },
    self: { attribute: false },
    earlier: { attribute: false },
    alone: { attribute: false },
    canReply: { attribute: false },
    onReply: { attribute: false },
    onLeave: { attribute: false },
  }

  declare entries: readonly Entry[]
  declare personOf: (did: Did) => Person
  declare self: Did | undefined
  declare earlier: Earlier
  /** Nobody else is in the room. */
  declare alone: boolean
  declare canReply: boolean
  declare onReply: (entry: MessageEntry) => void
  /** Out of the list with the keyboard, to where one writes. */
  declare onLeave: () => void

  readonly #feed = new Feed()
  readonly #viewport = new Viewport({
    changed: () => this.requestUpdate(),
    endChanged: () => this.#looked(),
    still: () => {
      // Where the keyboard comes in follows what is in sight.
      if (this.#reachable() !== this.#reached || this.#atTop() !== this.#wasAtTop) this.requestUpdate()
    },
  })
  readonly #announcer = new Announcer((words) => {
    const region = this.renderRoot.querySelector('.spoken')
    if (region !== null) region.textContent = words
  })
  readonly #unfolded = new Set<string>()
  /** The row that the keyboard is in, or that it was led to. */
  #active: string | undefined
  /** Whether the keyboard is in the list. */
  #entered = false
  /** As they were drawn. */
  #inPage: Range = { first: 0, end: 0 }
  #reached = -1
  #wasAtTop = true
  #hadFocus = false
  #flashing: string | undefined
  #midnight: ReturnType<typeof setTimeout> | undefined
  #flash: ReturnType<typeof setTimeout> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#waitForTomorrow()
    document.addEventListener('visibilitychange', this.#looked)
    if (this.hasUpdated) this.#attach()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#midnight)
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

  /** Leads the keyboard to one's own last message. Returns whether there is one. */
  focusOwn(): boolean {
    const { rows } = this.#feed
    const index = rows.findLastIndex(({ entry }) => entry.kind === 'message' && isOwn(entry, this.self))
    if (index >= 0) this.#goTo(index)
    return index >= 0
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
    const range = this.#viewport.range()
    this.#inPage = range
    this.#reached = this.#reachable()
    this.#wasAtTop = this.#atTop()
    const shown = rows.slice(range.first, range.end)
    const context = this.#context()
    const unseen = this.alone ? this.#lastUnseen() : undefined
    return html`${this.#viewport.atEnd ? nothing : toEndButton(unread.count, this.#onToEnd)}
      <div
        class="scroller"
        tabindex=${this.#reached >= 0 ? -1 : 0}
        role="region"
        aria-label=${strings.messages.conversation}
        @keydown=${this.#onKey}
        @focusin=${this.#onFocus}
        @focusout=${this.#onBlur}
      >
        <div class="content">
          ${earlierView({
            ...{ earlier: this.earlier, alone: this.alone, reachable: this.#wasAtTop },
            onAsk: () => emit(this, 'ghost-earlier'),
          })}
          ${this.earlier.state === 'first' && !this.#feed.said ? skeleton() : nothing}
          <div
            class="lines"
            part="messages"
            data-testid="messages"
            role="log"
            aria-live="off"
            aria-label=${strings.messages.list}
          >
            <div class="space"></div>
            ${repeat(
              shown,
              ({ key }) => key,
              (row, index) => {
                const state = this.#stateOf(row, range.first + index === this.#reached, unseen)
                // A message that comes draws itself, and nothing that is here already.
                return guard([row, ...valuesOf(context), ...valuesOf(state)], () =>
                  rowView(row, state, context),
                )
              },
            )}
            <div class="space"></div>
          </div>
        </div>
      </div>
      <div class="spoken hidden-words" role="status" aria-live="polite" data-testid="announcements"></div>`
  }

  readonly #deeds: RowDeeds = {
    reply: (entry) => this.onReply(entry),
    jump: (id) => this.jumpTo(id),
    person: (did, anchor) => emit(this, 'ghost-person', { did, anchor }),
    fold: (key) => {
      if (!this.#unfolded.delete(key)) this.#unfolded.add(key)
      this.requestUpdate()
    },
    unsent: (deed, key) => emit(this, `ghost-${deed}`, { key }),
  }

  #context(): RowContext {
    const { personOf, self, canReply } = this
    return { personOf, self, canReply, today: dayOf(new Date()), deeds: this.#deeds }
  }

  #stateOf({ key, entry }: Row, reachable: boolean, unseen: string | undefined): RowState {
    const replyTo = entry.kind === 'message' ? entry.replyTo : undefined
    return {
      reachable,
      entered: reachable && this.#entered,
      flashing: this.#flashing === key,
      divider: this.#feed.unread.divider === key,
      unfolded: this.#unfolded.has(key),
      lastUnseen: unseen === key,
      answered: replyTo === undefined ? undefined : this.#feed.message(replyTo),
    }
  }

  /** Of what nobody else has seen: only the last says so. */
  #lastUnseen(): string | undefined {
    const last = this.#feed.rows.findLast(({ entry }) => entry.kind === 'message')
    const delivery = last?.entry.kind === 'message' ? last.entry.delivery : undefined
    return delivery?.state === 'sent' && delivery.seen === false ? last?.key : undefined
  }

  /** The row that the Tab key reaches, -1 where there is none. */
  #reachable(): number {
    const { rows } = this.#feed
    const active = this.#active === undefined ? -1 : rows.findLastIndex(({ key }) => key === this.#active)
    return reachableRow(rows, active, this.#inPage, this.#viewport.visible)
  }

  #atTop(): boolean {
    return this.#viewport.visible.first === 0
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
    this.#viewport.toEnd()
    const last = rowFor(this.#feed.rows, -1, 'last')
    if (last >= 0) this.#goTo(last)
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const row = event.composedPath().find((node) => node instanceof HTMLElement && node.matches('article'))
    const key = row !== undefined && 'entryKey' in row ? row.entryKey : undefined
    if (typeof key !== 'string' || (this.#active === key && this.#entered)) return
    this.#active = key
    this.#entered = true
    this.requestUpdate()
  }

  /** Once it is out, the keyboard comes in again at what is in sight by then. */
  readonly #onBlur = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && this.#scroller?.contains(event.relatedTarget) === true) return
    // Another window has the focus now, and gives it back.
    if (!document.hasFocus()) return
    this.#active = undefined
    this.#entered = false
    this.requestUpdate()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const command = listCommand(event)
    if (command === undefined) return
    const { rows } = this.#feed
    const at = this.#reachable()
    if (command === 'leave') this.onLeave()
    else if (command === 'reply') {
      const entry = rows[at]?.entry
      if (!this.canReply || entry?.kind !== 'message' || entry.id === undefined) return
      this.onReply(entry)
    } else {
      // Into the list first: from where nothing of it has the focus, to what is in sight.
      const enters = !this.#entered && (command === 'up' || command === 'down')
      const index = enters ? at : rowFor(rows, at, command)
      if (index < 0) return
      this.#goTo(index)
    }
    event.preventDefault()
  }

  #goTo(index: number): void {
    this.#active = this.#feed.rows[index]?.key
    this.#viewport.show(index)
    void this.#focusRow(this.#active)
  }

  async #focusRow(key: string | undefined): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('article')) {
      if ('entryKey' in row && row.entryKey === key) row.focus({ preventScroll: true })
    }
  }

  #waitForTomorrow(): void {
    // "Today" is yesterday then.
    this.#midnight = setTimeout(() => {
      this.requestUpdate()
      this.#waitForTomorrow()
    }, untilTomorrow(new Date()))
  }
}

function valuesOf(record: object): readonly unknown[] {
  return Object.values(record) as readonly unknown[]
}
