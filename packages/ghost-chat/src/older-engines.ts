/**
 * Puts in what engines of before March 2024 lack (Safari 17.3, Firefox 120, Chrome 118), for ourselves and for
 * libp2p, which cannot be told of another place. Where there is something, it stays as it is. A leaf: it imports
 * nothing.
 */

/** To be called before anything else is done. May be called often. */
export function completeEngine(): void {
  put(Promise, 'withResolvers', withResolvers)
  put(AbortSignal, 'any', anyOf)
}

/** As the language does such things: not enumerable, and to be replaced. */
function put(target: object, name: string, value: unknown): void {
  if (name in target) return
  Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true })
}

/** ECMAScript 2024, Promise.withResolvers. */
function withResolvers<T>(this: PromiseConstructor): PromiseWithResolvers<T> {
  const settle = {} as Omit<PromiseWithResolvers<T>, 'promise'>
  const promise = new this<T>((resolve, reject) => {
    Object.assign(settle, { resolve, reject })
  })
  return { promise, ...settle }
}

/** DOM Standard, AbortSignal.any. Each of the signals holds the result until one of them aborts. */
function anyOf(signals: Iterable<AbortSignal>): AbortSignal {
  const all = [...signals]
  const controller = new AbortController()
  const abort = ({ reason }: AbortSignal): void => {
    for (const signal of all) signal.removeEventListener('abort', onAbort)
    controller.abort(reason)
  }
  const onAbort = ({ target }: Event): void => abort(target as AbortSignal)
  const aborted = all.find((signal) => signal.aborted)
  if (aborted === undefined) for (const signal of all) signal.addEventListener('abort', onAbort)
  else abort(aborted)
  return controller.signal
}
