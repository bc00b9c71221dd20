/** Messages that are nothing but a few emoji are shown larger. */

const MOST = 6
/** A flag, a key cap, or pictures that are joined to one, with their skin tones and styles. */
const ONE =
  /^(?:\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})?)*[\u{E0020}-\u{E007F}]{0,8})$/u
/** Pictographic, yet letters in everyday use unless FE0F says otherwise. */
const TEXT_BY_DEFAULT = /^[\u00A9\u00AE\u2122\u2139\u203C\u2049]$/u
/** Longer ones are not looked at: 6 emoji of the longest kind. */
const LONGEST = 6 * 32

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function isEmojiOnly(text: string): boolean {
  if (text.length > LONGEST) return false
  let count = 0
  for (const { segment } of segmenter.segment(text)) {
    if (segment.trim() === '') continue
    count += 1
    if (count > MOST || !ONE.test(segment) || TEXT_BY_DEFAULT.test(segment)) return false
  }
  return count > 0
}
