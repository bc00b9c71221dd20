/** The Ghost Chat relay. */
export { createRelay, type Relay, type RelayOptions, type RelayStats } from './relay.ts'
export type { TurnOptions } from './ice.ts'
export { RELAY_LIMITS, type RelayLimits } from './limits.ts'
export { RelayError, type RelayErrorCode } from './errors.ts'
export type { FederationStats } from './federation.ts'
export type { FrameCounts } from './frame-judge.ts'
export type { LostCounts } from './lost.ts'
export { jsonLog, type Log, type LogFields } from './log.ts'
