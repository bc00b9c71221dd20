/**
 * What a screen reader says about what comes in. It has a polite region of its own: the list itself stays silent,
 * or everything that scrolls into it would be read out.
 */

import { strings } from '../../strings/strings.ts'

/** Said one by one; of more at once, the number. */
const MOST_AT_ONCE = 3
/** What comes within this time is said together. */
const TOGETHER_MS = 300

export class Announcer {
  readonly #say: (words: string) => void
  #waiting: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = ''

  constructor(say: (words: string) => void) {
    this.#say = say
  }

  add(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#waiting.push(...lines)
    this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = []
  }

  #flush(): void {
    this.#timer = undefined
    const words = inWords(this.#waiting)
    this.#waiting = []
    // The same words again are no change, and no change is not said.
    this.#last = words === this.#last ? `${words}\u00A0` : words
    this.#say(this.#last)
  }
}

export function inWords(lines: readonly string[]): string {
  if (lines.length <= MOST_AT_ONCE) return lines.join('\n')
  return [strings.announce.more(lines.length - MOST_AT_ONCE), ...lines.slice(-MOST_AT_ONCE)].join('\n')
}
