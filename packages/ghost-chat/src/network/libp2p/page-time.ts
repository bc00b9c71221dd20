/**
 * The time by the server that a page comes from: a second opinion where a relay's time is far from this machine's (SPEC
 * TM8). A page trusts that server with everything; a relay that a link names, with nothing. Elsewhere than in pages
 * there is none.
 */
import { clockOffset, WELL_KNOWN_LIMITS } from './well-known.ts'

/** A relay's time that is further from this machine's is worth a question, in milliseconds. */
export const FAR = 60_000
/** `Date` names whole seconds (RFC 9110 §6.6.1): half of one makes the least error, in milliseconds. */
const HALF_SECOND = 500

/**
 * Asks the page's server. Milliseconds to be added to this machine's clock; `null` where there is none, it does not
 * say, or is one of `others`. Never rejects.
 *
 * @param others the hosts of those that were asked already
 */
export async function pageClockOffset(
  others: ReadonlySet<string>,
  signal: AbortSignal,
  place: Pick<Location, 'hostname' | 'origin' | 'protocol'> | undefined = pagePlace(),
): Promise<number | null> {
  if (place === undefined || !/^https?:$/.test(place.protocol) || others.has(place.hostname)) return null
  try {
    const asked = performance.now()
    const { headers } = await fetch(`${place.origin}/`, {
      method: 'HEAD',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(WELL_KNOWN_LIMITS.timeout)]),
    })
    const roundTrip = performance.now() - asked
    // An answer that a cache on the way has kept is as old as its `Age` says (RFC 9111 §5.1).
    const age = 1_000 * Number(headers.get('age') ?? 0)
    const theirs = Date.parse(headers.get('date') ?? '') + age + HALF_SECOND
    return Number.isFinite(theirs) ? clockOffset(theirs, Date.now(), roundTrip) : null
  } catch {
    return null
  }
}

/** Where the page is; `undefined` in Node. */
function pagePlace(): Location | undefined {
  return (globalThis as Partial<typeof globalThis>).location
}
