/**
 * Whether two values are the same as JSON: the order of members does not count.
 */
import type { JsonObject } from '../wire/json.ts'

/** Both come out of `JSON.parse`; the one is a draft of ours, so how deep the two are compared is bounded. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  const [left, right] = [one as JsonObject, other as JsonObject]
  return names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name], right[name]))
}
