/**
 * The terminal itself: its other screen, raw keys, bracketed paste. What is asked of it is taken back in every case,
 * also when the process ends by an error.
 */
import type { Size } from './layout.ts'

/** The other screen has no memory: what was said is not left in the terminal's. Pastes come marked. */
const ENTER = '\u001B[?1049h\u001B[?2004h\u001B[2J\u001B[H'
const LEAVE = '\u001B[?2004l\u001B[?25h\u001B[?1049l'
const CLEAR = '\u001B[2J\u001B[H'

/** Erases what was on the terminal before. Ink does that when a terminal shrinks; it is not ours to erase. */
const ERASE_SCROLLBACK = '\u001B[3J'

export interface Terminal {
  /** What Ink draws to. */
  readonly stdout: NodeJS.WriteStream
  readonly size: () => Size
  /** Before Ink draws for the new size: what stands there is of no use to it. */
  readonly onResize: (told: () => void) => void
  readonly clear: () => void
  /** May be called twice. */
  readonly leave: () => void
}

export function takeTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Terminal {
  let resized: () => void = () => undefined
  const clear = (): void => void stdout.write(CLEAR)
  const onResize = (): void => {
    clear()
    resized()
  }
  let left = false
  const leave = (): void => {
    if (left) return
    left = true
    process.off('exit', leave)
    stdout.off('resize', onResize)
    try {
      stdin.setRawMode(false)
      stdout.write(LEAVE)
    } catch {
      // The terminal is gone, and with it what was asked of it.
    }
  }
  process.on('exit', leave)
  stdout.prependListener('resize', onResize)
  stdin.setRawMode(true)
  stdout.write(ENTER)
  return {
    stdout: sparingScrollback(stdout),
    // A terminal that does not say how large it is has the size of those that never did.
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    onResize: (told) => (resized = told),
    clear,
    leave,
  }
}

function sparingScrollback(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: string, ...rest: []): boolean =>
    stdout.write(chunk.replaceAll(ERASE_SCROLLBACK, ''), ...rest)
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return write
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
