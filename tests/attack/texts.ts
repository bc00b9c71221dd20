/**
 * Texts that a stranger could write to hurt a reader: the worst for every pattern of the interfaces, markup of
 * DOMPurify's tests, control sequences of terminals, and mixtures of all these. Drawn by a seed.
 */
import { randomFor, type Random } from '../fuzz/random.ts'
import { patternsOfInterfaces } from '../patterns/sources.ts'
import { NAMED, worstTexts, type Worst } from '../patterns/worst-texts.ts'
import { loadJson } from '../vectors/load.ts'

/** UTF-8 bytes of a text that an envelope of 8 KiB can hold. */
const MOST_BYTES = 8_000

/** Control sequences that no screen of ours writes: where one of them comes out, a text was obeyed. */
const CONTROLS: readonly string[] = [
  '\u001B[3J',
  '\u001B[7;7H',
  '\u001B[31;45;5m',
  '\u001B[?1000h',
  '\u001B[6n',
  '\u001B]0;owned\u0007',
  '\u001B]52;c;b3duZWQ=\u0007',
  '\u001B]8;;http://evil.example\u001B\\',
  '\u001BP+q544e\u001B\\',
  '\u001B_Gf=100\u001B\\',
  '\u001Bc',
  '\u009B31m',
  '\u009D0;owned\u009C',
  '\u0090q\u009C',
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  '\u007F',
]

const FRAGMENTS: readonly string[] = [
  ...['https://a.example/', 'http://a@b.example', 'javascript:alert(1)', 'data:text/html,<script>', 'www.a'],
  ...['<b>', '</span>', '<a href="javascript:alert(1)">', '<!--', '-->', '<?', '{{', '${', '&lt;', '&#x3c;'],
  ...['\u202E', '\u2066', '\u200B', '\u200D', '\u00AD', '\u0301', '\u20DD', '\uFE0F', '\uFEFF', '\u2028'],
  ...['👩', '🇩🇪', '🏴\u{E0067}\u{E007F}', 'ﷺ', '꧅', 'א', 'ا', 'ü', '𒐫', '\uD800', '\uFFFF', 'a', ' ', '\n'],
  ...['(', ')', '.', '*', '_', '~', '!', '"', "'", '/', '\\', '@', ':'],
]

/** As many texts, each of which a message can hold; the known worst come first. */
export function hostileTexts(count: number, seed: number): string[] {
  const payloads = (loadJson('dompurify/expect.json') as readonly { readonly payload: string }[]).map(
    ({ payload }) => payload,
  )
  const worst = patternsOfInterfaces().patterns.flatMap(({ pattern }) => worstTexts(pattern))
  const named: readonly Worst[] = Object.values(NAMED)
  const known = [...named.map((make) => make(MOST_BYTES)), ...CONTROLS.map((control) => `a${control}b`)]
  return Array.from({ length: count }, (_, index) => {
    const random = randomFor(seed, index)
    return fit(known[index] ?? drawn(random, [...named, ...worst], payloads))
  })
}

function drawn(random: Random, worst: readonly Worst[], payloads: readonly string[]): string {
  switch (random.below(5)) {
    case 0:
      return random.pick(worst)(MOST_BYTES)
    case 1:
      return random.pick(worst)(16 + random.below(2_000))
    case 2:
      return random.pick(payloads) + random.pick(CONTROLS) + random.pick(payloads)
    case 3: {
      const [one, other] = [random.pick(FRAGMENTS), random.pick([...FRAGMENTS, ...CONTROLS])]
      return (one + other).repeat(1 + random.below(2_000))
    }
    default:
      return Array.from({ length: 1 + random.below(300) }, () =>
        random.pick(random.below(4) === 0 ? CONTROLS : FRAGMENTS),
      ).join('')
  }
}

/** The beginning of a text that one message holds. */
function fit(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= MOST_BYTES) return text.toWellFormed()
  return bytes
    .subarray(0, MOST_BYTES)
    .toString()
    .replace(/\uFFFD$/u, '')
}
