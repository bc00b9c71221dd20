/** How a member's clock is set. */
export interface ClockReading {
  /** Milliseconds that are added to this machine's clock. */
  readonly offset: number
  /** Who says so; `own` while nobody does. */
  readonly source: 'relay' | 'members' | 'own'
  /**
   * A relay or the members say another time, more than 120 s from this machine's, and no two parties that the app chose
   * agree on it: this machine's clock holds. One of the two is wrong. A member with a wrong clock and the others do not
   * hear each other (SPEC TM8): ask the person to look at the device's clock.
   */
  readonly doubt?: ClockDoubt
}

/** A time that is not followed. */
export interface ClockDoubt {
  readonly code: 'ERR_CLOCK'
  /** Milliseconds that were to be added to this machine's clock; positive where it would be behind. */
  readonly offset: number
}

export const OWN_CLOCK: ClockReading = Object.freeze({ offset: 0, source: 'own' })
