/**
 * Texts that a backtracking matcher is slowest at, derived from a pattern: whatever leads to one of its parts, then
 * a long run of what that part takes, then something that makes the match fail.
 */

/** Candidates for what a part of a pattern takes: ASCII, and one or two of each kind that patterns name. */
const POOL: readonly string[] = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCodePoint(code)),
  ...['\u0085', '\u00A0', '\u00AD', '\u00E9', '\u0300', '\u0301', '\u061C', '\u0645', '\u115F', '\u1160'],
  ...['\u180E', '\u200B', '\u200C', '\u200D', '\u200E', '\u2026', '\u2028', '\u202A', '\u2049', '\u2060'],
  ...['\u20DD', '\u20E3', '\u3042', '\u3164', '\uFE0F', '\uFEFF', '\uFFA0', '\uFFF9', '\uFFFF', '\uD800'],
  ...['\u{1F1E9}', '\u{1F3F4}', '\u{1F3FB}', '\u{1F469}', '\u{1F47B}', '\u{E0041}', '\u{E007F}', '\u{1BCA0}'],
]

/** One atom of a pattern: a class, an escape, or a character that stands for itself. */
const ATOM =
  /\[(?:\\.|[^\]\\])*\]|\\[pPu](?:\{[^}]*\}|[0-9A-Fa-f]{4})|\\x[0-9A-Fa-f]{2}|\\[^bB]|[^\\^$.*+?()[\]{}|]/gsu
/** What is no atom, though it looks like a run of them. */
const NO_ATOM = /\\[bB]|\(\?(?:<?[=!]|:|<\w+>)|\{\d+(?:,\d*)?\}/gu

/** Up to two characters for each atom, in the order of the pattern. */
function samplesOf({ source, flags }: RegExp): string[][] {
  const plain = flags.replace(/[gy]/gu, '')
  const atoms = source.replace(NO_ATOM, ' \0 ').match(ATOM) ?? []
  return atoms.flatMap((atom) => {
    if (atom === '\0') return []
    const one = new RegExp(`^(?:${atom})$`, plain)
    const takes = POOL.filter((character) => one.test(character))
    const [first] = takes
    const last = takes.at(-1)
    if (first === undefined || last === undefined) return []
    return [first === last ? [first] : [first, last]]
  })
}

const MOST_PUMPS = 24

/** Makes one text of about this many UTF-16 units. */
export type Worst = (length: number) => string

export function worstTexts(pattern: RegExp): readonly Worst[] {
  const samples = samplesOf(pattern)
  const characters = [...new Set(samples.flat())]
  const whole = samples.map(([first = '']) => first).join('')
  const pumps = new Set([...(whole === '' ? [] : [whole]), ...characters])
  // Runs of two that follow each other, and of two that are alternatives: `(?:ab?)*`, `a*b*a*`.
  for (const [place, [first = '']] of samples.entries()) {
    for (const [next = ''] of samples.slice(place + 1, place + 4)) pumps.add(first + next).add(next + first)
  }
  const ways: Worst[] = []
  for (const pump of [...pumps].slice(0, MOST_PUMPS)) {
    for (const prefix of prefixesFor(pump, samples)) {
      for (const suffix of new Set(['\0', 'a', '!', characters.at(-1) ?? ''])) {
        ways.push((length) => prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix)
      }
    }
  }
  return ways
}

/** A text that a page was busy with for 132 s, at 8,186 bytes. */
const DOTS_AND_BRACKETS: Worst = (length) => {
  const half = Math.max(1, Math.floor((length - 10) / 2))
  return `http://a/${'.'.repeat(half)}a${')'.repeat(half)}`
}

/** Texts that are slow for code rather than for one pattern. */
export const NAMED: Readonly<Record<string, Worst>> = {
  'dots and brackets behind a link': DOTS_AND_BRACKETS,
  'brackets behind a link': (length) => `https://a.example/${')'.repeat(length)}`,
  'links one after the other': (length) => 'http://a '.repeat(length / 9),
  'links that are none': (length) => 'http://:@'.repeat(length / 9),
  'a link of one host': (length) => `http://${'a.'.repeat(length / 2)}`,
  'a link of letters that Punycode writes': (length) => `http://${'ü'.repeat(length)}`,
  'a tower of marks': (length) => `a${'\u0300'.repeat(length)}`,
  'joiners between letters': (length) => `a${'\u200D'.repeat(length)}b`,
  'a family without end': (length) => '👩\u200D'.repeat(length / 3),
  'flags without end': (length) => '🇩'.repeat(length / 2),
  'letters without space': (length) => 'a'.repeat(length),
  spaces: (length) => ' '.repeat(length),
  'empty lines': (length) => '\n'.repeat(length),
  tabs: (length) => '\t'.repeat(length),
}

/** Nothing, and what the pattern takes before the first atom that takes the pump. */
function prefixesFor(pump: string, samples: readonly string[][]): Set<string> {
  const at = samples.findIndex((sample) => sample.includes(pump))
  const before = samples.slice(0, Math.max(0, at)).map(([first = '']) => first)
  return new Set(['', before.join('')])
}
