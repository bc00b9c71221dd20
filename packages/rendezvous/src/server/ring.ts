/**
 * The registrations of a namespace in two orders: by a random key, and by when they came.
 *
 * A walk goes round the ring of keys, from a random place. So its first page is a random sample, and each page
 * goes on exactly where the last one stopped, whatever has come and gone: a place is a number, and no registration
 * has to be there. Who registers cannot choose the key.
 */

import { Sorted } from './sorted.ts'

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
  readonly #byKey = new Sorted<Entry, Placed>((a, b) => a.key - b.key || a.order - b.order)
  readonly #byOrder = new Sorted<Entry, Pick<Placed, 'order'>>((a, b) => a.order - b.order)

  get size(): number {
    return this.#byKey.size
  }

  add(entry: Entry): void {
    this.#byKey.add(entry)
    this.#byOrder.add(entry)
  }

  /** Takes out an entry that is there. */
  remove(entry: Entry): void {
    this.#byKey.remove(entry)
    this.#byOrder.remove(entry)
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
    for (const entry of this.#byOrder.from({ order: after + 1 })) {
      if (!take(entry)) return { kind: 'follow', after }
      after = entry.order
    }
    return { kind: 'follow', after: Math.max(after, newest) }
  }

  *#round({ start, last }: Position & { kind: 'walk' }): Generator<Entry, void, undefined> {
    const next = last === null ? { key: start, order: 0 } : { key: last.key, order: last.order + 1 }
    const wrapped = last !== null && last.key < start
    if (!wrapped) yield* this.#byKey.from(next)
    for (const entry of this.#byKey.from(wrapped ? next : { key: 0, order: 0 })) {
      if (entry.key >= start) return
      yield entry
    }
  }
}
