/**
 * The STUN and TURN servers that a relay names (SPEC NW14), with passwords that hold for a while: coturn's
 * `use-auth-secret`, after draft-uberti-behave-turn-rest-00.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { parseIceServers, type IceServer } from 'ghost-chat/network/gossip'
import { RelayError } from './errors.ts'

export interface TurnOptions {
  /** `turn:` and `turns:` URLs. */
  readonly urls: readonly string[]
  /** What the TURN server was given as its `static-auth-secret`. */
  readonly secret: string
  /** How long a password holds, in milliseconds. @default ten minutes */
  readonly ttl?: number | undefined
}

/** Times in milliseconds, lengths in characters. */
export const TURN_LIMITS = Object.freeze({
  ttlLeast: 60_000,
  ttlMost: 604_800_000,
  /** A member asks again when half of it is over. What was begun with a password outlives it. */
  ttl: 600_000,
  secretLength: 512,
})

/** Bytes of a name that stand for an address. */
const NAME_BYTES = 8

/**
 * Gives the servers as members are told of them, with a name and a password.
 *
 * @param now milliseconds since 1970
 * @param address the asker's network address (`publicNetworkOf`); `null` where only a proxy's is known
 */
export type IceServers = (now: number, address: string | null) => readonly IceServer[]

/** @throws RelayError `ERR_OPTION_INVALID`; it never quotes the secret */
export function iceServers(stun: readonly string[] = [], turn?: TurnOptions): IceServers {
  const list: IceServers = (now, address) => [
    ...(stun.length === 0 ? [] : [{ urls: stun }]),
    ...(turn === undefined ? [] : [{ urls: turn.urls, ...turnCredential(turn, now, address) }]),
  ]
  if (turn !== undefined) checkTurn(turn)
  const isIn = (urls: readonly string[], scheme: RegExp): boolean => urls.every((url) => scheme.test(url))
  // Members pass a list over as a whole if anything in it is not in form.
  if (!isIn(stun, /^stun/i) || !isIn(turn?.urls ?? [], /^turn/i) || parseIceServers(list(0, null)) === null) {
    throw new RelayError(
      'ERR_OPTION_INVALID',
      'STUN and TURN servers are URLs such as stun:relay.example:3478 and turn:relay.example?transport=udp, 8 of a kind.',
    )
  }
  return list
}

function checkTurn({ secret, ttl = TURN_LIMITS.ttl }: TurnOptions): void {
  const { ttlLeast, ttlMost, secretLength } = TURN_LIMITS
  if (typeof secret !== 'string' || secret === '' || secret.length > secretLength) {
    throw new RelayError(
      'ERR_OPTION_INVALID',
      `TURN servers need the secret that they share with the relay, of 1 to ${secretLength} characters.`,
    )
  }
  if (!Number.isInteger(ttl) || ttl < ttlLeast || ttl > ttlMost) {
    throw new RelayError(
      'ERR_OPTION_INVALID',
      `A TURN password holds for ${ttlLeast} to ${ttlMost} ms, a whole number, not ${String(ttl)}.`,
    )
  }
}

/**
 * The name is when it ends, in seconds since 1970, and what stands for the asker's address. A TURN server counts by
 * the latter (coturn's `user-quota`), so all names of one address have one quota, at every relay that shares the
 * secret; only a holder of the secret can tell which address it is. Where the address is not known it is something at
 * random, so that not all askers have one quota. The password is the base64 of the HMAC-SHA1 of the name.
 */
export function turnCredential(
  { secret, ttl = TURN_LIMITS.ttl }: TurnOptions,
  now: number,
  address: string | null,
): { readonly username: string; readonly credential: string } {
  const user =
    address === null
      ? randomBytes(NAME_BYTES)
      : createHmac('sha256', secret)
          .update(`ghost-chat/turn-name\0${address}`)
          .digest()
          .subarray(0, NAME_BYTES)
  const username = `${Math.ceil((now + ttl) / 1_000)}:${user.toString('hex')}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
