/**
 * What people write, made safe to lay out: what is left reads in the order in which it is stored, stays within its
 * line, and is not endless.
 */

/** Far above what fits in an envelope. */
const LONGEST = 32_768
/** Controls that lay nothing out, and the marks that turn the direction of what follows, which hide what a text is. */
const CONTROLS =
  // eslint-disable-next-line no-control-regex -- they are what it is about
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB]/gu
const NEW_LINES = /\r\n?|[\u0085\u2028\u2029]/gu
/** Invisible copies of letters. Behind a black flag they tell which one it is; elsewhere they only hide things. */
const TAGS = /(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]{0,8})[\u{E0000}-\u{E0FFF}]/gu
/** Tibetan needs four on a letter. A tower of them covers other people's lines. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu

/** An emoji has one skin tone. A message of nothing else is one character to Chromium, which lays it out for a second. */
const STACKED_TONES = /(\p{Emoji_Modifier}{2})\p{Emoji_Modifier}+/gu

/** A text as it is shown. */
export function cleanText(text: string): string {
  return text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(NEW_LINES, '\n')
    .replace(CONTROLS, '')
    .replace(TAGS, '')
    .replace(STACKED_MARKS, '$1')
    .replace(STACKED_TONES, '$1')
}

/** Whether anything of a cleaned text can be seen. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]/u.test(text.replace(/[\u115F\u1160\u3164\uFFA0]/gu, ''))
}

/** The first words of a text on one line, at most `length` characters of it. */
export function excerpt(text: string, length = 140): string {
  const line = cleanText(text.slice(0, length * 4))
    .replace(/\s+/gu, ' ')
    .trim()
  const characters = [...line]
  return characters.length > length ? `${characters.slice(0, length).join('').trimEnd()}…` : line
}
