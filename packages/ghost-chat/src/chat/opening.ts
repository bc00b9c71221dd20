/**
 * Opening a space, for which the rest of the library is loaded: a page that may open one shows itself first.
 */
import type { Home } from './home.ts'
import type { SpaceOptions } from './options.ts'

/** @throws what `openHome` throws, and whatever stands in the way of loading it */
export async function openHome(name: string, options: SpaceOptions): Promise<Home> {
  const loading = import('./home.ts')
  // It will ask for the network's code: that comes beside it, not after it. If it does not come, it says so.
  if (options.network === undefined) import('#libp2p').catch(() => undefined)
  return (await loading).openHome(name, options)
}
