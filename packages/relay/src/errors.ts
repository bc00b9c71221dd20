/** Why a relay could not be started. */
export type RelayErrorCode = 'ERR_PORT_TAKEN' | 'ERR_LISTEN' | 'ERR_OPTION_INVALID'

/** The one error of this package: a stable code, a plain sentence, and the `cause` where there is one. */
export class RelayError extends Error {
  override readonly name = 'RelayError'
  readonly code: RelayErrorCode

  constructor(code: RelayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What the system said when it would not listen, in words. */
export function listenError(cause: unknown, host: string, port: number): RelayError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new RelayError('ERR_PORT_TAKEN', `Port ${port} is taken by another program.`, { cause })
    case 'EACCES':
      return new RelayError('ERR_LISTEN', `Port ${port} is not this user's to open.`, { cause })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new RelayError('ERR_LISTEN', `${host} is no address of this machine.`, { cause })
    default:
      return new RelayError('ERR_LISTEN', `The relay could not listen on ${host}, port ${port}.`, { cause })
  }
}
