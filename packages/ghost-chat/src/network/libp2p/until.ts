/**
 * Waiting for what an event may have brought about.
 */

/** What libp2p's nodes and listeners have in common here. */
interface Emitter<Name extends string> {
  addEventListener: (name: Name, listener: () => void) => void
  removeEventListener: (name: Name, listener: () => void) => void
}

/** Resolves when `isSo` says so, which is asked now and at each event, or when the signal aborts. Never rejects. */
export function until<Name extends string>(
  emitter: Emitter<Name>,
  event: Name,
  isSo: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!signal.aborted && !isSo()) return
      emitter.removeEventListener(event, check)
      signal.removeEventListener('abort', check)
      resolve()
    }
    emitter.addEventListener(event, check)
    signal.addEventListener('abort', check, { once: true })
    check()
  })
}
