// For the store in memory of datastore-core, and the keys of interface-datastore: a map by name. libp2p keeps its
// records of peers there (`/peers/…`) and nothing else in a page.
import { NotFoundError } from '@libp2p/interface'

export class Key {
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  toString(): string {
    return this.#name
  }
}

interface Pair {
  readonly key: Key
  readonly value: unknown
}

interface Query {
  readonly prefix?: string
  readonly filters?: readonly ((pair: Pair) => boolean)[]
  readonly orders?: readonly ((a: Pair, b: Pair) => number)[]
}

interface Options {
  readonly signal?: AbortSignal
}

export class MemoryDatastore {
  readonly #data = new Map<string, unknown>()

  put(key: Key, value: unknown, options?: Options): Key {
    options?.signal?.throwIfAborted()
    this.#data.set(key.toString(), value)
    return key
  }

  get(key: Key, options?: Options): unknown {
    options?.signal?.throwIfAborted()
    const value = this.#data.get(key.toString())
    if (value === undefined) throw new NotFoundError()
    return value
  }

  delete(key: Key, options?: Options): void {
    options?.signal?.throwIfAborted()
    this.#data.delete(key.toString())
  }

  query({ prefix = '', filters = [], orders = [] }: Query, options?: Options): Pair[] {
    options?.signal?.throwIfAborted()
    const found = Array.from(this.#data, ([name, value]) => ({ key: new Key(name), value })).filter(
      (pair) => pair.key.toString().startsWith(prefix) && filters.every((isWanted) => isWanted(pair)),
    )
    for (const order of orders) found.sort(order)
    return found
  }
}
