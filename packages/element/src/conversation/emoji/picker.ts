/**
 * <ghost-emoji-picker>: loaded when somebody first wants one. Says `ghost-emoji` with what was chosen, and whether
 * more are wanted.
 */
import { html, LitElement, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { strings } from '../../strings/strings.ts'
import { base } from '../../theme/base.css.ts'
import { pickerStyle } from '../style/picker.css.ts'
import { nextInGrid } from './grid-keys.ts'
import { recentEmoji, used } from './recent.ts'
import { findEmoji, readGroups, type Emoji, type EmojiGroup } from './search.ts'

export interface EmojiChosen {
  readonly emoji: string
  /** Whether the picker should stay open. */
  readonly stay: boolean
}

const groups = readGroups()
const words = strings.emoji
const RECENT = words.recent
/** What stands for a group. */
const SIGNS: Readonly<Record<string, string>> = {
  [RECENT]: '🕘',
  'animals & nature': '🐻',
  'food & drink': '🍔',
  'travel & places': '✈️',
  activities: '⚽',
  objects: '💡',
  symbols: '❤️',
}

export class GhostEmojiPickerElement extends LitElement {
  static override styles = [base, pickerStyle]

  #query = ''
  readonly #groups: readonly EmojiGroup[] =
    recentEmoji().length === 0 ? groups : [{ name: RECENT, emoji: recentEmoji() }, ...groups]
  #group = 0
  #at = 0

  protected override firstUpdated(): void {
    // With a finger, a field in focus would bring up a keyboard over what is to be chosen.
    const first = matchMedia('(hover: hover)').matches ? 'input' : '.emoji'
    this.renderRoot.querySelector<HTMLElement>(first)?.focus({ preventScroll: true })
  }

  protected override render(): unknown {
    const shown = this.#shown()
    const at = shown[this.#at] ?? shown[0]
    return html`<div
      class="picker"
      part="emoji"
      role="dialog"
      aria-label=${words.picker}
      data-testid="emoji-picker"
    >
      <input
        type="search"
        data-testid="emoji-search"
        aria-label=${words.search}
        placeholder=${words.searchHint}
        autocomplete="off"
        .value=${this.#query}
        @input=${this.#onSearch}
        @keydown=${this.#onSearchKey}
      />
      <div class="groups" role="group" aria-label=${words.groups}>
        ${this.#groups.map((group, index) => this.#groupButton(group, index))}
      </div>
      <div
        class="grid"
        role="group"
        aria-label=${this.#query === '' ? (this.#groups[this.#group]?.name ?? '') : words.found}
        data-testid="emoji-grid"
        @keydown=${this.#onGridKey}
      >
        ${repeat(
          shown,
          ({ emoji }) => emoji,
          (emoji, index) => this.#emojiButton(emoji, index),
        )}
      </div>
      <p class="label" role="status">
        ${at === undefined ? words.none : html`<span>${at.emoji}</span>${at.label}`}
      </p>
    </div>`
  }

  #shown(): readonly Emoji[] {
    return this.#query.trim() === ''
      ? (this.#groups[this.#group]?.emoji ?? [])
      : findEmoji(groups, this.#query)
  }

  #groupButton({ name, emoji }: EmojiGroup, index: number): TemplateResult {
    const pressed = this.#query.trim() === '' && index === this.#group
    return html`<button
      type="button"
      aria-pressed=${pressed ? 'true' : 'false'}
      aria-label=${name}
      title=${name}
      @click=${() => {
        this.#query = ''
        this.#group = index
        this.#at = 0
        this.requestUpdate()
        this.renderRoot.querySelector('.grid')?.scrollTo(0, 0)
      }}
    >
      ${SIGNS[name] ?? emoji[0]?.emoji}
    </button>`
  }

  #emojiButton(emoji: Emoji, index: number): TemplateResult {
    const touch = (): void => {
      if (this.#at === index) return
      this.#at = index
      this.requestUpdate()
    }
    return html`<button
      class="emoji"
      type="button"
      tabindex=${index === this.#at ? 0 : -1}
      aria-label=${emoji.label}
      title=${emoji.label}
      @click=${(event: MouseEvent) => this.#choose(emoji, event.shiftKey)}
      @focus=${touch}
      @pointerenter=${touch}
    >
      ${emoji.emoji}
    </button>`
  }

  #choose(chosen: Emoji, stay: boolean): void {
    used(chosen)
    const detail: EmojiChosen = { emoji: chosen.emoji, stay }
    this.dispatchEvent(new CustomEvent('ghost-emoji', { detail }))
  }

  readonly #onSearch = (event: InputEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) return
    this.#query = event.target.value
    this.#at = 0
    this.requestUpdate()
  }

  readonly #onSearchKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const first = this.#shown()[0]
    if (event.key === 'ArrowDown') this.#focusAt(0)
    else if (event.key === 'Enter' && first !== undefined) this.#choose(first, event.shiftKey)
    else if (event.key !== 'Enter') return
    event.preventDefault()
  }

  readonly #onGridKey = (event: KeyboardEvent): void => {
    const grid = event.currentTarget
    if (!(grid instanceof HTMLElement)) return
    const { direction, gridTemplateColumns } = getComputedStyle(grid)
    const next = nextInGrid(event.key, this.#at, {
      count: this.#shown().length,
      columns: gridTemplateColumns.split(' ').length,
      rtl: direction === 'rtl',
    })
    if (next === undefined) return
    event.preventDefault()
    if (next < 0) this.renderRoot.querySelector('input')?.focus()
    else this.#focusAt(next)
  }

  #focusAt(index: number): void {
    this.#at = index
    this.requestUpdate()
    this.renderRoot.querySelectorAll<HTMLElement>('.emoji')[index]?.focus()
  }
}

if (customElements.get('ghost-emoji-picker') === undefined) {
  customElements.define('ghost-emoji-picker', GhostEmojiPickerElement)
}
