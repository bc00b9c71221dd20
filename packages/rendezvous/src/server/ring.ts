/**
 * The registrations of a namespace in two orders: by a random key, and by when they came.
 *
 * A walk goes round the ring of keys, from a random place. So its first page is a random sample, and each page
 * goes on exactly where the last one stopped, whatever has come and gone: a place is a number, and no registration
 * has to be there. Who registers cannot choose the key.
 */

/** A registration's two places; both stay as long as it does. */
export interface Placed {
  /** Random, from 0 below 2^48. */
  readonly key: number
  /** Counted up over all registrations of a point: unique. */
  readonly order: number
}

/** How far a reader has come. */
export type Position =
  /** Round the ring from `start`, over what came until `until`. `last` is what it was given last. */
  | { readonly kind: 'walk'; readonly until: number; readonly start: number; readonly last: Placed | null }
  /** Once round: then what has come since, in order. */
  | { readonly kind: 'follow'; readonly after: number }

export class Ring<Entry extends Placed> {
  readonly #byKey: Entry[] = []
  readonly #byOrder: Entry[] = []

  get size(): number {
    return this.#byKey.length
  }

  add(entry: Entry): void {
    this.#byKey.splice(this.#keyIndex(entry.key, entry.order), 0, entry)
    this.#byOrder.splice(this.#orderIndex(entry.order), 0, entry)
  }

  /** Takes out an entry that is there. */
  remove(entry: Entry): void {
    this.#byKey.splice(this.#keyIndex(entry.key, entry.order), 1)
    this.#byOrder.splice(this.#orderIndex(entry.order), 1)
  }

  /**
   * Offers what comes behind a position, in turn, until an entry is not taken or there is no more.
   *
   * @param newest the greatest order there is
   * @returns the position to go on from
   */
  read(position: Position, newest: number, take: (entry: Entry) => boolean): Position {
    let after: number
    if (position.kind === 'walk') {
      let { last } = position
      for (const entry of this.#round(position)) {
        if (entry.order > position.until) continue
        if (!take(entry)) return { ...position, last }
        last = { key: entry.key, order: entry.order }
      }
      after = position.until
    } else after = position.after
    for (const entry of between(this.#byOrder, this.#orderIndex(after + 1), this.#byOrder.length)) {
      if (!take(entry)) return { kind: 'follow', after }
      after = entry.order
    }
    return { kind: 'follow', after: Math.max(after, newest) }
  }

  *#round({ start, last }: Position & { kind: 'walk' }): Generator<Entry, void, undefined> {
    const begin = this.#keyIndex(start, 0)
    if (last === null) yield* between(this.#byKey, begin, this.#byKey.length)
    else if (last.key >= start) {
      yield* between(this.#byKey, this.#keyIndex(last.key, last.order + 1), this.#byKey.length)
    }
    const wrapped = last !== null && last.key < start
    yield* between(this.#byKey, wrapped ? this.#keyIndex(last.key, last.order + 1) : 0, begin)
  }

  /** The index of the first entry at or behind these, by key. */
  #keyIndex(key: number, order: number): number {
    return firstIndex(this.#byKey, (entry) => entry.key > key || (entry.key === key && entry.order >= order))
  }

  #orderIndex(order: number): number {
    return firstIndex(this.#byOrder, (entry) => entry.order >= order)
  }
}

function* between<Entry>(
  entries: readonly Entry[],
  from: number,
  to: number,
): Generator<Entry, void, undefined> {
  for (let at = from; at < to; at++) {
    const entry = entries[at]
    if (entry !== undefined) yield entry
  }
}

/** The first index whose entry is so, by bisection: all behind it are, too. */
function firstIndex<Entry>(entries: readonly Entry[], isSo: (entry: Entry) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry !== undefined && isSo(entry)) high = middle
    else low = middle + 1
  }
  return low
}
