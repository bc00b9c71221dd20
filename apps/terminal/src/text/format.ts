/**
 * People, times and reasons as a person reads them. All of it is clean: it may be written to a terminal as it is.
 */
import type { Connection, Did, PeerConnection } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { cleanLine, cleanName } from './sanitize.ts'
import { fit, width } from './width.ts'

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
  return `${fit(cleanName(name) ?? strings.people.nameless, Math.max(3, cells - width(tail) - 1))}·${tail}`
}

/** A name as it is told where nobody else bears it; with the end of the DID where one does, or where there is none. */
export function personName(did: string, name: string | undefined, isShared: boolean, cells = 28): string {
  const clean = cleanName(name)
  return clean === undefined || isShared
    ? personLabel(did, name, Math.min(cells, ROOMY - 1))
    : fit(clean, cells)
}

/** The site whose log-in an account is, short: a long one loses its beginning, since its owner is named at its end. */
export function siteLabel(domain: string | undefined, cells: number): string {
  const clean = cleanLine(domain ?? strings.people.unknownSite)
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
      return strings.connection.connecting
    case 'offline':
      return strings.connection.offline
    case 'relayed':
    case 'direct':
      if (peers.length === 0) return strings.connection.alone
      return direct === 0 ? strings.connection.relayed : strings.connection.direct(direct, peers.length)
  }
}

/** Everything about a connection, a line each. */
export function connectionLines(connection: Connection, labelOf: (did: Did) => string): string[] {
  const { clock, peers } = connection
  const doubt = clockDoubtWords(connection)
  return [
    strings.connection.you(connectionWords(connection)),
    ...peers.map((peer) => `  ${labelOf(peer.did)}: ${pathWords(peer)}`),
    strings.connection.corrected(strings.connection.clock[clock.source], Math.round(clock.offset)),
    ...(doubt === '' ? [] : [doubt]),
  ]
}

/** How somebody is reached. */
export function pathWords({ path, rtt }: Pick<PeerConnection, 'path' | 'rtt'>): string {
  return strings.connection.path[path](rtt === null ? null : Math.round(rtt))
}

/**
 * What a person can do about a clock whose time and the others' are far apart; empty where it is not doubted. It asks
 * the person to look first: the relay may be the one that is wrong.
 */
export function clockDoubtWords({ clock: { doubt } }: Connection): string {
  if (doubt === undefined) return ''
  return strings.connection.doubt(duration(Math.abs(doubt.offset)), doubt.offset > 0)
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365.25 * DAY

/** In the greatest unit of which there are two or more. */
function duration(milliseconds: number): string {
  if (milliseconds >= 2 * YEAR) return strings.connection.years(Math.round(milliseconds / YEAR))
  if (milliseconds >= 2 * DAY) return strings.connection.days(Math.round(milliseconds / DAY))
  if (milliseconds >= 2 * HOUR) return strings.connection.hours(Math.round(milliseconds / HOUR))
  return strings.connection.minutes(Math.round(milliseconds / MINUTE))
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
