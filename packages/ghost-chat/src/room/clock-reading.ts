/** How a member's clock is set. */
export interface ClockReading {
  /** Milliseconds that are added to this machine's clock. */
  readonly offset: number
  /** Who says so; `own` while nobody does. */
  readonly source: 'relay' | 'members' | 'own'
  /**
   * Somebody says another time, far from this machine's, and too few vouch for it: this machine's clock holds. One of
   * the two is wrong, and with a wrong clock this member and the others do not hear each other (SPEC TM8).
   */
  readonly doubt?: ClockDoubt
}

/** A time that is not followed. */
export interface ClockDoubt {
  readonly code: 'ERR_CLOCK'
  /** Milliseconds that were to be added to this machine's clock. */
  readonly offset: number
}

export const OWN_CLOCK: ClockReading = Object.freeze({ offset: 0, source: 'own' })
