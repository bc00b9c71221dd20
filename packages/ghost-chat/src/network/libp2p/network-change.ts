/**
 * Hints that the network has changed: another address, a cable back in, a page or a laptop that slept. Each only
 * says that it is time to look (SPEC NW15).
 */
import { ownAddresses } from '#interfaces'

/** Between two looks at this machine's addresses, in milliseconds. */
const LOOK = 1_000
/** A timer that is so late was stopped meanwhile, and so was everything else here. */
const SLEPT = 5_000

type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>

/** What is watched, so that a test brings its own. */
export interface Surroundings {
  readonly addresses: () => string | null
  /** Milliseconds; goes on while a machine sleeps. */
  readonly now: () => number
  readonly every: (milliseconds: number, call: () => void) => () => void
  /** Who tells what. */
  readonly events: readonly (readonly [target: Target, event: string])[]
}

/** Calls `onHint` whenever the network may have changed, until what it returns is called. */
export function watchNetwork(onHint: () => void, surroundings: Surroundings = platform()): () => void {
  const { addresses, now, every, events } = surroundings
  let known = addresses()
  let lookedAt = now()
  const stop = every(LOOK, () => {
    const [found, time] = [addresses(), now()]
    const changed = found !== known || time - lookedAt > LOOK + SLEPT
    known = found
    lookedAt = time
    if (changed) onHint()
  })
  for (const [target, event] of events) target.addEventListener(event, onHint)
  return () => {
    stop()
    for (const [target, event] of events) target.removeEventListener(event, onHint)
  }
}

function platform(): Surroundings {
  const events: (readonly [Target, string])[] = []
  // `online`: the system has a network again. `resume` and `pageshow`: the page was frozen, or kept.
  if (typeof globalThis.addEventListener === 'function')
    events.push([globalThis, 'online'], [globalThis, 'pageshow'])
  if (typeof document !== 'undefined') events.push([document, 'resume'])
  const { navigator } = globalThis as { readonly navigator?: { readonly connection?: Target } }
  const connection = navigator?.connection
  if (connection !== undefined) events.push([connection, 'change'])
  return {
    addresses: ownAddresses,
    now: () => Date.now(),
    every: (milliseconds, call) => {
      const timer = setInterval(call, milliseconds)
      // A process is not kept alive by looking.
      if (typeof timer === 'object') timer.unref()
      return () => clearInterval(timer)
    },
    events,
  }
}
