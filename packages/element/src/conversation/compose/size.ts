/** How much of what a message may have is used up. */

/** UTF-8 bytes of text that a message may have; the room refuses longer ones (`LIMITS.messageBytes`). */
export const MOST_BYTES = 8_192
/** Said only when it is near. */
const NEAR_BYTES = 512
const encoder = new TextEncoder()

export interface Size {
  readonly over: boolean
  /** Empty while there is room enough. */
  readonly words: string
}

export function sizeOf(text: string): Size {
  // A character has three bytes at most: most texts need no counting.
  if (text.length * 3 < MOST_BYTES - NEAR_BYTES) return { over: false, words: '' }
  const left = MOST_BYTES - encoder.encode(text).length
  if (left < 0) return { over: true, words: `Too long by ${inBytes(-left)}` }
  return { over: false, words: left < NEAR_BYTES ? `${inBytes(left)} left` : '' }
}

function inBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
