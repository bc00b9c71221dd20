/** `ghost key`: makes a seed, and says whom it makes of you. */
import { openSpace } from 'ghost-chat'
import type { KeyCommand } from '../args.ts'
import { identityFrom, makeSeedFile } from '../identity.ts'
import { strings } from '../strings/strings.ts'
import { cleanLine } from '../text/sanitize.ts'

/** Asked for by the library, and never dialled: nothing is joined. */
const NO_RELAY = 'http://localhost:9'

/** @throws SeedFileError; GhostChatError `ERR_NAME_INVALID` */
export async function key(command: KeyCommand): Promise<void> {
  switch (command.do) {
    case 'new':
      makeSeedFile(command.file)
      process.stdout.write(`${strings.seed.made(cleanLine(command.file))}\n`)
      return
    case 'did': {
      const space = await openSpace(command.space, {
        identity: identityFrom(command.file),
        relays: [NO_RELAY],
      })
      process.stdout.write(`${space.did}\n`)
      await space.close()
    }
  }
}
