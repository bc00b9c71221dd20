/** Why a relay cannot be reached, in words. */
import type { RelayFailure } from 'ghost-chat'
import { strings } from '../strings/strings.ts'

/** The sentence for an error of joining, or for a lost connection; `undefined` where nothing is known of any relay. */
export function relayWords(failures: readonly RelayFailure[]): string | undefined {
  const { relay, relays, why } = strings.failure
  const [first] = failures
  if (first === undefined) return undefined
  const clause = ({ reason, status }: RelayFailure): string =>
    reason === 'not-a-relay' ? why[reason](status) : why[reason]
  if (failures.length === 1) return relay(hostOf(first.address), clause(first))
  return relays(failures.map((failure) => [hostOf(failure.address), clause(failure)]))
}

/** What an error knows of relays: its cause, told by its shape, for the class arrives with the network's code. */
export function relayFailuresOf(error: unknown): readonly RelayFailure[] {
  if (!(error instanceof Error) || !(error.cause instanceof Error) || !('failures' in error.cause)) return []
  const { failures } = error.cause
  return Array.isArray(failures) ? (failures as readonly RelayFailure[]) : []
}

/** A relay goes by its host. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
