/**
 * The flood rule that a relay is told to hold, checked.
 */
import { LIMITS, type FloodRule } from 'ghost-chat/wire'
import { RelayError } from './errors.ts'

/** The most messages that a rule may allow: each is remembered. */
const MOST_MESSAGES = 10_000

/** @throws RelayError `ERR_OPTION_INVALID` */
export function floodRule(rule: FloodRule | false): FloodRule | null {
  if (rule === false) return null
  const { messages, window } = rule
  if (!isWhole(messages, MOST_MESSAGES) || !isWhole(window, LIMITS.lifetime)) {
    throw new RelayError(
      'ERR_OPTION_INVALID',
      `A flood rule is 1 to ${MOST_MESSAGES} messages in 1 to ${LIMITS.lifetime} ms, both whole numbers.`,
    )
  }
  return Object.freeze({ messages, window })
}

/**
 * Parses `20/30`, messages per seconds, or `off`.
 * @throws RelayError `ERR_OPTION_INVALID`
 */
export function parseFlood(text: string): FloodRule | false {
  if (text === 'off') return false
  const [, messages, seconds] = /^(\d{1,5})\/(\d{1,4})$/.exec(text) ?? []
  if (messages === undefined || seconds === undefined) {
    throw new RelayError(
      'ERR_OPTION_INVALID',
      `A flood rule is "20/30" (messages per seconds) or "off", not "${text}".`,
    )
  }
  return { messages: Number(messages), window: Number(seconds) * 1_000 }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}
