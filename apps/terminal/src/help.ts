/**
 * What `--help` says.
 */

export type CommandName = 'join' | 'send' | 'listen' | 'key'

const TARGET = `  -r, --relay URL    where to meet, again for more (or GHOST_RELAY in the environment)
  -n, --name NAME    what the others see you as
  --seed FILE        a lasting identity, made by "ghost key new FILE" (else a fresh guest)
  --domain HOST      believe wallet log-ins of this site, again for more (else of any; each is shown)
  --relay-only       by way of relays alone: no other member learns your network address
`

const GENERAL = `ghost: Ghost Chat in a terminal. Rooms that leave nothing behind.

  ghost join SPACE/ROOM      talk in a room
  ghost send SPACE/ROOM      say what comes by stdin
  ghost listen SPACE/ROOM    write what is said to stdout
  ghost key new FILE         make a lasting identity

  --help, --version          "ghost join --help" says more of join

`

const OF: Readonly<Record<CommandName, string>> = {
  join: `ghost join SPACE/ROOM --relay URL: talk in a room. /help there says what you can do.

${TARGET}  --read-only        only read: you are counted, not listed

Where stdin or stdout is no terminal, each line that comes in is said, and what others say goes out, a message
a line; it leaves at the end of stdin.

`,
  send: `ghost send SPACE/ROOM --relay URL: say each line of stdin, and leave.

${TARGET}  --whole            all of stdin is one message
  --to DID           say it to one user alone, who must be in the room
  --reply ID         answer a message (its "id" in "ghost listen --json")
  --timeout SECONDS  how long joining may take (10)

It waits where a room takes no more messages for the moment. Exit codes: 0 all is sent (handed to a relay or to a
member), 1 it is not (the code of the error is on stderr), 2 the command line is wrong.

`,
  listen: `ghost listen SPACE/ROOM --relay URL: write what is said to stdout.

${TARGET}  --json             a JSON object a line
  --backlog          what was said before, too
  --listed           be seen, and get direct messages; else it only reads: counted, not listed
  --for SECONDS      end after so long
  --count N          end after so many messages

`,
  key: `ghost key new FILE           makes a secret seed, in a file that only you can read
ghost key did FILE SPACE     the DID that it gives you in a space

Whoever has the file can speak as you. In each space it gives another DID: nobody can tell that they are one person's.

`,
}

export function helpOf(command: CommandName | undefined): string {
  return command === undefined ? GENERAL : OF[command]
}
