/** A button that copies something and says so itself. */
import { button, h, type Child } from '../dom.ts'

/** How long it says that it has copied. */
const SAYS_MS = 4_000

export interface CopyWords {
  readonly copy: string
  readonly copied: string
}

/** @param copy returns whether it worked; where it did not, it says why by itself */
export function copyButton(
  attributes: Parameters<typeof button>[0],
  { copy: label, copied }: CopyWords,
  copy: () => Promise<boolean>,
  ...before: Child[]
): HTMLButtonElement {
  // Read out when it changes, as what a button is called is not.
  const words = h('span', { 'aria-live': 'polite' }, label)
  let timer: ReturnType<typeof setTimeout> | undefined
  const act = async (): Promise<void> => {
    if (!(await copy())) return
    words.textContent = copied
    clearTimeout(timer)
    timer = setTimeout(() => (words.textContent = label), SAYS_MS)
  }
  return button(attributes, () => void act(), ...before, words)
}
