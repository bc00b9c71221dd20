/** How a member's clock is set. */
export interface ClockReading {
  /** Milliseconds that are added to this machine's clock. */
  readonly offset: number
  /** Who says so; `own` while nobody does. */
  readonly source: 'relay' | 'members' | 'own'
}

export const OWN_CLOCK: ClockReading = Object.freeze({ offset: 0, source: 'own' })
