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

/** FNV-1a, 32 bits: any even spread does, since a colour proves nothing. */
export function colourOf(did: string): string {
  let hash = 0x811c9dc5
  for (let place = 0; place < did.length; place++) {
    hash = Math.imul(hash ^ did.charCodeAt(place), 0x01000193)
  }
  return COLOURS[(hash >>> 0) % COLOURS.length] ?? COLOURS[0]
}
