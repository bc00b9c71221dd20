/**
 * Why a relay could not be reached. A browser tells a page less than Node tells a program: there `unreachable` may be
 * any of a refused connection, an unknown host and a certificate that is not trusted.
 */

/** Stable: an app may switch on it. */
export type RelayFailureReason =
  /** Nobody listens there. */
  | 'refused'
  /** The name has no address. */
  | 'no-such-host'
  /** The certificate is not trusted, or is another host's. */
  | 'certificate'
  /** There is no TLS where the address says so, or the handshake failed. */
  | 'tls'
  /** Something answered, and it is no relay: a website, another service, a path with nothing there. */
  | 'not-a-relay'
  /** The page came by https, and the address is an http one. */
  | 'mixed-content'
  /** The page's content security policy does not let it connect there. */
  | 'blocked'
  /** There was no answer in time. */
  | 'timeout'
  /** No more is known than that there is no connection. */
  | 'unreachable'

export interface RelayFailure {
  /** As the app gave it. */
  readonly address: string
  readonly reason: RelayFailureReason
  /** The HTTP status, where something answered that is no relay. */
  readonly status?: number
}

/** The `cause` of `ERR_RELAY_UNREACHABLE`: why, for each relay. */
export class RelayFailures extends Error {
  override readonly name = 'RelayFailures'
  readonly failures: readonly RelayFailure[]

  constructor(failures: readonly RelayFailure[]) {
    super(relaySentences(failures))
    this.failures = Object.freeze([...failures])
  }
}

function relaySentences(failures: readonly RelayFailure[]): string {
  return failures.map((failure) => `${failure.address}: ${clauseOf(failure)}.`).join(' ')
}

function clauseOf({ address, reason, status }: RelayFailure): string {
  switch (reason) {
    case 'refused':
      return 'the connection was refused'
    case 'no-such-host':
      return 'there is no such host'
    case 'certificate':
      return 'its certificate is not trusted'
    case 'tls':
      return 'it speaks no TLS'
    case 'not-a-relay': {
      const answer =
        status === undefined
          ? 'what answered is no relay'
          : `it answered with status ${status}, and is no relay`
      return hasPath(address) ? `${answer}; a relay has an address without a path` : answer
    }
    case 'mixed-content':
      return 'a page that came by https may not connect to an http address'
    case 'blocked':
      return 'the content security policy of the page forbids it'
    case 'timeout':
      return 'it gave no answer in time'
    case 'unreachable':
      return 'it could not be reached'
  }
}

function hasPath(address: string): boolean {
  return URL.canParse(address) && new URL(address).pathname !== '/'
}
