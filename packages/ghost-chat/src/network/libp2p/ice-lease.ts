/**
 * The STUN and TURN servers of one relay, asked for anew before their passwords end (SPEC NW15).
 */
import type { IceServer } from '../ice.ts'
import { pause } from './backoff.ts'

/** Times in milliseconds. */
export const ICE_TIMES = Object.freeze({
  /** Between two questions, at least: also where a password holds for less, or the relay did not answer. */
  least: 60_000,
  /** And at most, whatever a name says. */
  most: 86_400_000,
})

/** What a relay said, as far as it matters here. */
export interface IceAnswer {
  readonly iceServers: readonly IceServer[]
  /** The relay's clock, in milliseconds since 1970: the one that the names' ends are told by. */
  readonly time: number
}

export interface IceLeaseOptions {
  readonly first: IceAnswer
  /** Asks the relay again. May reject. */
  readonly ask: () => Promise<IceAnswer>
  readonly take: (servers: readonly IceServer[]) => void
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly wait?: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Gives the servers, and newer ones for as long as the signal lets it. Never rejects. */
export async function keepIceServers({ first, ask, take, wait, signal }: IceLeaseOptions): Promise<void> {
  const sleep = wait ?? ((ms: number): Promise<void> => pause(ms, signal))
  take(first.iceServers)
  let next = renewal(first)
  while (next !== null && !signal.aborted) {
    await sleep(next)
    if (isAborted(signal)) return
    try {
      const answer = await ask()
      if (isAborted(signal)) return
      take(answer.iceServers)
      next = renewal(answer)
    } catch {
      next = ICE_TIMES.least
    }
  }
}

/**
 * How long until the servers are to be asked for again, in milliseconds: half of what is left of the password that
 * ends first; `null` where none ends.
 */
export function renewal({ iceServers, time }: IceAnswer): number | null {
  const ends = iceServers.flatMap(({ username }) => endOf(username) ?? [])
  if (ends.length === 0) return null
  return Math.min(Math.max((Math.min(...ends) - time) / 2, ICE_TIMES.least), ICE_TIMES.most)
}

/** When a name ends, in milliseconds since 1970: the seconds that it begins with, as coturn's shared secret has it. */
function endOf(username: string | undefined): number | null {
  const [, seconds] = /^(\d{9,12})(?::|$)/.exec(username ?? '') ?? []
  return seconds === undefined ? null : Number(seconds) * 1_000
}

/** What `aborted` is now: it may have changed while something else was waited for. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}
