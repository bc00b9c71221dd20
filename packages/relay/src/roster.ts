/**
 * The sessions of one room as their members signed them: the newest `join` or `here` of each, which a member that joins
 * is given (SPEC HB5, HB9). Pure: times come in as arguments.
 */
import type { Envelope } from 'ghost-chat/wire'

/** A member's own stream while it is open, or the peer of a session that is in the room by gossip. */
export type Owner = object | string

export interface RosterLimits {
  /** Sessions of a room. */
  readonly sessions: number
  /** Sessions that a bearer may bring which are not its own: they end with their lease alone. */
  readonly foreign: (bearer: string) => number
  /** Bytes of presence that a joiner is given. */
  readonly bytes: number
}

interface Entry {
  readonly frame: Uint8Array
  readonly seq: number
  readonly expiresAt: number
  /** The stream of the session's own peer; `null` where it was brought by somebody else. */
  readonly owner: Owner | null
  readonly bearer: string
}

/** What an envelope did to the roster. */
export type Noted = 'arrived' | 'renewed' | 'left' | 'unchanged'

export class Roster {
  readonly #limits: RosterLimits
  /** By session, those heard last at the end. */
  readonly #entries = new Map<string, Entry>()
  readonly #owned = new Map<Owner, string>()
  readonly #foreign = new Map<string, number>()
  /** The numbers with which sessions left, until those envelopes expire: an older `here` brings none back. */
  readonly #left = new Map<string, { readonly seq: number; readonly until: number }>()

  constructor(limits: RosterLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#entries.size
  }

  /** Whether a stream's own session is here. */
  has(owner: Owner): boolean {
    return this.#owned.has(owner)
  }

  /**
   * Takes note of an accepted envelope.
   * @param owner the stream of the session's own peer; `null` where another peer brought the envelope
   */
  note(
    { body, claims }: Pick<Envelope, 'body' | 'claims'>,
    frame: Uint8Array,
    bearer: string,
    owner: Owner | null,
  ): Noted {
    const key = `${claims.sid}${claims.iss}`
    const before = this.#entries.get(key)
    switch (body.type) {
      case 'join':
      case 'here': {
        if (claims.seq <= (before?.seq ?? this.#left.get(key)?.seq ?? -1)) return 'unchanged'
        // A stream has one session of its own. The others that it brings are foreign, as those of other peers are.
        const own = owner !== null && (this.#owned.get(owner) ?? key) === key ? owner : null
        if (before === undefined && !this.#hasRoom(own, bearer)) return 'unchanged'
        if (before !== undefined) this.#delete(key, before)
        const by = own === null ? (before?.bearer ?? bearer) : bearer
        const entry = { frame, seq: claims.seq, expiresAt: claims.expiresAt, bearer: by }
        this.#add(key, { ...entry, owner: own ?? before?.owner ?? null })
        return before === undefined ? 'arrived' : 'renewed'
      }
      case 'leave':
        this.#leave(key, claims.seq, claims.expiresAt)
        if (this.#left.size > this.#limits.sessions) this.#left.delete(this.#left.keys().next().value ?? '')
        if (before === undefined || claims.seq <= before.seq) return 'unchanged'
        this.#delete(key, before)
        return 'left'
      default:
        return 'unchanged'
    }
  }

  /** A stream ended: its session, if it has one here, is gone. Says whether it had. */
  lost(owner: Owner): boolean {
    const key = this.#owned.get(owner)
    const entry = key === undefined ? undefined : this.#entries.get(key)
    if (key === undefined || entry === undefined) return false
    this.#delete(key, entry)
    return true
  }

  /** The presence of everybody but one, the newest first, as far as the bytes go. */
  frames(but: Owner, now: number): readonly Uint8Array[] {
    const frames: Uint8Array[] = []
    let left = this.#limits.bytes
    for (const { frame, expiresAt, owner } of [...this.#entries.values()].reverse()) {
      if (owner === but || expiresAt <= now) continue
      left -= frame.length
      if (left < 0) break
      frames.push(frame)
    }
    return frames
  }

  /** Forgets what has expired. */
  sweep(now: number): void {
    for (const [key, entry] of this.#entries) if (entry.expiresAt <= now) this.#delete(key, entry)
    for (const [key, { until }] of this.#left) if (until <= now) this.#left.delete(key)
  }

  /** Of two goodbyes of a session, which may come in any order, the one with the greater number holds. */
  #leave(key: string, seq: number, until: number): void {
    const before = this.#left.get(key)
    if (before === undefined || before.seq < seq) this.#left.set(key, { seq, until })
  }

  #hasRoom(owner: Owner | null, bearer: string): boolean {
    if (this.#entries.size >= this.#limits.sessions) return false
    return owner !== null || (this.#foreign.get(bearer) ?? 0) < this.#limits.foreign(bearer)
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    if (entry.owner !== null) this.#owned.set(entry.owner, key)
    else this.#foreign.set(entry.bearer, (this.#foreign.get(entry.bearer) ?? 0) + 1)
  }

  #delete(key: string, { owner, bearer }: Entry): void {
    this.#entries.delete(key)
    if (owner !== null) this.#owned.delete(owner)
    else {
      const left = (this.#foreign.get(bearer) ?? 1) - 1
      if (left > 0) this.#foreign.set(bearer, left)
      else this.#foreign.delete(bearer)
    }
  }
}
