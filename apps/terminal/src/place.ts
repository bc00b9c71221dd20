/** Where a command goes, and as whom, from its command line. */
import type { JoinOptions } from 'ghost-chat'
import type { Target } from './args.ts'
import { identityFrom } from './identity.ts'
import type { Place } from './stay.ts'
import { cleanLine } from './text/sanitize.ts'

/** @throws SeedFileError */
export function placeOf({ space, room, relays, relayOnly, domains, seedFile }: Target): Place {
  return {
    ...{ space, room, relays, relayOnly },
    ...(domains === undefined ? {} : { domains }),
    ...(seedFile === undefined ? {} : { identity: identityFrom(seedFile) }),
  }
}

export function profileOf({ name }: Target): Pick<JoinOptions, 'profile'> {
  return name === undefined ? {} : { profile: { name } }
}

/** `space/room`, for people. */
export function titleOf({ space, room }: Target): string {
  return cleanLine(`${space}/${room}`)
}
