/**
 * People, times and reasons as a person reads them. All of it is clean: it may be written to a terminal as it is.
 */
import type { Connection, Did } from 'ghost-chat'
import { cleanLine, cleanName } from './sanitize.ts'
import { fit, width } from './width.ts'

const NAMELESS = 'guest'
/**
 * Characters of a DID's end, which tell two people of one name apart. They prove nothing: keys can be tried until the
 * end is a wanted one, for 6 characters of a `did:key` within an hour. `/who` shows whole DIDs.
 */
const TAIL = 10
const SHORT_TAIL = 6
/** Labels of fewer cells have the short end. */
const ROOMY = 24

/** A person's label: a claimed name never stands without the end of the DID. */
export function personLabel(did: string, name: string | undefined, cells = 28): string {
  const tail = cleanLine(did.slice(cells < ROOMY ? -SHORT_TAIL : -TAIL))
  return `${fit(cleanName(name) ?? NAMELESS, Math.max(3, cells - width(tail) - 1))}·${tail}`
}

/** The site whose log-in an account is, short: a long one loses its beginning, since its owner is named at its end. */
export function siteLabel(domain: string | undefined, cells: number): string {
  const clean = cleanLine(domain ?? 'an unknown site')
  return clean.length <= cells ? clean : `…${clean.slice(1 - Math.max(2, cells))}`
}

/** The time of day, here: `14:03`. */
export function clockTime(at: Date): string {
  return `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`
}

/** How one is connected, in a few words. */
export function connectionWords({ state, peers }: Connection): string {
  const direct = peers.filter(({ path }) => path === 'direct').length
  switch (state) {
    case 'connecting':
      return 'connecting …'
    case 'offline':
      return 'no connection, trying again …'
    case 'relayed':
    case 'direct':
      if (peers.length === 0) return 'connected, nobody else is here'
      return direct === 0 ? 'connected by the relay' : `connected, ${direct} of ${peers.length} directly`
  }
}

/** Everything about a connection, a line each. */
export function connectionLines(connection: Connection, labelOf: (did: Did) => string): string[] {
  const { clock, peers } = connection
  const doubt = clockDoubtWords(connection)
  const by = { relay: 'the relay', members: 'the others', own: 'nobody' }[clock.source]
  return [
    `You are ${connectionWords(connection)}.`,
    ...peers.map(({ did, path, rtt }) => {
      const time = rtt === null ? '' : `, ${Math.round(rtt)} ms there and back`
      return `  ${labelOf(did)}: ${path === 'direct' ? 'directly' : 'by the relay'}${time}`
    }),
    `Your clock is set by ${by}${clock.offset === 0 ? '' : `, by ${Math.round(clock.offset)} ms`}.`,
    ...(doubt === '' ? [] : [doubt]),
  ]
}

/**
 * What a person can do about a clock whose time and the others' are far apart; empty where it is not doubted. It asks
 * the person to look first: the relay may be the one that is wrong.
 */
export function clockDoubtWords({ clock: { doubt } }: Connection): string {
  if (doubt === undefined) return ''
  const way = doubt.offset > 0 ? 'behind' : 'ahead'
  return `Your device’s clock seems to be about ${duration(Math.abs(doubt.offset))} ${way}. If so, set it to talk here.`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365.25 * DAY

/** In the greatest unit of which there are two or more. */
function duration(milliseconds: number): string {
  if (milliseconds >= 2 * YEAR) return `${Math.round(milliseconds / YEAR)} years`
  if (milliseconds >= 2 * DAY) return `${Math.round(milliseconds / DAY)} days`
  if (milliseconds >= 2 * HOUR) return `${Math.round(milliseconds / HOUR)} hours`
  return `${Math.round(milliseconds / MINUTE)} minutes`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
