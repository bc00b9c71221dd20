/**
 * The terminal's own bell and title, for what is meant for one alone: a terminal that stands behind other windows
 * shows both.
 */

/** Several messages at once ring once. */
const AGAIN_MS = 2_000
/** Keeps the title that was there, and puts it back (xterm's window operations; other terminals leave them alone). */
const KEEP_TITLE = '\u001B[22;2t'
const FORMER_TITLE = '\u001B[23;2t'
const BELL = '\u0007'

export interface Bell {
  /** Somebody calls for one. */
  readonly ring: () => void
  /** One is at the keyboard: it was seen. */
  readonly seen: () => void
  /** Puts the terminal's title back. May be called twice. */
  readonly end: () => void
}

export interface BellInit {
  readonly write: (text: string) => void
  /** Clean: a title holds no control character. */
  readonly title: string
  /** Milliseconds. */
  readonly now?: () => number
}

export const NO_BELL: Bell = Object.freeze({
  ring: () => undefined,
  seen: () => undefined,
  end: () => undefined,
})

export function makeBell({ write, title, now = () => performance.now() }: BellInit): Bell {
  let calls = 0
  let rung = -Infinity
  let hasEnded = false
  const name = (): void => write(`\u001B]2;${calls === 0 ? title : `(${calls}) ${title}`}${BELL}`)
  write(KEEP_TITLE)
  name()
  return {
    ring() {
      if (hasEnded) return
      calls += 1
      name()
      if (now() - rung < AGAIN_MS) return
      rung = now()
      write(BELL)
    },
    seen() {
      if (calls === 0 || hasEnded) return
      calls = 0
      name()
    },
    end() {
      if (hasEnded) return
      hasEnded = true
      // A terminal that kept none has at least no room in it.
      write(`\u001B]2;${BELL}${FORMER_TITLE}`)
    },
  }
}
