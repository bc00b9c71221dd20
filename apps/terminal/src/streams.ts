/**
 * The process's own streams and signals: writing until nobody reads any more, and ending when told.
 */

/** What a command has of the process. */
export interface Surroundings {
  /** To stdout. */
  readonly out: (text: string) => void
  /** A line to stderr. */
  readonly say: (line: string) => void
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP, and when nobody reads what goes to stdout. */
  readonly ended: AbortSignal
}

/** As a shell gives it for a process that Ctrl-C ended. */
export const INTERRUPTED = 130

/** Listens to the process. The second signal ends it there and then. */
export function surroundings(): Surroundings {
  const ending = new AbortController()
  const onSignal = (): void => {
    if (ending.signal.aborted) process.exit(INTERRUPTED)
    ending.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  // `ghost listen … | head -1`: the reader has what it wanted.
  process.stdout.on('error', () => ending.abort())
  process.stderr.on('error', () => undefined)
  return {
    out: (text) => {
      if (process.stdout.writable) process.stdout.write(text)
    },
    say: (line) => {
      if (process.stderr.writable) process.stderr.write(`${line}\n`)
    },
    ended: ending.signal,
  }
}

/** Resolves when everything written has left the process, or cannot. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.writable) stream.write('', () => resolve())
          else resolve()
        }),
    ),
  )
}

/** Resolves when a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
