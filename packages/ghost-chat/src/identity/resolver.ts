/**
 * Keys of DIDs other than did:key, by way of a resolver that the app brings (SPEC ID5, ID6). Strangers choose
 * the DIDs, so everything here is bounded: lookups, who waits for them, what is remembered and for how long.
 */
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { keysOf } from './did-document.ts'
import { knownKey, type KeySchemes, type KnownKey } from './key-cache.ts'
import { within } from './within.ts'

/**
 * Finds the document of a DID (W3C DID Core), or throws. It is given 3 s; the signal is aborted then.
 *
 * Strangers choose the DIDs, and with them the hosts that a resolver asks. The one below asks no IP address, no name of a
 * single label such as `localhost`, and no name that is reserved for networks inside, and follows no redirection. Any other
 * name can still lead inside: a page is kept from reading the answer by CORS, but in Node such a resolver belongs behind a
 * proxy that reaches public addresses only.
 *
 * @example
 * ```ts
 * import { openSpace, type Resolver } from 'ghost-chat'
 *
 * const resolver: Resolver = async (did, { signal }) => {
 *   const host = did.match(/^did:web:((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)$/)?.[1]
 *   if (host === undefined || /\.(?:local|localhost|internal|home\.arpa)$/.test(host)) throw new Error('not asked')
 *   const url = `https://${host}/.well-known/did.json`
 *   return (await fetch(url, { signal, redirect: 'error', credentials: 'omit' })).json()
 * }
 * const space = await openSpace('my-dapp', { resolver, relays: ['http://localhost:8080'] })
 * ```
 */
export type Resolver = (did: Did, options: { readonly signal: AbortSignal }) => Promise<unknown>

type Keys = ReadonlyMap<string, KnownKey>

interface Known {
  /** `null` where there was no document. */
  readonly keys: Keys | null
  /** Milliseconds of a clock that only grows. */
  readonly since: number
}

export interface ResolverCacheOptions {
  readonly now?: () => number
  /** Milliseconds. @default LIMITS.resolveTimeout */
  readonly timeout?: number
}

interface UnderWay {
  lookups: number
  waiting: number
}

export interface FindOptions {
  /** Called when a document must be looked for. */
  readonly onWait?: (() => void) | undefined
  /** The peer that brought the DID. */
  readonly bearers?: readonly string[] | undefined
  /** Milliseconds: a document that was looked for longer ago is looked for anew. */
  readonly younger?: number
}

export class ResolverCache {
  readonly #resolver: Resolver
  readonly #schemes: KeySchemes
  readonly #now: () => number
  readonly #timeout: number
  readonly #known = new Map<Did, Known>()
  readonly #lookups = new Map<Did, Promise<Keys | null>>()
  /** Of each peer that has any under way. */
  readonly #bearers = new Map<string, UnderWay>()
  #waiting = 0

  constructor(resolver: Resolver, schemes: KeySchemes, options: ResolverCacheOptions = {}) {
    const { now = () => performance.now(), timeout = LIMITS.resolveTimeout } = options
    this.#resolver = resolver
    this.#schemes = schemes
    this.#now = now
    this.#timeout = timeout
  }

  get size(): number {
    return this.#known.size
  }

  /**
   * The key that a DID signs with: the one named, or the only one. `null` when it cannot be told: no document,
   * no such key, or too many questions at once. Never rejects.
   */
  async find(did: Did, kid: string | undefined, options: FindOptions = {}): Promise<KnownKey | null> {
    const { younger = Infinity } = options
    const known = this.#fresh(did)
    const keys =
      known !== undefined && this.#now() - known.since < younger
        ? known.keys
        : await this.#lookUp(did, options)
    if (keys === null) return null
    if (kid !== undefined) return keys.get(kid) ?? null
    const [only] = keys.values()
    return keys.size === 1 ? (only ?? null) : null
  }

  #fresh(did: Did): Known | undefined {
    const known = this.#known.get(did)
    if (known === undefined) return undefined
    const lasts = known.keys === null ? LIMITS.unresolvedFor : LIMITS.resolvedFor
    return this.#now() - known.since < lasts ? known : undefined
  }

  /**
   * Those who ask for the same DID share one lookup. No peer has more lookups, or more envelopes that wait, than are
   * left: one that names DIDs whose documents never come leaves half of the places to the others.
   */
  async #lookUp(did: Did, { onWait, bearers: [bearer = ''] = [] }: FindOptions): Promise<Keys | null> {
    const { waiting = 0, lookups = 0 } = this.#bearers.get(bearer) ?? {}
    if (waiting >= LIMITS.awaitingKeys - this.#waiting) return null
    let lookup = this.#lookups.get(did)
    if (lookup === undefined) {
      if (lookups >= LIMITS.lookups - this.#lookups.size) return null
      this.#count(bearer, 'lookups', 1)
      lookup = this.#resolve(did).finally(() => this.#count(bearer, 'lookups', -1))
      this.#lookups.set(did, lookup)
    }
    this.#waiting++
    this.#count(bearer, 'waiting', 1)
    onWait?.()
    try {
      return await lookup
    } finally {
      this.#waiting--
      this.#count(bearer, 'waiting', -1)
    }
  }

  #count(bearer: string, what: keyof UnderWay, by: 1 | -1): void {
    const counts = this.#bearers.get(bearer) ?? { lookups: 0, waiting: 0 }
    counts[what] += by
    if (counts.lookups === 0 && counts.waiting === 0) this.#bearers.delete(bearer)
    else this.#bearers.set(bearer, counts)
  }

  async #resolve(did: Did): Promise<Keys | null> {
    let keys: Keys | null
    try {
      const document = await within(this.#timeout, async (signal) => this.#resolver(did, { signal }))
      const found = keysOf(document, did)
      keys = found && new Map(Array.from(found, ([id, key]) => [id, knownKey(key, this.#schemes)]))
    } catch {
      keys = null
    }
    this.#lookups.delete(did)
    this.#remember(did, keys)
    return keys
  }

  #remember(did: Did, keys: Keys | null): void {
    this.#known.delete(did)
    this.#known.set(did, { keys, since: this.#now() })
    if (this.#known.size <= LIMITS.resolvedDids) return
    const oldest = this.#known.keys().next()
    if (oldest.done !== true) this.#known.delete(oldest.value)
  }
}
