/** Mutations of an envelope as it travels: characters, bytes, base64, parts. They know nothing of JSON. */
import { CORPUS } from './corpus.ts'
import type { Random } from './random.ts'

export type TextMutation = (text: string, random: Random) => string

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const ODD = ['=', '==', '+', '/', ' ', '\n', '\r\n', '\t', '\0', '.', '..', '\u00e9', '%2E', '\x7f', '\xff']

const splice = (text: string, at: number, remove: number, insert: string): string =>
  text.slice(0, at) + insert + text.slice(at + remove)

/** One of the three parts, changed by a function. */
function inPart(text: string, random: Random, change: (part: string) => string): string {
  const parts = text.split('.')
  const chosen = random.below(parts.length)
  return parts.map((part, i) => (i === chosen ? change(part) : part)).join('.')
}

export const TEXT_MUTATIONS: Readonly<Record<string, TextMutation>> = Object.freeze({
  flipBit: (text, random) => {
    const at = random.below(text.length)
    return splice(text, at, 1, String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8))))
  },
  setLetter: (text, random) => splice(text, random.below(text.length), 1, random.pick([...BASE64URL])),
  insertLetter: (text, random) => splice(text, random.below(text.length + 1), 0, random.pick([...BASE64URL])),
  insertOdd: (text, random) => splice(text, random.below(text.length + 1), 0, random.pick(ODD)),
  append: (text, random) => text + random.pick(ODD),
  removeSome: (text, random) => splice(text, random.below(text.length), 1 + random.below(8), ''),
  truncate: (text, random) => text.slice(0, random.below(text.length)),
  repeatSome: (text, random) => {
    const at = random.below(text.length)
    return splice(text, at, 0, text.slice(at, at + random.below(64)))
  },
  swapTwo: (text, random) => {
    const [a, b] = [random.below(text.length), random.below(text.length)]
    return splice(splice(text, a, 1, text.charAt(b)), b, 1, text.charAt(a))
  },
  otherCase: (text, random) => {
    const at = random.below(text.length)
    const letter = text.charAt(at)
    return splice(text, at, 1, letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  },
  padPart: (text, random) => inPart(text, random, (part) => part + '='.repeat(1 + random.below(3))),
  plainBase64: (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
  // The bits that a last letter has too many: other texts of the same bytes.
  unusedBits: (text, random) =>
    inPart(text, random, (part) => {
      const last = BASE64URL.indexOf(part.at(-1) ?? 'A')
      return part.slice(0, -1) + BASE64URL.charAt(last ^ (1 + random.below(15)))
    }),
  emptyPart: (text, random) => inPart(text, random, () => ''),
  hugePart: (text, random) => inPart(text, random, (part) => part.repeat(2 + random.below(40))),
  dropPart: (text, random) => text.split('.').toSpliced(random.below(3), 1).join('.'),
  repeatPart: (text, random) => `${text}.${random.pick(text.split('.'))}`,
  turnParts: (text) => text.split('.').reverse().join('.'),
  // A part of another envelope in the place of one's own.
  splicePart: (text, random) => {
    const others = random.pick(CORPUS).text.split('.')
    const place = random.below(3)
    return text
      .split('.')
      .map((part, i) => (i === place ? (others[i] ?? '') : part))
      .join('.')
  },
  // The head of one and the tail of another, wherever that cuts them.
  spliceAnywhere: (text, random) => {
    const other = random.pick(CORPUS).text
    const at = random.below(Math.min(text.length, other.length))
    return text.slice(0, at) + other.slice(at)
  },
  zeroSignature: (text) => text.slice(0, text.lastIndexOf('.') + 1) + 'A'.repeat(86),
  randomSignature: (text, random) =>
    `${text.slice(0, text.lastIndexOf('.') + 1)}${Array.from({ length: 85 }, () => random.pick([...BASE64URL])).join('')}A`,
})
