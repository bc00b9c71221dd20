/**
 * What becomes of a frame on its way between two peers of the memory network.
 */

/** How a bad network behaves: probabilities from 0 to 1, for each delivery of a frame; times in milliseconds. */
export interface Faults {
  readonly loss: number
  readonly duplicate: number
  /** That a frame is overtaken by the one after it. Without a clock only: with one, jitter does that. */
  readonly reorder: number
  /** How long every delivery takes, at least. Only with a clock. */
  readonly delay: number
  /** How much longer it may take. */
  readonly jitter: number
}

export const NO_FAULTS: Faults = Object.freeze({ loss: 0, duplicate: 0, reorder: 0, delay: 0, jitter: 0 })

/** One copy of a frame: after how many milliseconds it arrives, and whether it overtakes the one before it. */
export interface Arrival {
  readonly after: number
  readonly overtakes: boolean
}

/** The copies that arrive: none, one, or two. Draws the same numbers of `random` for the same faults. */
export function arrivals(faults: Faults, random: () => number): readonly Arrival[] {
  if (random() < faults.loss) return []
  const times = random() < faults.duplicate ? 2 : 1
  return Array.from({ length: times }, () => {
    const overtakes = random() < faults.reorder
    return { after: travel(faults, random), overtakes }
  })
}

/** How long one way takes now, in whole milliseconds. */
export function travel({ delay, jitter }: Faults, random: () => number): number {
  return jitter === 0 ? delay : delay + Math.floor(random() * (jitter + 1))
}
