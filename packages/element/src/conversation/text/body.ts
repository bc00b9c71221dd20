/** A text as it stands in a message: text nodes and links, nothing else. */
import { html, type TemplateResult } from 'lit'
import type { MessageEntry } from '../../model.ts'
import { strings } from '../../strings/strings.ts'
import { cleanText, isVisible } from './clean.ts'
import { isEmojiOnly } from './emoji-only.ts'
import { linksIn, type Piece } from './links.ts'

/** Longer ones are folded, so that a single message cannot push the room off the screen. */
const FOLDED_LENGTH = 1_200
const FOLDED_LINES = 14
/** Longer than any word. A browser shapes a word as a whole, which takes a tenth of a second for 8,000 letters. */
const LONGEST_WORD = 600

interface Body {
  readonly pieces: readonly Piece[]
  readonly visible: boolean
  readonly large: boolean
  readonly long: boolean
  /** Whether it has letters without end, which are drawn without kerning and ligatures: ten times as fast. */
  readonly unbroken: boolean
}

/** `tabindex` of the links; `unfolded` says what a long text shows, `onFold` is its button. `when` stands beside the last word, which keeps room for it. */
export interface BodyOptions {
  readonly tabindex: number
  readonly when: string
  readonly unfolded: boolean
  readonly onFold: () => void
}

export function textBody(
  entry: MessageEntry,
  { tabindex, when, unfolded, onFold }: BodyOptions,
): TemplateResult {
  const { pieces, visible, large, long, unbroken } = bodyOf(entry)
  if (!visible) {
    return html`<span class="text unseen" part="text" data-when=${when}
      >${strings.messages.nothingVisible}</span
    >`
  }
  const folded = long && !unfolded
  // Inline to who formats this file: white space within counts.
  const words = html`<span
    class=${`text${large ? ' large' : ''}${folded ? ' folded' : ''}${unbroken ? ' unbroken' : ''}`}
    part="text"
    data-testid="text"
    data-when=${when}
    >${pieces.map((piece) => pieceOf(piece, folded ? -1 : tabindex))}</span
  >`
  if (!long) return words
  return html`<div class="long">
    ${words}<button
      type="button"
      class="small unfold"
      data-testid="unfold-button"
      tabindex=${tabindex}
      aria-expanded=${unfolded ? 'true' : 'false'}
      @click=${onFold}
    >
      ${unfolded ? strings.messages.showLess : strings.messages.showAll}
    </button>
  </div>`
}

function pieceOf({ text, href }: Piece, tabindex: number): TemplateResult | string {
  if (href === undefined) return text
  return html`<a
    href=${href}
    title=${href}
    target="_blank"
    rel="noopener noreferrer nofollow"
    tabindex=${tabindex}
    >${text}</a
  >`
}

/** A message that scrolls in again is not taken apart again. */
const known = new WeakMap<MessageEntry, Body>()

function bodyOf(entry: MessageEntry): Body {
  const before = known.get(entry)
  if (before !== undefined) return before
  const clean = cleanText(entry.text)
  const body: Body = {
    pieces: linksIn(clean),
    visible: isVisible(clean),
    large: isEmojiOnly(clean),
    long: clean.length > FOLDED_LENGTH || clean.split('\n', FOLDED_LINES + 1).length > FOLDED_LINES,
    unbroken: clean.split(/\s/u).some((word) => word.length > LONGEST_WORD),
  }
  known.set(entry, body)
  return body
}
