/** The addresses of this machine, for Node. See `interfaces.browser.ts`. */
import { networkInterfaces } from 'node:os'

/** What it is reached by, as text that changes with it; `null` where a program cannot know. */
export function ownAddresses(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  return all
    .flatMap(({ internal, address }) => (internal ? [] : [address]))
    .sort()
    .join(' ')
}
