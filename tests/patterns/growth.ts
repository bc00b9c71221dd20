/** Whether work grows with the length of a text or faster, told apart with a wide margin on a busy machine. */
import { performance } from 'node:perf_hooks'
import type { Worst } from './worst-texts.ts'

/** UTF-16 units. In small steps at first: where each one doubles the work, thirty of them are too many. */
const LENGTHS = [16, 20, 24, 28, 32, 40, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768]
/**
 * Work that is done this fast is no threat at its length, however it grows. The greatest is four times what
 * one message holds: a pattern that takes the square of it, a thousand million steps, takes far longer.
 */
const HARMLESS_MS = 40
/** Eight times the text takes eight times as long, or sixty-four times where the work grows with the square. */
const PART = 8
const MOST_GROWTH = 24
const TRIES = 4

/** The growth from an eighth of a text to the whole where it is faster than linear; `undefined` where it is not. */
export function growthBeyondLinear(
  work: (text: string) => unknown,
  worst: Worst,
  longest = Infinity,
): number | undefined {
  for (const length of LENGTHS) {
    if (length > longest) return undefined
    const whole = worst(length)
    if (timeOf(work, whole) < HARMLESS_MS) continue
    const part = worst(Math.floor(length / PART))
    let growth = Infinity
    // Another process may have had the machine meanwhile: the best of several tells.
    for (let tried = 0; tried < TRIES && growth > MOST_GROWTH; tried++) {
      const before = timeOf(work, part)
      const after = timeOf(work, whole)
      growth = after < HARMLESS_MS ? 0 : Math.min(growth, after / before)
    }
    if (growth > MOST_GROWTH) return growth
  }
  return undefined
}

function timeOf(work: (text: string) => unknown, text: string): number {
  const begun = performance.now()
  work(text)
  return performance.now() - begun
}
