// For @libp2p/logger: says nothing. Nobody reads the log of a member in a page, and most of its lines are cut
// anyway (trim.ts).
interface Logger {
  (...what: unknown[]): void
  readonly enabled: boolean
  readonly error: Logger
  readonly trace: Logger
  readonly newScope: (name: string) => Logger
}

const quiet: Logger = Object.assign(() => undefined, {
  enabled: false,
  get error() {
    return quiet
  },
  get trace() {
    return quiet
  },
  newScope: () => quiet,
})

export const defaultLogger = () => ({ forComponent: (): Logger => quiet })
