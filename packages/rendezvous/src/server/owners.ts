/**
 * Peers by how many registrations they have, so that the one with the most is found at once.
 */

/** A peer's record as it was signed. One a peer: all its registrations show the newest. */
export interface KnownRecord {
  readonly bytes: Uint8Array
  readonly seq: bigint
}

export interface Owner<Entry> {
  readonly peer: string
  /** By namespace, the oldest first. */
  readonly entries: Map<string, Entry>
  record: KnownRecord
}

export class Owners<Entry extends { readonly namespace: string }> {
  readonly #byPeer = new Map<string, Owner<Entry>>()
  /** At index n, those that have n. */
  readonly #byCount: Set<Owner<Entry>>[] = []

  get size(): number {
    return this.#byPeer.size
  }

  get(peer: string): Owner<Entry> | undefined {
    return this.#byPeer.get(peer)
  }

  /** Adds a peer, which must be given an entry next. */
  add(peer: string, record: KnownRecord): Owner<Entry> {
    const owner: Owner<Entry> = { peer, entries: new Map(), record }
    this.#byPeer.set(peer, owner)
    return owner
  }

  give(owner: Owner<Entry>, entry: Entry): void {
    this.#byCount[owner.entries.size]?.delete(owner)
    owner.entries.set(entry.namespace, entry)
    this.#count(owner)
  }

  /** Takes an entry away; a peer that has no other is forgotten. */
  take(owner: Owner<Entry>, entry: Entry): void {
    this.#byCount[owner.entries.size]?.delete(owner)
    owner.entries.delete(entry.namespace)
    if (owner.entries.size === 0) this.#byPeer.delete(owner.peer)
    else this.#count(owner)
    while (this.#byCount.at(-1)?.size === 0) this.#byCount.pop()
  }

  /** One of those that have the most. */
  greediest(): Owner<Entry> | undefined {
    const [one] = this.#byCount.at(-1) ?? []
    return one
  }

  #count(owner: Owner<Entry>): void {
    const { size } = owner.entries
    while (this.#byCount.length <= size) this.#byCount.push(new Set())
    this.#byCount[size]?.add(owner)
  }
}
