/**
 * What authors were called: the last presence of sessions that wrote something, kept after they have gone (SPEC SY14,
 * SY15). It says nothing of who is here.
 */
import type { AccountClaim } from '../wire/account.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Profile } from '../wire/profile.ts'
import type { OwnSession } from './own-session.ts'
import { sessionKey, type PresentEnvelope, type SessionKey, type SessionName } from './session-record.ts'
import { newestOf } from './users.ts'
import type { Sessions } from './sessions.ts'

/** What a member knows of the author of a message as it comes. */
export interface Byline {
  /** `null` while nothing was heard of what the author is called. */
  readonly profile: Profile | null
  readonly claim: AccountClaim | null
}

export const UNSIGNED: Byline = Object.freeze({ profile: null, claim: null })

interface Kept {
  readonly presence: PresentEnvelope
  readonly since: number
}

export class Bylines {
  readonly #sessions: Sessions
  readonly #own: OwnSession
  /** Whether the transcript holds something of a session. */
  readonly #wrote: (session: SessionKey) => boolean
  /** Of sessions that are not here; the latest last. */
  readonly #kept = new Map<SessionKey, Kept>()
  #bytes = 0

  constructor(sessions: Sessions, own: OwnSession, wrote: (session: SessionKey) => boolean) {
    this.#sessions = sessions
    this.#own = own
    this.#wrote = wrote
  }

  /**
   * What the author of something is called now: by the session's newest presence, or else, where none is known, by what
   * another session of the same DID says that is here.
   */
  of(author: SessionName): Byline {
    const { did, sid, reader, profile, account } = this.#own
    if (author.iss === did && author.sid === sid && !reader) return { profile, claim: account }
    const record = this.#sessions.find(author)
    const presence = this.#presenceOf(author)
    const newest = presence ?? newestOf(this.#sessions, author.iss)?.presence
    return {
      profile: newest?.body.profile ?? null,
      claim: record?.account ?? presence?.account ?? null,
    }
  }

  /** Whether a presence tells nothing new of what its session is called: one that is as new is known. */
  knows({ claims }: Pick<PresentEnvelope, 'claims'>): boolean {
    const known = this.#presenceOf(claims)
    return known !== null && known.claims.issuedAt >= claims.issuedAt
  }

  /** Keeps the presence of a session that is gone, or that an answer tells of, unless a newer one is known. */
  keep(presence: PresentEnvelope, now: number): void {
    const { claims, text } = presence
    if (text.length > LIMITS.bylineEnvelope || this.knows(presence)) return
    const key = sessionKey(claims)
    this.#drop(key)
    this.#kept.set(key, { presence, since: now })
    this.#bytes += text.length
    while (this.#kept.size > LIMITS.bylines || this.#bytes > LIMITS.bylineBytes)
      this.#drop(this.#leastWanted())
  }

  /** Drops those of sessions of which the transcript holds nothing, and held nothing a moment ago. */
  forget(now: number): void {
    for (const [key, { since }] of this.#kept)
      if (since + LIMITS.sweep <= now && !this.#wrote(key)) this.#drop(key)
  }

  /** Every presence that is kept. */
  *presences(): Generator<PresentEnvelope> {
    for (const { presence } of this.#kept.values()) yield presence
  }

  /**
   * The last presence of each author of some envelopes, each once, as far as it fits: of the authors of the latest, and
   * the small ones first, so that a few that are large leave nobody without a name (SY14).
   * @param own the latest presence of this member's own session
   */
  answer(written: readonly VerifiedEnvelope[], own: VerifiedEnvelope | null): readonly VerifiedEnvelope[] {
    const found = new Map<SessionKey, VerifiedEnvelope>()
    for (const { claims } of [...written].reverse()) {
      const key = sessionKey(claims)
      if (found.has(key)) continue
      const isOwn = claims.iss === this.#own.did && claims.sid === this.#own.sid
      const presence = isOwn ? own : this.#presenceOf(claims)
      if (presence !== null && presence.text.length <= LIMITS.bylineEnvelope) found.set(key, presence)
      if (found.size === LIMITS.bylineItems) break
    }
    const small = [...found.values()].sort((one, other) => one.text.length - other.text.length)
    let bytes = 0
    return small.filter(({ text }) => (bytes += text.length) <= LIMITS.bylineItemBytes)
  }

  #presenceOf(session: SessionName): PresentEnvelope | null {
    const here = this.#sessions.find(session)?.presence ?? null
    const kept = this.#kept.get(sessionKey(session))?.presence ?? null
    if (here === null || kept === null) return here ?? kept
    return here.claims.issuedAt >= kept.claims.issuedAt ? here : kept
  }

  /** Of a session that the transcript holds nothing of, the one kept longest; where there is none, the largest. */
  #leastWanted(): SessionKey {
    let largest: { readonly key: SessionKey; readonly size: number } | null = null
    for (const [key, { presence }] of this.#kept) {
      if (!this.#wrote(key)) return key
      const size = presence.text.length
      if (largest === null || size > largest.size) largest = { key, size }
    }
    return largest?.key ?? ('' as SessionKey)
  }

  #drop(key: SessionKey): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#bytes -= kept.presence.text.length
  }
}
