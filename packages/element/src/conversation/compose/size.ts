/** How much of what a message may have is used up. The room counts bytes; people are told characters. */
import { strings } from '../../strings/strings.ts'

/** UTF-8 bytes of text that a message may have; the room refuses longer ones (`LIMITS.messageBytes`). */
export const MOST_BYTES = 8_192
/** Said only when it is near. */
const NEAR_BYTES = 512
const encoder = new TextEncoder()
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export interface Size {
  readonly over: boolean
  /** Empty while there is room enough. */
  readonly words: string
}

export function sizeOf(text: string): Size {
  // A UTF-16 unit has three bytes at most: most texts need no counting.
  if (text.length * 3 < MOST_BYTES - NEAR_BYTES) return { over: false, words: '' }
  const bytes = encoder.encode(text).length
  const left = MOST_BYTES - bytes
  if (left < 0) return { over: true, words: strings.composer.tooLong(tooMany(text, -left)) }
  if (left >= NEAR_BYTES) return { over: false, words: '' }
  // Characters such as those that are there already.
  const characters = [...text].length
  return { over: false, words: strings.composer.left(Math.floor((left * characters) / bytes)) }
}

/** How many characters at the end of a text have so many bytes together. */
function tooMany(text: string, bytes: number): number {
  // As many bytes never need more units than they are: a page that somebody pastes is not cut into characters whole.
  const end = [...segmenter.segment(text.slice(-Math.min(bytes, 4_096) - 64))]
  let count = 0
  let cut = 0
  while (cut < bytes && count < end.length) {
    count += 1
    cut += encoder.encode(end[end.length - count]?.segment).length
  }
  if (cut >= bytes) return count
  return Math.ceil((bytes * count) / Math.max(1, cut))
}
