/** The twelve attacks, in the order of the table. */
import type { Attack } from './attack.ts'
import { violations } from './rows/01-violations.ts'
import { bounded } from './rows/02-bounded.ts'
import { oneAddress } from './rows/03-one-address.ts'
import { muting } from './rows/04-muting.ts'
import { replay } from './rows/05-replay.ts'
import { suspicion } from './rows/06-suspicion.ts'
import { openRoom } from './rows/07-open-room.ts'
import { reading } from './rows/08-reading.ts'
import { relayOnly } from './rows/09-relay-only.ts'
import { twoFaced } from './rows/10-two-faced.ts'
import { accounts } from './rows/11-accounts.ts'
import { links } from './rows/12-links.ts'

export const suite: readonly Attack[] = [
  violations,
  bounded,
  oneAddress,
  muting,
  replay,
  suspicion,
  openRoom,
  reading,
  relayOnly,
  twoFaced,
  accounts,
  links,
]
