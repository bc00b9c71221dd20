/** A page does not get to know its machine's addresses, but is told when it is online again. See `interfaces.ts`. */
export function ownAddresses(): string | null {
  return null
}
