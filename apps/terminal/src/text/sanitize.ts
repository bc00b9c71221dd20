/**
 * What others wrote, made safe to write to a terminal: no escape sequence, no control character, nothing that
 * reorders or hides what stands beside it, no tower of marks. Everything that is shown goes through here first.
 */

/** C0, DEL and C1, but for the tab and the line feed, which are looked after below. */
// eslint-disable-next-line no-control-regex -- these are what it is for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g
const TAB = '    '

/**
 * Directional marks, embeddings, overrides and isolates; fillers, zero-width and invisible characters; variation
 * selectors beyond the two of emoji; tags. The joiners are looked after below.
 */
const INVISIBLE =
  // eslint-disable-next-line no-misleading-character-class -- single characters, of which some combine
  /[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0D\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu
/** Joiners matter between letters. Between emoji terminals disagree about the width of what they make. */
const STRAY_JOINERS = /(?<![\p{L}\p{M}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}])/gu
/** What no font has, and no terminal knows the width of. */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu
/** Scripts of everyday use need no more than four on one letter. */
const TOWERS = /([\p{M}\u200C\u200D]{4})[\p{M}\u200C\u200D]+/gu
const LEADING_MARK = /(^|\n)(?=\p{M})/gu

/** A text of several lines, made safe. Control characters become visible ones: `␛` where an escape was. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, '\n')
    .replaceAll('\t', TAB)
    .replace(CONTROLS, pictureOf)
    .replace(INVISIBLE, '')
    .replace(NONCHARACTERS, '\uFFFD')
    .replace(STRAY_JOINERS, '')
    .replace(TOWERS, '$1')
    .replace(LEADING_MARK, '$1\u25CC')
}

/** The same on one line: whatever breaks lines is a space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim()
}

/** A claimed name, made safe; `undefined` where nothing visible is left of it. */
export function cleanName(claimed: string | undefined): string | undefined {
  const name = cleanLine((claimed ?? '').normalize('NFC'))
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : undefined
}

/**
 * What two names have in common that people take for the same one: compatibility forms, case and white space are
 * left out. Letters of different scripts that look alike are not found out.
 */
export function nameKey(clean: string): string {
  return clean.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** Unicode has pictures of C0 and of DEL, and none of C1. */
function pictureOf(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\uFFFD'
}
