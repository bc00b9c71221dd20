/**
 * JSON from outside: strict UTF-8 in, `unknown` out, and the bounds of a message's content (SPEC TY5).
 */
import { LIMITS } from './limits.ts'

/** A value that JSON can carry. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** What a message may say: a text, or another JSON value but `null`. */
export type Content = Exclude<JsonValue, null>

export type JsonObject = Readonly<Record<string, unknown>>

// `ignoreBOM` keeps a byte-order mark in the text, where JSON.parse refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Parses bytes as a JSON object; `null` for anything else. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The length of a text in UTF-8 (a lone surrogate counts as U+FFFD), without looking at one that is too long anyway. */
export function utf8Length(text: string, atMost: number): number {
  if (text.length > atMost) return text.length
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) continue
    length += code < 0x800 ? 1 : 2
    // A pair has four bytes: two for each of its halves.
    if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(at + 1))) {
      at++
    }
  }
  return length
}

/** Whether a text has at most so many bytes in UTF-8. A short one need not be looked at: no unit has more than three. */
export function fitsUtf8(text: string, atMost: number): boolean {
  return text.length * 3 <= atMost || utf8Length(text, atMost) <= atMost
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

/** Whether a parsed JSON value may be a message's content (TY5). */
export function isContent(value: unknown): value is Content {
  if (typeof value === 'string') return value !== '' && fitsUtf8(value, LIMITS.messageBytes)
  if (value === null || value === undefined) return false
  if (!isShallow(value, LIMITS.messageDepth) || !isFinite(value)) return false
  return fitsUtf8(JSON.stringify(value), LIMITS.messageBytes)
}

/** Whether a value is nested at most `depth` deep. Stops at the first branch that is deeper. */
export function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  for (const inner of Object.values(value)) if (!isShallow(inner, depth - 1)) return false
  return true
}

/**
 * Whether every number in a value is finite: `1e400` is JSON, is read as `Infinity`, and would be written as `null`.
 * The value is shallow.
 */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isFinite)
}

/** Freezes a value and all within it. The value is at most `messageDepth` deep. */
export function deepFreeze<T extends JsonValue>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
