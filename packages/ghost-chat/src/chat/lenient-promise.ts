/**
 * The answer of `send` and `reply`. An app that awaits it, or adds a handler, meets its error there. Where the app does
 * neither, the error is reported and does not become an unhandled rejection, which would end a Node process: a
 * message that was refused must not take the app along.
 */
import { report } from './emitter.ts'

export class LenientPromise<T> extends Promise<T> {
  /** What `then` and `catch` give is an ordinary promise: its errors are the app's. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  #handled = false

  /** @param work settles the promise */
  static of<T>(work: Promise<T>): LenientPromise<T> {
    const promise = new LenientPromise<T>((resolve, reject) => {
      work.then(resolve, reject)
    })
    void Promise.prototype.then.call(promise, undefined, (error: unknown) => {
      // A handler may be added in the same turn: `const sent = chat.send('x'); await sent`.
      setTimeout(() => {
        if (!promise.#handled) report(error)
      }, 0)
    })
    return promise
  }

  override then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#handled = true
    return super.then(onDone, onFailed)
  }
}
