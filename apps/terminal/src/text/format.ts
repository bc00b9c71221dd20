/**
 * People, times and reasons as a person reads them. All of it is clean: it may be written to a terminal as it is.
 */
import type { Connection, Did } from 'ghost-chat'
import { cleanLine, cleanName } from './sanitize.ts'
import { fit } from './width.ts'

const NAMELESS = 'guest'
/** Enough of a DID's end to tell two people of one name apart. */
const TAIL = 6

/** The end of a DID, which nobody else can claim. */
function tailOf(did: string): string {
  return cleanLine(did.slice(-TAIL))
}

/** Who somebody is: a claimed name never stands without the end of the DID. */
export function personLabel(did: string, name: string | undefined, cells = 24): string {
  return `${fit(cleanName(name) ?? NAMELESS, Math.max(3, cells - TAIL - 1))}·${tailOf(did)}`
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
  const by = { relay: 'the relay', members: 'the others', own: 'nobody' }[clock.source]
  return [
    `You are ${connectionWords(connection)}.`,
    ...peers.map(({ did, path, rtt }) => {
      const time = rtt === null ? '' : `, ${Math.round(rtt)} ms there and back`
      return `  ${labelOf(did)}: ${path === 'direct' ? 'directly' : 'by the relay'}${time}`
    }),
    `Your clock is set by ${by}${clock.offset === 0 ? '' : `, by ${Math.round(clock.offset)} ms`}.`,
  ]
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
