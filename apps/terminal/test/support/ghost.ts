/** The command `ghost` in processes of its own: by pipes, and at a real pseudo-terminal. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import xterm from '@xterm/headless'
import { until } from '../../../../tests/support/until.ts'

const BIN = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))
/** Milliseconds. A process needs a second to start on a machine of its own, and many where others work. */
export const PATIENCE = 60_000

const COMMAND = [process.execPath, '-C', 'ghost-chat-source', BIN]

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Piped {
  readonly child: ChildProcessWithoutNullStreams
  readonly out: () => string
  readonly err: () => string
  /** What it wrote so far, as JSON. */
  readonly records: () => Record<string, unknown>[]
  readonly ended: Promise<Ended>
}

/** Starts `ghost` without a terminal. It is killed when the tests end, if it has not ended by then. */
export function ghost(args: readonly string[], env: Readonly<Record<string, string>> = {}): Piped {
  const [node = '', ...rest] = COMMAND
  const child = spawn(node, [...rest, ...args], { stdio: 'pipe', env: { ...process.env, ...env } })
  const ended = endOf(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  // It may have ended before it read everything.
  child.stdin.on('error', () => undefined)
  return {
    child,
    out: () => out,
    err: () => err,
    records: () =>
      out
        .slice(0, out.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    ended: ended.then((code) => ({ code, out, err })),
  }
}

/** Runs `ghost` to its end, with a text on its stdin. */
export async function runGhost(
  args: readonly string[],
  stdin = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const running = ghost(args, env)
  running.child.stdin.end(stdin)
  return running.ended
}

export interface Seated {
  /** The rows of the screen as they are seen, without spaces at their ends. */
  readonly rows: () => string[]
  readonly screen: () => string
  /** Everything that was written to the terminal. */
  readonly written: () => string
  /** Cells of the terminal: which colours are used, and where the cursor is. */
  readonly terminal: xterm.Terminal
  readonly type: (text: string) => void
  readonly resize: (columns: number, rows: number) => Promise<void>
  /** Waits for a text on the screen. */
  readonly sees: (text: string | RegExp, most?: number) => Promise<string>
  /** Exit code. */
  readonly ended: Promise<number | null>
  readonly kill: () => void
}

export interface Seat {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Seats `ghost` at a pseudo-terminal that `script` makes, of util-linux, which every Debian has. What it writes goes
 * through a terminal emulator: what is tested is what a person would see.
 */
export async function seat(
  args: readonly string[],
  { columns = 80, rows = 24, env = {} }: Seat = {},
): Promise<Seated> {
  const script = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path))
  if (script === undefined) {
    throw new Error(
      'These tests need a pseudo-terminal: install util-linux, whose command "script" makes one.',
    )
  }
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const words = [...COMMAND, ...args].map(quoted).join(' ')
  // Who the terminal is, is said first: it is resized from outside.
  const line = `stty cols ${columns} rows ${rows}; tty; exec ${words}`
  const child = spawn(script, ['-qfec', line, '/dev/null'], {
    stdio: 'pipe',
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      COLORTERM: '',
      FORCE_COLOR: '1',
      ...env,
    },
  })
  const ended = endOf(child)
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString()
    terminal.write(chunk)
  })
  child.stdin.on('error', () => undefined)
  const [, device = ''] = await until('a pseudo-terminal', () => /^(\/dev\/\S+)/m.exec(written))

  const shown = (): string[] => {
    const { active } = terminal.buffer
    return Array.from(
      { length: terminal.rows },
      (_, row) =>
        active
          .getLine(active.viewportY + row)
          ?.translateToString()
          .trimEnd() ?? '',
    )
  }
  const screen = (): string => shown().join('\n')
  return {
    terminal,
    rows: shown,
    screen,
    written: () => written,
    type: (text) => void child.stdin.write(text),
    async resize(cols, to) {
      terminal.resize(cols, to)
      const stty = spawn('stty', ['-F', device, 'cols', String(cols), 'rows', String(to)])
      await once(stty, 'close')
    },
    async sees(text, most = PATIENCE) {
      const isThere = (): boolean =>
        typeof text === 'string' ? screen().includes(text) : text.test(screen())
      try {
        await until(String(text), isThere, most)
      } catch {
        throw new Error(`Waited in vain to see ${String(text)}. The screen:\n${screen()}`)
      }
      return screen()
    },
    ended,
    kill: () => void child.kill('SIGKILL'),
  }
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const end = (): boolean => child.kill('SIGKILL')
  process.on('exit', end)
  return once(child, 'close').then(([code]) => {
    process.off('exit', end)
    return code as number | null
  })
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
