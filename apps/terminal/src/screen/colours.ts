/**
 * A colour for each DID, the same at every terminal: of the sixteen that people's own themes make readable.
 */

const COLOURS = [
  'cyan',
  'magenta',
  'green',
  'blue',
  'yellow',
  'red',
  'cyanBright',
  'magentaBright',
  'greenBright',
  'blueBright',
] as const

/** FNV-1a, 64 bits: ten colours prove nothing, and every character of the DID has its share in them. */
export function colourOf(did: string): string {
  let hash = 0xcbf29ce484222325n
  for (let place = 0; place < did.length; place++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(did.charCodeAt(place))) * 0x100000001b3n)
  }
  return COLOURS[Number((hash >> 32n) % BigInt(COLOURS.length))] ?? COLOURS[0]
}
