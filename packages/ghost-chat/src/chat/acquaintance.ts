/**
 * Knowing who is here, after joining: once the roster was given, or nobody came for a while (SPEC SY11).
 */
import { LIMITS } from '../wire/limits.ts'
import type { Clock } from './platform.ts'

export class Acquaintance {
  readonly #made = Promise.withResolvers<undefined>()
  #callOff: () => void = () => undefined

  /** Resolves when this member knows who is here, or has left. */
  get made(): Promise<unknown> {
    return this.#made.promise
  }

  /**
   * The room was joined. An empty one does not say that it is empty.
   * @param onSilence called when nobody has come (SPEC FD8)
   */
  await(clock: Clock, onSilence: () => void): void {
    this.#callOff = clock.after(LIMITS.greeting, () => {
      this.end()
      onSilence()
    })
  }

  /** The roster was given, or there is nothing to wait for any more. May be called twice. */
  readonly end = (): void => {
    this.#callOff()
    this.#made.resolve(undefined)
  }
}
