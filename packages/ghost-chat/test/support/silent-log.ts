import type { ComponentLogger, Logger } from '@libp2p/interface'

const nothing = (): void => undefined

/** A libp2p log that says nothing. */
export const silentLog: Logger = Object.assign(nothing, {
  error: nothing,
  trace: nothing,
  enabled: false,
  newScope: () => silentLog,
})

export const silentLogger: ComponentLogger = { forComponent: () => silentLog }
