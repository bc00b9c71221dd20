/**
 * Keeps the newest line in sight for whoever reads at the end, and leaves everyone else's place alone.
 */
import { button, h } from '../dom.ts'
import { icon } from './mark.ts'

/** Close enough to the end to count as reading along. */
const NEAR_PX = 60

export interface Pinned {
  readonly newButton: HTMLButtonElement
  /** Changes the content: the end stays in sight, or else what is being read stays where it is. */
  around(change: () => void): void
  /** One more line that a reader further up has not seen. */
  unseen(): void
  toEnd(): void
  destroy(): void
}

/** `list` is what the lines stand in, `content` everything that scrolls. */
export function pinToEnd(scroller: HTMLElement, content: HTMLElement, list: HTMLElement): Pinned {
  let atEnd = true
  let lastTop = 0
  let count = 0
  const label = h('span', {})
  const newButton = button(
    { class: 'new-messages', hidden: true },
    () => {
      toEnd()
      scroller.focus({ preventScroll: true })
    },
    icon('down'),
    label,
  )

  const toEnd = (): void => {
    atEnd = true
    count = 0
    newButton.hidden = true
    scrollToEnd()
  }

  const scrollToEnd = (): void => {
    scroller.scrollTop = scroller.scrollHeight
    lastTop = scroller.scrollTop
  }

  const onScroll = (): void => {
    const top = scroller.scrollTop
    // Only who moves up leaves the end; it may also have moved away by itself since the last frame.
    if (scroller.scrollHeight - top - scroller.clientHeight <= NEAR_PX) atEnd = true
    else if (top < lastTop) atEnd = false
    lastTop = top
    if (atEnd && count > 0) {
      count = 0
      newButton.hidden = true
    }
  }
  scroller.addEventListener('scroll', onScroll, { passive: true })

  // A new line, a keyboard that opens, a window that turns: once a frame, however many lines came.
  const resized = new ResizeObserver(() => {
    if (atEnd) scrollToEnd()
  })
  resized.observe(scroller)
  resized.observe(content)

  return {
    newButton,
    around(change) {
      if (atEnd) {
        change()
        return
      }
      // Not every browser anchors by itself, so none does (overflow-anchor: none) and this does for all.
      const anchor = firstVisible(scroller, list)
      const before = anchor?.getBoundingClientRect().top ?? 0
      change()
      if (anchor?.isConnected === true) scroller.scrollTop += anchor.getBoundingClientRect().top - before
    },
    unseen() {
      if (atEnd) return
      count += 1
      label.textContent = count === 1 ? '1 new message' : `${count} new messages`
      newButton.hidden = false
    },
    toEnd,
    destroy: () => resized.disconnect(),
  }
}

function firstVisible(scroller: HTMLElement, list: HTMLElement): Element | undefined {
  const top = scroller.getBoundingClientRect().top
  const children = list.children
  let low = 0
  let high = children.length
  // The children stand one below the other, so half of them can be ruled out at a time.
  while (low < high) {
    const middle = (low + high) >> 1
    const bottom = children[middle]?.getBoundingClientRect().bottom ?? 0
    if (bottom <= top) low = middle + 1
    else high = middle
  }
  return children[low]
}
