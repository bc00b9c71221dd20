/** Waiting for what must become true, instead of sleeping. */

/** Resolves as soon as `condition` gives something; fails after `most` milliseconds, naming `what`. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  most = 20_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + most
  for (;;) {
    const value = await condition()
    if (value !== false && value !== null && value !== undefined) return value
    if (performance.now() > end) throw new Error(`Waited ${most} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
