/**
 * Every word that the terminal shows, in English, by the part that says it. A text with something in it is a function of
 * that: other languages order and inflect it their own way.
 */
const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** A list as people read it: `Ann, Bob and Carl`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

/** Names, and how many people beside them. */
const namedAnd = (names: readonly string[], more: number): string =>
  listed(more === 0 ? names : [...names, some(more, 'other', 'others')])

const TARGET = `  -r, --relay URL    the relay to meet at; repeat for more (or set GHOST_RELAY)
  -n, --name NAME    your display name
  --seed FILE        a lasting identity, made by "ghost key new FILE"
                     (without it you’re a new guest each time)
  --domain HOST      trust wallet sign-ins from this site only; repeat for more
  --relay-only       connect through relays only: nobody in the room learns your
                     network address
`

export const en = {
  help: {
    general: `ghost: Ghost Chat in a terminal. Rooms that leave nothing behind.

  ghost join SPACE/ROOM      chat in a room
  ghost send SPACE/ROOM      send lines from stdin
  ghost listen SPACE/ROOM    write messages to stdout
  ghost key new FILE         make a lasting identity
  ghost key did FILE SPACE   show its DID in a space

  --help, --version          "ghost join --help" explains join

`,
    join: `ghost join SPACE/ROOM --relay URL: chat in a room. Type /help there for more.

${TARGET}  --read-only        only read: others see that someone reads, not who
  --no-bell          no bell and no mark in the terminal’s title when someone
                     writes to you privately or says your name

When stdin or stdout isn’t a terminal, ghost sends each line of stdin and writes
each message to stdout. It leaves at the end of stdin.

`,
    send: `ghost send SPACE/ROOM --relay URL: send each line of stdin, then leave.

${TARGET}  --whole            send all of stdin as one message
  --to DID           send privately to one person, who must be in the room
  --reply ID         reply to a message (its "id" in "ghost listen --json")
  --timeout SECONDS  how long joining may take (10)
  -q, --quiet        write errors only to stderr

When you send faster than a room allows, ghost waits. Exit codes: 0 everything
is sent (a relay or a member has it), 1 it isn’t (stderr has the error’s code),
2 the command line is wrong.

`,
    listen: `ghost listen SPACE/ROOM --relay URL: write messages to stdout.

${TARGET}  --json             one JSON object per line
  --backlog          include messages from before you joined
  --listed           let others see you and write to you privately; without it
                     you only read: others see that someone reads, not who
  --for SECONDS      stop after this time
  --count N          stop after this many messages

`,
    key: `ghost key new FILE         make a secret seed, in a file that only you can read
ghost key did FILE SPACE   show the DID that it gives you in a space

Anyone who has the file can write in your name. You get a different DID in each
space, so they can’t be linked.

`,
    /** In a room. No line is longer than the talk of a terminal with 80 columns. */
    room: `Type a message and press Enter to send it.
Commands:
  /reply [number] text  reply to a message,
                        or to the last one
  /msg NAME text        message NAME privately
  /who                  list people
  /who NAME             their key and connection
  /block NAME           hide their messages;
                        they won’t know
  /unblock NAME         show them again
  /nick NAME            change your display name
  /cancel               take back a message that
                        waits to be sent
  /backlog              load earlier messages
  /connection           your connection
  /help, /quit
NAME: a name, the code after it, or a DID.
//text sends "/text".
Tab completes commands and names.
Up and Down: what you typed before. Up takes
  back a message that waits to be sent.
Page Up, Page Down: scroll.
Ctrl-A, E, U, K, W: edit. Alt-Enter: new line.
Ctrl-C: leave.
~ before a number: sent before you joined.`,
  },

  usage: {
    tryHelp: (sentence: string) => `${sentence} Try --help.`,
    unknownOption: (option: string, meant: string | undefined) =>
      `Unknown option ${option}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    needsValue: (option: string) => `${option} needs a value.`,
    takesNoValue: (option: string) => `${option} takes no value.`,
    unknownCommand: (name: string, meant: string | undefined) =>
      `Unknown command "${name}". ${meant === undefined ? 'Use join, send, listen or key.' : `Did you mean ${meant}?`}`,
    key: 'Use "ghost key new FILE" or "ghost key did FILE SPACE".',
    noRoom: 'Which room? Use SPACE/ROOM.',
    oneRoom: (rest: string) => `Use one room at a time, without "${rest}".`,
    notRoom: (place: string) => `"${place}" isn’t a room. Use SPACE/ROOM, with %2F for a slash in a name.`,
    noRelay: 'Which relay? Use --relay http://host:port, or set GHOST_RELAY.',
    notDid: (text: string) => `--to needs a DID, not "${text}". "ghost listen --json" shows DIDs.`,
    notPositive: (option: string, text: string) => `${option} needs a number above 0, not "${text}".`,
    notWhole: (option: string) => `${option} needs a whole number.`,
  },

  seed: {
    made: (file: string) => `${file} is yours alone: anyone who has it can write in your name.`,
    readable: (file: string) => `Others can read ${file}. Make it private: chmod 600 ${file}`,
    tooLong: (file: string) => `${file} isn’t a seed: it’s too long.`,
    notSeed: (file: string, bytes: number) =>
      `${file} isn’t a seed: a seed is ${bytes} bytes as hex or base64url.`,
    unreadable: (file: string, reason: string) =>
      `Can’t read ${file} (${reason}). "ghost key new ${file}" makes one.`,
    unwritable: (file: string, reason: string) => `Can’t make ${file} (${reason}).`,
    reason: {
      absent: 'no such file',
      present: 'the file exists',
      forbidden: 'permission denied',
      folder: 'it’s a folder',
    },
  },

  /** Lines to stderr, where there is no screen. */
  line: {
    own: (text: string) => `ghost: ${text}`,
    withCode: (code: string, sentence: string) => `ghost: ${code}: ${sentence}`,
    connecting: (relays: readonly string[]) => `connecting to ${relays.join(', ')}`,
    retrying: (reason: string, seconds: number) => `${reason} Retrying in ${seconds} s.`,
    /** `people`: a sentence of `people.entrance`. */
    entered: (place: string, people: string) => `you joined ${place} · ${people}`,
    lost: 'connection lost, reconnecting…',
    back: 'connected again',
    notSent: (reason: string) => `not sent: ${reason}`,
    pace: (seconds: number) => `you’re writing fast, the next message goes out in ${seconds} s`,
    marks: {
      history: 'earlier',
      to: 'private',
      replyTo: 'reply',
      missing: 'message missing',
      'two-faced': 'two-faced',
    },
  },

  /** How one is connected. */
  connection: {
    connecting: 'connecting…',
    offline: 'connection lost, reconnecting…',
    alone: 'connected, nobody else is here',
    relayed: 'connected via relay',
    direct: (direct: number, all: number) => `connected, ${direct} of ${all} directly`,
    you: (words: string) => `You’re ${words}.`,
    path: {
      direct: (ping: number | null) => (ping === null ? 'direct' : `direct, ${ping} ms ping`),
      relayed: (ping: number | null) => (ping === null ? 'via relay' : `via relay, ${ping} ms ping`),
    },
    clock: {
      relay: 'Clock: in sync with the relay',
      members: 'Clock: in sync with the others',
      own: 'Clock: this machine’s own',
    },
    corrected: (clock: string, ms: number) => `${clock}${ms === 0 ? '' : `, corrected by ${ms} ms`}.`,
    doubt: (time: string, isBehind: boolean) =>
      `Your device’s clock seems to be about ${time} ${isBehind ? 'behind' : 'ahead'}. If so, set it to talk here.`,
    years: (count: number) => some(count, 'year', 'years'),
    days: (count: number) => some(count, 'day', 'days'),
    hours: (count: number) => some(count, 'hour', 'hours'),
    minutes: (count: number) => some(count, 'minute', 'minutes'),
  },

  people: {
    nameless: 'guest',
    unknownSite: 'an unknown site',
    here: (count: number) => `${count} here`,
    reading: (count: number) => `${count} reading`,
    you: 'you',
    blocked: 'blocked',
    shared: 'shared',
    sharedName: 'shared name',
    left: 'left',
    more: (count: number) => `and ${count} more`,
    /** The mark of a wallet account that is proven. */
    proven: (site: string) => `✓ by ${site}`,
    /** Those whom one meets when one joins. */
    entrance: (names: readonly string[], more: number) => {
      const count = names.length + more
      if (count === 0) return 'nobody else is here yet'
      return `${some(count, 'person', 'people')} here: ${namedAnd(names, more)}`
    },
    entered: (people: string) => `You joined · ${people}`,
    joined: (names: readonly string[], more: number) => `${namedAnd(names, more)} joined`,
    leftRoom: (names: readonly string[], more: number) => `${namedAnd(names, more)} left`,
    renamed: (who: string, name: string) => `${who} is now ${name}`,
    unnamed: (who: string) => `${who} has no name now`,
    card: { key: 'key', account: 'account', path: 'connection' },
    notProven: (account: string, site: string) => `${account}, claimed by ${site}, not proven`,
    provenBy: (account: string, site: string) => `${account}, proven by ${site}`,
    notConnected: 'none yet',
    gone: 'left the room',
  },

  message: {
    to: (who: string) => ` → ${who} (private)`,
    toYou: 'you',
    /** In the place of a number: five cells at most. */
    sending: '…',
    waiting: 'wait',
    answerToUnknown: 'a message that isn’t here',
    cut: '… cut off here',
    gap: {
      missing: '! A message before this one is missing',
      'two-faced': '! The sender sent others something different',
    },
    missing: (who: string) => `A message from ${who} is missing.`,
    twoFaced: (who: string) => `${who} sent others something different.`,
  },

  status: {
    joining: 'joining…',
    leaving: 'leaving…',
    retrying: (reason: string) => `${reason} Retrying…`,
    waiting: (count: number) => `${count} waiting, /cancel`,
    fast: (count: number, seconds: number) =>
      `you’re writing fast: ${some(count, 'message goes', 'messages go')} out in ${seconds} s`,
    loading: 'loading earlier messages…',
    readOnly: 'reading only',
    typing: (names: readonly string[]) => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} typing…`,
    manyTyping: (count: number) => `${count} are typing…`,
    more: '↓ Page Down for more',
    unread: (count: number) => `↓ ${count} new, Page Down`,
  },

  /** Answers to what a person typed. */
  answer: {
    unknown: (name: string, meant: string | undefined) =>
      `There’s no ${name}. ${meant === undefined ? '/help lists the commands; //text sends "/text".' : `Did you mean ${meant}?`}`,
    notJoined: 'You’re not in the room yet.',
    noReply: 'What do you want to reply? /reply [number] text',
    noMessage: (number: string) => `There’s no message ${number}.`,
    nothingToReply: 'There’s nothing to reply to yet.',
    noText: 'What do you want to send? /msg NAME text',
    noPerson: 'Who? Use a name, the code after it, or a DID.',
    nobody: 'Nobody here has that name. /who lists people.',
    several: (labels: readonly string[]) =>
      `That may be ${labels.join(' or ')}: add the code after the name.`,
    blocked: (who: string) => `You blocked ${who}. You won’t see their messages. They won’t know.`,
    unblocked: (who: string) => `You unblocked ${who}.`,
    noName: 'Which name? /nick NAME',
    renamed: (name: string) => `Your name is now ${name}.`,
    earlier: (count: number) =>
      count === 0 ? 'No earlier messages.' : `Loaded ${some(count, 'earlier message', 'earlier messages')}.`,
    noEarlier: 'Couldn’t load earlier messages. Try /backlog again.',
    notSent: (reason: string, text: string) => `Not sent: ${reason}. (${text}) Press Up to edit it.`,
    nothingWaits: 'No message is waiting to be sent.',
    canceled: (text: string) => `Canceled: ${text}`,
    wasSent: (text: string) => `Already sent: ${text}`,
  },

  failure: {
    /** Why a message was not sent, after "not sent: ". */
    noConnection: 'there’s no connection',
    writingFast: (seconds: number | undefined) =>
      `you’re writing very fast; try again in ${seconds === undefined ? 'a moment' : `${seconds} s`}`,
    expired: 'it waited too long',
    tooManyWaiting: 'too many messages are waiting',
    tooLong: 'it’s too long',
    left: 'they left',
    unreachable: 'they can’t be reached',
    readOnly: 'you’re only reading (--read-only)',
    notJoined: 'you’re not in the room',
    /** Why a room could not be joined. */
    noRelay: 'Can’t reach the relay.',
    /** `host` names a relay; `why` is a clause of `why`. */
    relay: (host: string, why: string) => `Can’t reach the relay (${host}): ${why}.`,
    relays: (all: readonly (readonly [host: string, why: string])[]) =>
      `Can’t reach any relay. ${all.map(([host, why]) => `${host}: ${why}.`).join(' ')}`,
    why: {
      refused: 'it refuses connections',
      'no-such-host': 'there’s no such host',
      certificate: 'its certificate isn’t trusted',
      tls: 'it doesn’t speak https',
      'not-a-relay': 'it isn’t a relay',
      // These two are said of pages alone.
      'mixed-content': 'it can’t be reached from here',
      blocked: 'it can’t be reached from here',
      timeout: 'it doesn’t answer',
      unreachable: 'it doesn’t answer',
    },
  },
}
