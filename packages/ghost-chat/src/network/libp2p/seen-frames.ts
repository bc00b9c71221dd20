/**
 * The ids of frames that gossip has seen (SPEC NW1, VE4), in place of its own memory of ids.
 *
 * Gossip notes an id before anybody judged the frame, and keeps it for two minutes whatever comes of it. So a stranger
 * fills the memory with frames that are merely ignored, and a frame that was refused for its bearer's sake is taken for
 * a repetition when its author brings it. Here an id stays only if the node says that the frame was judged on its own
 * merits; how many stay is bounded, and the owner that has most gives way.
 */
export interface SeenLimits {
  /** Ids that are kept at once. */
  readonly ids: number
  /** Ids that are kept of one owner. */
  readonly idsPerOwner: number
  /** How long an id is kept, in milliseconds. */
  readonly age: number
}

interface Seen {
  readonly validUntilMs: number
  owner: string | null
}

/** Ids that are forgotten at once where there are too many: finding who has most takes a look at everybody. */
const TOGETHER = 64

/** Has the methods that gossip's own memory has. */
export class SeenFrames {
  readonly #limits: SeenLimits
  /** In the order in which they came. */
  readonly #seen = new Map<string, Seen>()
  readonly #owners = new Map<string, Set<string>>()
  #kept = 0
  #latest = ''

  constructor(limits: SeenLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#seen.size
  }

  /** The id noted last. Gossip notes an id and calls the topic's validator in one task: there it is that frame's. */
  get latest(): string {
    return this.#latest
  }

  /** Notes an id. True if it was there already. */
  put(id: string): boolean {
    this.#latest = id
    if (this.#seen.has(id)) return true
    this.#seen.set(id, { validUntilMs: Date.now() + this.#limits.age, owner: null })
    return false
  }

  has(id: string): boolean {
    return this.#seen.has(id)
  }

  /** Keeps an id as this owner's: the frame was judged, and should not be judged again. */
  keep(id: string, owner: string): void {
    const seen = this.#seen.get(id)
    if (seen === undefined || seen.owner !== null) return
    seen.owner = owner
    const own = this.#owners.get(owner) ?? new Set()
    this.#owners.set(owner, own)
    own.add(id)
    this.#kept++
    if (own.size > this.#limits.idsPerOwner) this.#forgetFirst(own, 1)
    else if (this.#kept > this.#limits.ids) this.#forgetFirst(this.#greediest(), TOGETHER)
  }

  /** Forgets an id, as if its frame had never come. */
  forget(id: string): void {
    const seen = this.#seen.get(id)
    if (seen === undefined) return
    this.#seen.delete(id)
    if (seen.owner === null) return
    const own = this.#owners.get(seen.owner)
    if (own?.delete(id) !== true) return
    this.#kept--
    if (own.size === 0) this.#owners.delete(seen.owner)
  }

  /** Forgets the old. Called by gossip once a second. */
  prune(): void {
    const now = Date.now()
    for (const [id, { validUntilMs }] of this.#seen) {
      if (validUntilMs >= now) return
      this.forget(id)
    }
  }

  clear(): void {
    this.#seen.clear()
    this.#owners.clear()
    this.#kept = 0
  }

  #forgetFirst(own: ReadonlySet<string>, count: number): void {
    let left = count
    for (const id of own) {
      if (left-- === 0) return
      this.forget(id)
    }
  }

  #greediest(): ReadonlySet<string> {
    let greediest: ReadonlySet<string> = new Set()
    for (const own of this.#owners.values()) if (own.size > greediest.size) greediest = own
    return greediest
  }
}
