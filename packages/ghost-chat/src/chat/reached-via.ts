/**
 * The relays that this member's presence names (SPEC TY10).
 */
import type { Network } from '../network/port.ts'
import { LIMITS } from '../wire/limits.ts'
import { isVia } from '../wire/via.ts'

/** What the network is reached over, as far as presence can say it; `undefined` where it cannot. */
export function viaOf({ via = [] }: Network): readonly string[] | undefined {
  const named = via.filter(isVia).slice(0, LIMITS.viaAddresses)
  return named.length === 0 ? undefined : named
}
