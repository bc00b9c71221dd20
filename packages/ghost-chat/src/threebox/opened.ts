/**
 * What is open or about to be, by name: whoever asks twice gets the same.
 */
export class Opened<Thing> {
  readonly #things = new Map<string, Promise<Thing>>()

  /** @param open is told how to say that the thing was closed */
  get(name: string, open: (forget: () => void) => Promise<Thing>): Promise<Thing> {
    const key = name.normalize('NFC')
    const known = this.#things.get(key)
    if (known !== undefined) return known
    const forget = (): void => {
      if (this.#things.get(key) === opening) this.#things.delete(key)
    }
    // In a step of its own, so that `opening` is there when it is forgotten.
    const opening: Promise<Thing> = Promise.resolve().then(() => open(forget))
    this.#things.set(key, opening)
    // What failed is tried again.
    opening.catch(forget)
    return opening
  }

  forget(name: string): void {
    this.#things.delete(name.normalize('NFC'))
  }

  /** Those that are open, with their names, once those that are about to be have been opened. */
  async all(): Promise<readonly (readonly [name: string, thing: Thing])[]> {
    const all = Array.from(this.#things, async ([name, thing]) => [name, await thing] as const)
    const open = await Promise.allSettled(all)
    return open.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }
}
