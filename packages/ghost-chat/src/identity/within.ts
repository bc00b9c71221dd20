/**
 * An end to waiting for code that is not ours.
 */

/**
 * What a call comes to, unless it takes too long. The signal it is given is aborted then; whatever it comes to
 * afterwards is dropped.
 * @param timeout milliseconds
 * @throws DOMException `TimeoutError` when the time is over
 */
export async function within<T>(timeout: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const reason = new DOMException(`No answer within ${timeout} ms.`, 'TimeoutError')
    reject(reason)
    controller.abort(reason)
  }, timeout)
  try {
    return await Promise.race([call(controller.signal), promise])
  } finally {
    clearTimeout(timer)
  }
}
